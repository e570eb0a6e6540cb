/* attachment_name.h - makes file names that are safe to show and to save. */
#pragma once

#include <glib.h>

/* The names given in one Letter. */
typedef struct AttachmentNames AttachmentNames;

AttachmentNames *attachment_names_new(void);
void attachment_names_free(AttachmentNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AttachmentNames, attachment_names_free)

/* A name for an attachment that differs from all names given so far, also in upper and lower case:
 * "name-2.ext". `given` is the decoded name from the mail, or NULL. Without a usable name, one is
 * made from `content_type` ("image/png": "image-1.png"). The name has no path and no control, bidi
 * or other hidden characters. It has at most `max_bytes` octets (minimum 16) and keeps its
 * extension. (transfer full) */
char *attachment_names_add(AttachmentNames *names, const char *given, const char *content_type,
                           gsize max_bytes);

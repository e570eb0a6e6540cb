/* attachment_name.h - file names that are safe to show and to save, whatever the mail says. */
#pragma once

#include <glib.h>

/* The names given in one Letter. */
typedef struct AttachmentNames AttachmentNames;

AttachmentNames *attachment_names_new(void);
void attachment_names_free(AttachmentNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AttachmentNames, attachment_names_free)

/* A name for an attachment, unlike every other one given so far (in any case of letters):
 * "name-2.ext". `given` is the decoded name of the mail or NULL; without a usable one a name is
 * made from `content_type` ("image/png": "image-1.png"). No path, no control, bidi or other hidden
 * characters; at most `max_bytes` octets (16 at least), the extension kept. (transfer full) */
char *attachment_names_add(AttachmentNames *names, const char *given, const char *content_type,
                           gsize max_bytes);

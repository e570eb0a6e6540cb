/* attachment_name.h - a file name that is safe to show and to save, whatever the mail says. */
#pragma once

#include <glib.h>

/* A name for an attachment. `given` is the decoded name of the mail or NULL; without a usable one a
 * name is made from `content_type` ("image/png": "image.png"). No path, no control, bidi or other
 * hidden characters; at most `max_bytes` octets, the extension kept; unlike every name in `taken`
 * (of char *; any case): "name-2.ext". (transfer full) */
char *attachment_name_new(const char *given, const char *content_type, GPtrArray *taken,
                          gsize max_bytes);

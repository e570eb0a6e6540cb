/* uuencoded.h - takes uuencoded files out of text (POSIX uuencode, also -m). */
#pragma once

#include <glib.h>

typedef struct {
    char *name; /* from the block; may be any text */
    GString *content;
} UuencodedFile;

/* Takes the blocks ("begin 644 name" ... "end", "begin-base64 644 name" ... "====") out of `text`
 * (LF line ends). Lines that only look like a block stay. Returns the files ((transfer full)
 * GPtrArray of UuencodedFile *) and the text without them in `ret_rest`, or NULL if the text has no
 * block. */
GPtrArray *uuencoded_take(const char *text, char **ret_rest);

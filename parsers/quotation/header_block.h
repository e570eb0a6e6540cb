/* header_block.h - recognises "From: ... Sent: ... To: ... Subject: ..." above a quotation, in any
 * language. */
#pragma once

#include "parsers/text/text_lines.h"

/* The number of lines of a block of header fields that begins at line `at` and has a From and at
 * least `min_others` of date, To, Cc and Subject; 0 if no such block begins there. Values may be
 * wrapped; there may be blank lines between the fields. */
guint header_block_match(const TextLines *lines, guint at, guint min_others);

/* Whether `plain` (as in TextLine) is a field with a name for From, such as "Von: X". */
gboolean header_block_is_from(const char *plain);

/* The kind of a line in such a block. */
typedef enum {
    HEADER_BLOCK_WRAPPED, /* not a field: it continues the line above */
    HEADER_BLOCK_NAMES,   /* people, the subject, an organization */
    HEADER_BLOCK_DATE,
    HEADER_BLOCK_RATING, /* an importance, a sensitivity */
    HEADER_BLOCK_FILES,
    HEADER_BLOCK_ID,
} HeaderBlockLine;

/* *ret_value: the text after the colon in `plain` (as in TextLine); for a wrapped line, `plain`. */
HeaderBlockLine header_block_read(const char *plain, const char **ret_value);

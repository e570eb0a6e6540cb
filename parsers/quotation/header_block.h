/* header_block.h - "From: ... Sent: ... To: ... Subject: ..." above a quotation, in any language.
 */
#pragma once

#include "parsers/text/text_lines.h"

/* The number of lines, from `at` on, of a block of header fields with a From and at least
 * `min_others` of date, To, Cc and Subject; 0 where there is none. Values may be wrapped, blank
 * lines may stand between the fields. */
guint header_block_match(const TextLines *lines, guint at, guint min_others);

/* Whether `plain` (as in TextLine) is a field with a name for From, such as "Von: X". */
gboolean header_block_is_from(const char *plain);

/* What a line of such a block tells. */
typedef enum {
    HEADER_BLOCK_WRAPPED, /* no field: it goes on where the line above ends */
    HEADER_BLOCK_NAMES,   /* people, the subject, an organization */
    HEADER_BLOCK_DATE,
    HEADER_BLOCK_RATING, /* an importance, a sensitivity */
    HEADER_BLOCK_FILES,
    HEADER_BLOCK_ID,
} HeaderBlockLine;

/* `*ret_value`: behind the colon in `plain` (as in TextLine); of a wrapped line `plain`. */
HeaderBlockLine header_block_read(const char *plain, const char **ret_value);

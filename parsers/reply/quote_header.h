/* quote_header.h - the lines that mail programs put between an answer and what it answers. */
#pragma once

#include "parsers/reply/text_lines.h"

typedef enum {
    QUOTE_HEADER_NONE,
    QUOTE_HEADER_ATTRIBUTION, /* "On ... X wrote:" */
    QUOTE_HEADER_BLOCK,       /* "-----Original Message-----", From:, Sent:, To:, Subject: */
    QUOTE_HEADER_MARKER,      /* "reply above this line", in words of other ticket systems */
    QUOTE_HEADER_FORWARD,     /* "---------- Forwarded message ---------": no quotation, but news */
} QuoteHeader;

/* The header that begins at line `at`, and how many lines it takes (left alone for NONE). */
QuoteHeader quote_header_match(const TextLines *lines, guint at, guint *ret_n_lines);

/* Whether `plain` (as in TextLine) is a rule of dashes or the like, without words. */
gboolean quote_header_is_rule(const char *plain);

/* Whether a text (UTF-8, on one line) begins like a forwarded mail: "---------- Forwarded message
 * ---------", "Begin forwarded message:". */
gboolean quote_header_begins_forward(const char *text);

/* quote_header.h - recognises the lines that mail programs put between a reply and its quotation.
 */
#pragma once

#include "parsers/text/text_lines.h"

typedef enum {
    QUOTE_HEADER_NONE,
    QUOTE_HEADER_ATTRIBUTION, /* "On ... X wrote:" */
    QUOTE_HEADER_BLOCK,       /* "-----Original Message-----", From:, Sent:, To:, Subject: */
    QUOTE_HEADER_MARKER,      /* "reply above this line", in words of other ticket systems */
    QUOTE_HEADER_FORWARD, /* "---------- Forwarded message ---------": new text, not quotation */
} QuoteHeader;

typedef struct {
    QuoteHeader kind;
    guint n_lines;
    gsize begin; /* offset in the text: after the beginning of the line if there are other words */
} QuoteHeaderMatch;

/* The header that begins in line `at`; if no header begins there, kind NONE with one line. */
QuoteHeaderMatch quote_header_match(const TextLines *lines, guint at);

/* Whether `plain` (as in TextLine) is a rule of dashes or the like, without words. */
gboolean quote_header_is_rule(const char *plain);

/* Whether a text (UTF-8, on one line) begins like a forwarded mail: "---------- Forwarded message
 * ---------", "Begin forwarded message:". */
gboolean quote_header_begins_forward(const char *text);

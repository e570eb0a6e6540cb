/* segments.h - which passages of a text are new, quoted, signature, marker or disclaimer.
 *
 * Marks and never deletes: what is not known to the ticket may still be shown. The line that our
 * own mails carry (the marker) counts more than the look of the text above it. Lines with "> ", and
 * elements that a mail program marks, are quotation; text between and below lines with "> " is new,
 * for there people write their answers. Below a header of unmarked quotation ("From: ... Sent:
 * ...") nothing tells old from new: all is quotation, and a guess.
 */
#pragma once

#include "parsers/letter.h"

/* A passage that an HTML element marks as quotation. */
typedef struct {
    gsize begin; /* octets of the text */
    gsize end;
    gboolean is_rest; /* all from the element on is quotation; nothing closes it */
    gboolean is_hint; /* found by the HTML part beside this text */
} QuotedRange;

typedef struct {
    const char *text;     /* UTF-8, LF */
    const GArray *quotes; /* of QuotedRange, in order; NULL: none */
    const char *marker;   /* text of our marker; NULL: any of own_marker.h; "": none */
    gboolean is_html;     /* the text was HTML: ">" marks what people may have written into */
    gboolean is_forward;  /* a forward: all is new */
} SegmentsInput;

/* Adds the segments of `input`, whose parts stay the caller's, to those of `letter`: their lengths
 * are that of the text. Never fails. */
void segments_mark(const SegmentsInput *input, Letter *letter);

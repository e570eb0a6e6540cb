/* segments.h - divides a text into new text, quotation, signature, marker and disclaimer.
 *
 * Marks and never deletes: text that is not on the ticket yet may still be shown. The marker line
 * of our own mails counts more than the look of the text above it. Lines with "> ", and elements
 * that a mail program marks, are quotation. Text between and below lines with "> " is new, because
 * people write their replies there. Below a header of unmarked quotation ("From: ... Sent: ..."),
 * old and new text cannot be told apart: all is quotation, as a guess. */
#pragma once

#include "parsers/letter.h"

/* A passage that an HTML element marks as quotation. */
typedef struct {
    gsize begin; /* octets of the text */
    gsize end;
    gboolean is_rest; /* everything from the element on is quotation */
    gboolean is_hint; /* found in the HTML part for this plain text */
} QuotedRange;

typedef struct {
    const char *text;     /* UTF-8, LF */
    const GArray *quotes; /* of QuotedRange, in order; NULL: none */
    const char *marker;   /* text of our marker; NULL: any of own_marker.h; "": none */
    gboolean is_html;     /* the text was HTML: people may have written inside lines with ">" */
    gboolean is_forward;  /* a forward: everything is new */
} SegmentsInput;

/* Adds the segments of `input` to those of `letter`; together they have the length of the text. The
 * parts of `input` still belong to the caller. Never fails. */
void segments_mark(const SegmentsInput *input, Letter *letter);

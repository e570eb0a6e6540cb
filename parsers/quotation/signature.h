/* signature.h - what stands at the end of a text that its writer did not write for this mail. */
#pragma once

#include "parsers/letter.h"
#include "parsers/text/text_lines.h"

typedef struct {
    guint from; /* the line that it begins at */
    LetterSegmentKind kind;
    LetterSureness sureness;
    const char *sign; /* lasts for ever */
} SignatureMatch;

/* Looks at the end of the lines from `from` to before `to`: what follows "-- " (RFC 3676 section
 * 4.3), or "--" above a card; a line such as "Sent from my iPhone"; a disclaimer, or what a list or
 * a scanner put below. FALSE, and *ret_match left alone, where there is none. There may be another
 * one above it. */
gboolean signature_match(const TextLines *lines, guint from, guint to, SignatureMatch *ret_match);

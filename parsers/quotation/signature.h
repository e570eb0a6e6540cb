/* signature.h - finds text at the end that was not written for this mail: signatures and the like.
 */
#pragma once

#include "parsers/letter.h"
#include "parsers/text/text_lines.h"

typedef struct {
    guint from; /* its first line */
    LetterSegmentKind kind;
    LetterSureness sureness;
    const char *sign; /* static */
} SignatureMatch;

/* Checks the end of the lines from `from` to before `to`: text after "-- " (RFC 3676 section 4.3),
 * or after "--" if it looks like contact details; a line such as "Sent from my iPhone"; a
 * disclaimer, or a footer of a list or scanner. FALSE, with *ret_match unchanged, if there is
 * nothing of that kind. There may be another one above it. */
gboolean signature_match(const TextLines *lines, guint from, guint to, SignatureMatch *ret_match);

/* subject.h - what the words of a subject say: ticket numbers, answer, forward, topic. */
#pragma once

#include "parsers/letter.h"

/* Reads `subject` (decoded, on one line) and fills ticket_numbers, is_forward and thread_topic of
 * `letter`; is_reply is set where a prefix says so, and else left as it is.
 *
 * `ticket_pattern` is a Perl-compatible pattern; NULL: INC and four to twelve digits, any case. A
 * match counts only where it stands for itself: not inside a word, a number, an address or a path.
 * Numbers come in upper case, each once. FALSE with PARSE_ERROR_OPTIONS where the pattern does not
 * compile; nothing is changed then. */
gboolean subject_read(const char *subject, const char *ticket_pattern, Letter *letter,
                      GError **error);

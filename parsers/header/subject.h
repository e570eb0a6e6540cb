/* subject.h - reads ticket numbers and reply and forward prefixes from a subject. */
#pragma once

#include "parsers/letter.h"

/* Reads `subject` (UTF-8, decoded, one line) and fills in `letter`: ticket_numbers, is_forward and
 * thread_topic; is_reply is set by a reply prefix and never taken back.
 *
 * `ticket_pattern` is a PCRE, matched without regard to case; its first group, if it has one that
 * took part, is the number, else the whole match. NULL finds none. Numbers come in their order,
 * each once, ASCII letters in upper case. A number may stand right behind a word and a full stop,
 * an equals sign or a hyphen ("Ref=INC0012345"). What stands inside a longer word, a URL, an
 * address or a file name is no number, nor is one with digits other than ASCII or with characters
 * of no width in it.
 *
 * Returns FALSE with PARSE_ERROR_OPTIONS, and leaves `letter` unchanged, if the pattern does not
 * compile. If a pattern backtracks too much, the search ends and a note is added. */
gboolean subject_read(const char *subject, const char *ticket_pattern, Letter *letter,
                      GError **error);

/* subject.h - reads ticket numbers and reply and forward prefixes from a subject. */
#pragma once

#include "parsers/letter.h"

/* Reads `subject` (UTF-8, decoded, one line) and fills in `letter`: ticket_numbers, is_forward and
 * thread_topic; is_reply is set by a reply prefix and never taken back.
 *
 * `ticket_pattern` is a PCRE, matched in upper or lower case. The number is its first group, if
 * that took part in the match, else the whole match. NULL finds none. The numbers are in the order
 * of the subject, each once, as ticket_number_fold() makes them. A number may directly follow a
 * word with a full stop, an equals sign or a hyphen ("Ref=INC0012345"). Text inside a longer word,
 * a URL, an address or a file name is not a number. Neither is text with zero-width characters.
 *
 * Returns FALSE with PARSE_ERROR_OPTIONS, and leaves `letter` unchanged, if the pattern does not
 * compile. If a pattern backtracks too much, the search ends and a note is added. */
gboolean subject_read(const char *subject, const char *ticket_pattern, Letter *letter,
                      GError **error);

/* message_repair.h - repairs a message with broken lines or a broken header. */
#pragma once

#include "parsers/gmime_autoptr.h"

/* The message in `raw` (all of it, from offset 0), ready for parsing. If line ends and header
 * follow RFC 5322, as they nearly always do, returns `raw` itself. Otherwise:
 *   - lines that end in CR without LF become lines
 *   - a line in the header that is not a field ends the header and is text (RFC 5322 section 2.2),
 *     unless fields that every mail has follow: then it belongs to the field before it
 *   - a line of only white space with text after it also ends the header
 *   - lines of only white space before the header are left out
 * `ret_note` says for people what was repaired ((transfer full)), or NULL: nothing was.
 * `ret_line_end` says what each LF of the result was in `raw`: '\r' if every line ended in CR
 * without LF, else '\n'. (transfer full) */
GMimeStream *message_repair_open(GMimeStream *raw, char **ret_note, char *ret_line_end);

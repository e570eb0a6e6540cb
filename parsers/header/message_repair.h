/* message_repair.h - a message whose lines or header are broken, as its readers would take it. */
#pragma once

#include "parsers/gmime_autoptr.h"

/* The message in `raw` (its whole, from offset 0), to be parsed. Where lines end and the header
 * stops as RFC 5322 says, which is nearly always, that is `raw` itself. Else:
 *   - lines that end in CR alone are lines
 *   - a line in the header that is no field ends it, and is text (RFC 5322 section 2.2), unless
 *     fields that every mail has follow: then it belongs to the field before it
 *   - a line of nothing but white space with text after it ends it, too
 *   - lines of nothing but white space before the header are left out
 * `ret_note` says what was mended, for people ((transfer full)), or NULL if nothing was.
 * `ret_line_end` is what each LF of the result stands for in `raw`: '\r' where every line ended in
 * CR alone, else '\n'. (transfer full) */
GMimeStream *message_repair_open(GMimeStream *raw, char **ret_note, char *ret_line_end);

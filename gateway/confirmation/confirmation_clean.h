/* confirmation_clean.h - what a stranger's text may become in a mail of ours. */
#pragma once

#include <glib.h>

/* One line: valid UTF-8 without characters that only deceive (text_clean.h), each run of white
 * space, line ends and control characters (C0, DEL, C1, U+2028, U+2029) one space, none at the
 * ends; at most `max_chars` characters. NULL gives "". (transfer full) */
char *confirmation_clean_line(const char *text, gsize max_chars);

/* Several lines: valid UTF-8, LF line ends, no control characters but LF and tab. NULL gives "".
 * (transfer full) */
char *confirmation_clean_text(const char *text);

/* `text` (UTF-8) so that no mail program makes a link of anything in it: "www[.]a[.]example",
 * "https[:]//a", "a[at]b". (transfer full) */
char *confirmation_clean_links(const char *text);

/* A display name (UTF-8, or NULL) as we greet its owner: "Anna de Vries" also of "Vries, Anna de
 * (IT)" and "'Anna de Vries' via List". "" where that leaves more than a name: anything but
 * letters, blanks, hyphens, apostrophes and the points of initials, more than 5 words or 40
 * characters. So nothing in it can be a link, an address or a sentence of any length. (transfer
 * full) */
char *confirmation_clean_name(const char *name);

/* Whether `address` can stand in a To field and an SMTP command as it is: local@domain (RFC
 * 5321 4.1.2, RFC 6531), 254 octets at most, valid UTF-8 without white space, control characters,
 * brackets, quotes, commas, semicolons or backslashes. Quoted local parts are refused: no one can
 * be found who needs them, and every mail system has had a hole there. */
gboolean confirmation_clean_is_address(const char *address);

/* Whether `message_id` (without <>) can stand in a References field, by the book or not: printable
 * ASCII without white space and angle brackets, 900 octets at most. */
gboolean confirmation_clean_is_message_id(const char *message_id);

/* confirmation_clean.h - makes untrusted text safe for our own mails. */
#pragma once

#include <glib.h>

/* One line of valid UTF-8, without characters that only deceive (text_clean.h). Each run of white
 * space, line ends and control characters (C0, DEL, C1, U+2028, U+2029) becomes one space, none at
 * the ends; at most `max_chars` characters. NULL gives "". (transfer full) */
char *confirmation_clean_line(const char *text, gsize max_chars);

/* Several lines of valid UTF-8 with LF line ends, and without control characters except LF and tab.
 * NULL gives "". (transfer full) */
char *confirmation_clean_text(const char *text);

/* `text` (UTF-8), changed so that no mail program shows anything in it as a link:
 * "www[.]a[.]example", "https[:]//a", "a[at]b". (transfer full) */
char *confirmation_clean_links(const char *text);

/* A display name (UTF-8, or NULL) in the form for a greeting: "Anna de Vries", also for "Vries,
 * Anna de (IT)" and "'Anna de Vries' via List". "" if the result is more than a name: with other
 * characters than letters, spaces, hyphens, apostrophes and the points of initials, or longer than
 * 5 words or 40 characters. So it can never be a link, an address or a long sentence. (transfer
 * full) */
char *confirmation_clean_name(const char *name);

/* Whether `address` can be used in a To field and in an SMTP command as it is: local@domain (RFC
 * 5321 4.1.2, RFC 6531), at most 254 octets, valid UTF-8 without white space, control characters,
 * brackets, quotes, commas, semicolons or backslashes. Quoted local parts are refused: nobody seems
 * to need them, and mail systems often had security holes there. */
gboolean confirmation_clean_is_address(const char *address);

/* Whether `message_id` (without <>) can be used in a References field, even if it breaks the RFC:
 * printable ASCII without white space and angle brackets, at most 900 octets. */
gboolean confirmation_clean_is_message_id(const char *message_id);

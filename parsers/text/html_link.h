/* html_link.h - what of a link's address a reader of the text needs. */
#pragma once

#include <glib.h>

/* The address `href` of a link that is worth to be shown beside its `text`, or NULL: it is no
 * address of the web, a mail, a file or a telephone, says what the text says, or is one of
 * `addresses` (of char
 * *), to which it is added. (transfer full) (nullable) */
char *html_link_shown(const char *href, const char *text, GHashTable *addresses);

/* The Content-ID that an address has behind "cid:" (RFC 2392); an escape that is none leaves it as
 * it stands. (transfer full) */
char *html_link_content_id(const char *source);

/* html_link.h - decides whether a reader of the text needs the address of a link. */
#pragma once

#include <glib.h>

/* The address `href` of a link, if it should be shown beside its `text`. NULL if it is not the
 * address of a web page, mail, file or telephone, is the same as the text, or is already in
 * `addresses` (of char *). A returned address is added to them. (transfer full) (nullable) */
char *html_link_shown(const char *href, const char *text, GHashTable *addresses);

/* The Content-ID after "cid:" in an address (RFC 2392); if an escape is invalid, it stays as it is.
 * (transfer full) */
char *html_link_content_id(const char *source);

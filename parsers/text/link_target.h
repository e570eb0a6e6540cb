/* link_target.h - where a link leads, whatever a mail program or a mail filter made of it. Pure. */
#pragma once

#include <glib.h>

/* Whether a link begins at `text`: "http://", "https://" or "mailto:", in any case. */
gboolean link_is_at(const char *text);

/* The length of the link that begins at `text`, in octets: up to white space, a quotation mark or
 * an angle bracket, without the punctuation that ends a sentence. */
gsize link_length(const char *text);

/* The target of the link in the first `length` octets of `text`, in a form to compare: lower case,
 * without scheme, "www." and a slash at its end; and where a filter rewrote it in a known way that
 * holds the target (Safe Links, URL Defense 2 and 3, Barracuda, Google), the target itself.
 * (transfer full) */
char *link_target(const char *text, gsize length);

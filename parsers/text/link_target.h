/* link_target.h - the target of a link, even if a mail filter rewrote the link. Pure. */
#pragma once

#include <glib.h>

/* Whether a link begins at `text`: "http://", "https://" or "mailto:", in any case. */
gboolean link_is_at(const char *text);

/* The length of the link that begins at `text`, in octets: up to white space, a quotation mark or
 * an angle bracket, without the punctuation that ends a sentence. */
gsize link_length(const char *text);

/* The target of the link in the first `length` octets of `text`, in a form for comparison: lower
 * case, without scheme, "www." and a slash at its end. If a filter rewrote the link in a known way
 * (Safe Links, URL Defense 2 and 3, Barracuda, Google), returns the original target. (transfer
 * full) */
char *link_target(const char *text, gsize length);

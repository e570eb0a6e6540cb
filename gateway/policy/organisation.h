/* organisation.h - whether two domains belong to one organisation, by the public suffix list. Pure.
 */
#pragma once

#include <glib.h>

/* The domain of an address (what follows its last '@'), or "" if it has none. */
const char *organisation_domain(const char *address);

/* The organisational domain (as below) of `domain`, in lower case; the domain itself where it has
 * none. (transfer full) */
char *organisation_of(const char *domain);

/* Whether `one` and `other` (domains, UTF-8, ASCII in any case) have the same organisational domain
 * in the sense of RFC 7489 section 3.2: the one label below a public suffix. Domains that are a
 * public suffix themselves, or have one label, or are empty, belong to nobody but themselves. */
gboolean organisation_is_same(const char *one, const char *other);

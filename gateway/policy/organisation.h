/* organisation.h - whether two domains belong to one organisation, by the public suffix list. Pure.
 */
#pragma once

#include <glib.h>

/* The domain of an address (after its last '@'), or "" if it has no '@'. */
const char *organisation_domain(const char *address);

/* The organisational domain (see below) of `domain`, in lower case; the domain itself if it has
 * none. (transfer full) */
char *organisation_of(const char *domain);

/* Whether `one` and `other` (domains, UTF-8, ASCII in any case) have the same organisational domain
 * as defined in RFC 7489 section 3.2: a public suffix and one label before it. A domain that is a
 * public suffix itself, has one label, or is empty, is only the same as itself. */
gboolean organisation_is_same(const char *one, const char *other);

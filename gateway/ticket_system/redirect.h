/* redirect.h - where a request that carries our token may be led. */
#pragma once

#include <glib.h>

/* Whether a request to `from` may follow a redirect to `to`, both absolute addresses: to the same
 * host only, and by https; by http only where `from` is http on a loopback address too. */
gboolean redirect_is_allowed(const char *from, const char *to);

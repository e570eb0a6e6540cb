/* redirect.h - decides which redirects a request with our token may follow. */
#pragma once

#include <glib.h>

/* Whether a request to `from` may follow a redirect to `to`; both are absolute URLs. Only to the
 * same host, and only by https; http is allowed if `from` is also http on a loopback address. */
gboolean redirect_is_allowed(const char *from, const char *to);

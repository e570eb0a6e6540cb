/* ticket_route.h - the route of a ticket, if it differs from that of the recipient. Pure. */
#pragma once

#include "config/signing_keys.h"
#include "gateway/policy/route.h"
#include "parsers/letter.h"

/* `route` with the ci, service and language of the ticket that a mail refers to: replies and
 * follow-up tickets go to the same department. `ci` and `service` come from the API (NULL:
 * unknown). The ci only counts if it is in the configuration, because the API accepts no other. The
 * service also has to be in the configuration; otherwise that of the route with this ci is used.
 * The name stays the same, because the journal uses it. Strings still belong to `config` and
 * `route`. */
Route ticket_route_of(const Config *config, const Route *route, const char *ci,
                      const char *service);

/* Like route_select(). A recipient without a route takes the default route if it is a sub-address
 * that we signed for the sender of `letter`, even if the configuration has changed since. Its ci is
 * then only a placeholder until ticket_route_of() sets it. `keys` may be NULL. (transfer full)
 * (element-type Route) */
GPtrArray *ticket_route_select(const Config *config, const char *const *recipients,
                               const SigningKeys *keys, const Letter *letter);

/* Whether ticket_route_select() may find a route for the recipient, when it has the mail. */
gboolean ticket_route_is_possible(const Config *config, const char *recipient);

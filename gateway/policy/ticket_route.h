/* ticket_route.h - the route that a ticket is on, where it is not that of the recipient. Pure. */
#pragma once

#include "config/signing_keys.h"
#include "gateway/policy/route.h"
#include "parsers/letter.h"

/* `route` with the ci, service and language of the ticket that a mail refers to: its answers and
 * what follows it up are the same department's. `ci` and `service` are what the API says of the
 * ticket (NULL: nothing); only a ci of the configuration counts, since the API takes no other, and
 * only a service of the configuration, else that of the route with this ci. The name stays, by
 * which the journal knows the mail. Strings stay those of `config` and `route`. */
Route ticket_route_of(const Config *config, const Route *route, const char *ci,
                      const char *service);

/* As route_select(). A recipient that no route takes, but that is a sub-address which we signed for
 * the sender of `letter`, takes the default route, whatever the configuration says by now; its ci
 * is then any, for ticket_route_of() to set right. `keys` may be NULL. (transfer full)
 * (element-type Route) */
GPtrArray *ticket_route_select(const Config *config, const char *const *recipients,
                               const SigningKeys *keys, const Letter *letter);

/* Whether ticket_route_select() may find a route for the recipient, once the mail is there. */
gboolean ticket_route_is_possible(const Config *config, const char *recipient);

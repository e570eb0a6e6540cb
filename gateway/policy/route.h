/* route.h - selects the routes of a mail by its recipients. Pure. */
#pragma once

#include "config/config.h"

/* The values of a route, completed from [ticket]. */
typedef struct {
    const char *name; /* NULL: the default route */
    const char *ci;
    const char *service;
    ConfigDetails details; /* strings of the configuration; a member may be NULL */
    const char *language;  /* of confirmations; NULL: not set for the route */
    const char *recipient; /* the first recipient that selected the route, or NULL */
} Route;

/* The routes of `recipients` (NULL-terminated addresses, any case; may be empty or NULL), each
 * once, in the order of the recipients. The first pattern wins that matches the recipient, or else
 * the recipient without its sub-address. A recipient without a match takes the default route, if
 * [ticket] is enough for a new ticket (config_is_route()). Without recipients: the default route.
 * An empty array: there is no route for any of them. Strings still belong to `config`
 * and `recipients`. (transfer full) (element-type Route) */
GPtrArray *route_select(const Config *config, const char *const *recipients);

/* Like route_select(), but only for those `addresses` that route_is_ours() accepts. */
GPtrArray *route_select_known(const Config *config, const char *const *addresses);

/* Whether an address is certainly ours: a recipient of a route without wildcards, or [mail] from,
 * each also with a sub-address. */
gboolean route_is_ours(const Config *config, const char *address);

/* Sets ci, service, details and language of `route` to those of `found`, completed from [ticket];
 * NULL: to those of [ticket]. */
void route_take_values(Route *route, const Config *config, const ConfigRoute *found);

/* `address` without its sub-address (RFC 5233), if [mail] recipient_delimiter is set. (transfer
 * full) */
char *route_base_address(const Config *config, const char *address);

/* Whether a glob pattern of the configuration matches an address, in any case. */
gboolean route_pattern_matches(const char *pattern, const char *address);

/* route.h - which routes a mail takes, by its recipients. Pure. */
#pragma once

#include "config/config.h"

/* One way that a mail takes: the values of the route, with [ticket] filled in. */
typedef struct {
    const char *name; /* NULL: the default route */
    const char *ci;
    const char *service;
    const char *language;  /* of replies; NULL: the route does not say */
    const char *recipient; /* the first recipient that led here, or NULL */
} Route;

/* The routes of `recipients` (NULL-terminated addresses, any case; may be empty or NULL), each
 * once, in the order of the recipients. The first pattern that matches the recipient, or else the
 * recipient without its sub-address, wins; a recipient that matches none takes the default route,
 * as far as [ticket] has a ci. Without recipients: the default route. An empty array: no route for
 * any of them. Strings stay those of `config` and `recipients`. (transfer full) (element-type
 * Route) */
GPtrArray *route_select(const Config *config, const char *const *recipients);

/* The routes of those of `addresses` that route_is_ours() knows. As route_select() else. */
GPtrArray *route_select_known(const Config *config, const char *const *addresses);

/* Whether an address is surely one of ours: a route's recipient without wildcards, or [mail] from;
 * each also with a sub-address. */
gboolean route_is_ours(const Config *config, const char *address);

/* `address` without its sub-address (RFC 5233), where [mail] recipient_delimiter says that there
 * can be one. (transfer full) */
char *route_base_address(const Config *config, const char *address);

/* Does a glob pattern of the configuration match an address? Neither cares about case. */
gboolean route_pattern_matches(const char *pattern, const char *address);

/* route.h - which routes a mail takes, by its recipients. Pure. */
#pragma once

#include "config/config.h"

/* One way that a mail takes: the values of the route, with [ticket] filled in. */
typedef struct {
    const char *name; /* NULL: the default route */
    const char *ci;
    const char *service;
    const char *language;
    const char *recipient; /* the first recipient that led here, or NULL */
} Route;

/* The routes of `recipients` (NULL-terminated addresses, any case; may be empty or NULL), each
 * once, in the order of the recipients. The first pattern that matches wins; a recipient that
 * matches none takes the default route, as far as [ticket] has a ci. Without recipients: the
 * default route. An empty array: no route for any of them. Strings stay those of `config` and
 * `recipients`. (transfer full) (element-type Route) */
GPtrArray *route_select(const Config *config, const char *const *recipients);

/* Does a glob pattern of the configuration match an address? Neither cares about case. */
gboolean route_pattern_matches(const char *pattern, const char *address);

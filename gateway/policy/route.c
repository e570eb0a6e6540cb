/* route.c - see route.h. Reads the configuration, decides nothing about the mail itself. */
#include "gateway/policy/route.h"

gboolean
route_pattern_matches(const char *pattern, const char *address)
{
    g_autofree char *lower_pattern = g_ascii_strdown(pattern, -1);
    g_autofree char *lower_address = g_ascii_strdown(address, -1);
    return g_pattern_match_simple(lower_pattern, lower_address);
}

static const ConfigRoute *
route_find(const Config *config, const char *address)
{
    for (guint i = 0; i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        for (guint j = 0; route->recipients != NULL && route->recipients[j] != NULL; j++)
            if (route_pattern_matches(route->recipients[j], address))
                return route;
    }
    return NULL;
}

static void
route_add(GPtrArray *routes, const Config *config, const ConfigRoute *found, const char *recipient)
{
    const char *name = found != NULL ? found->name : NULL;
    for (guint i = 0; i < routes->len; i++)
        if (g_strcmp0(((const Route *)g_ptr_array_index(routes, i))->name, name) == 0)
            return;
    const char *ci = found != NULL && found->ci != NULL ? found->ci : config->ci;
    if (ci == NULL || *ci == '\0')
        return;
    Route *route = g_new0(Route, 1);
    route->name = name;
    route->ci = ci;
    route->service = found != NULL && found->service != NULL ? found->service : config->service;
    route->language = found != NULL && found->language != NULL ? found->language : config->language;
    route->recipient = recipient;
    g_ptr_array_add(routes, route);
}

GPtrArray *
route_select(const Config *config, const char *const *recipients)
{
    GPtrArray *routes = g_ptr_array_new_with_free_func(g_free);
    if (recipients == NULL || recipients[0] == NULL)
        route_add(routes, config, NULL, NULL);
    for (guint i = 0; recipients != NULL && recipients[i] != NULL; i++)
        route_add(routes, config, route_find(config, recipients[i]), recipients[i]);
    return routes;
}

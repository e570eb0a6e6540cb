/* route.c - see route.h. Reads the configuration, decides nothing about the mail itself. */
#include "gateway/policy/route.h"

#include <string.h>

#include "gateway/own_address.h"

gboolean
route_pattern_matches(const char *pattern, const char *address)
{
    g_autofree char *lower_pattern = g_ascii_strdown(pattern, -1);
    g_autofree char *lower_address = g_ascii_strdown(address, -1);
    return g_pattern_match_simple(lower_pattern, lower_address);
}

char *
route_base_address(const Config *config, const char *address)
{
    const char delimiter = config_delimiter(config);
    const char *at = strrchr(address, '@');
    /* A local part does not begin with a sub-address. */
    const char *extension = delimiter != '\0' && at != NULL && at > address
                                ? memchr(address + 1, delimiter, (gsize)(at - address - 1))
                                : NULL;
    return extension != NULL ? g_strdup_printf("%.*s%s", (int)(extension - address), address, at)
                             : g_strdup(address);
}

static const ConfigRoute *
find_exactly(const Config *config, const char *address)
{
    for (guint i = 0; i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        for (guint j = 0; route->recipients != NULL && route->recipients[j] != NULL; j++)
            if (route_pattern_matches(route->recipients[j], address))
                return route;
    }
    return NULL;
}

static const ConfigRoute *
find(const Config *config, const char *address)
{
    const ConfigRoute *found = find_exactly(config, address);
    if (found != NULL)
        return found;
    g_autofree char *base = route_base_address(config, address);
    return strcmp(base, address) != 0 ? find_exactly(config, base) : NULL;
}

static char *
first_of(char *own, char *shared)
{
    return own != NULL ? own : shared;
}

void
route_take_values(Route *route, const Config *config, const ConfigRoute *found)
{
    static const ConfigRoute none = {0};
    const ConfigRoute *own = found != NULL ? found : &none;
    const ConfigDetails *shared = &config->details;
    route->ci = first_of(own->ci, config->ci);
    route->service = first_of(own->service, config->service);
    route->details = (ConfigDetails){
        .ticket_type = first_of(own->details.ticket_type, shared->ticket_type),
        .priority = first_of(own->details.priority, shared->priority),
        .contact = first_of(own->details.contact, shared->contact),
        .user = first_of(own->details.user, shared->user),
    };
    route->language = own->language;
}

static void
add(GPtrArray *routes, const Config *config, const ConfigRoute *found, const char *recipient)
{
    const char *name = found != NULL ? found->name : NULL;
    for (guint i = 0; i < routes->len; i++)
        if (g_strcmp0(((const Route *)g_ptr_array_index(routes, i))->name, name) == 0)
            return;
    g_autofree Route *route = g_new0(Route, 1);
    route_take_values(route, config, found);
    route->name = name;
    route->recipient = recipient;
    if (config_is_route(config, route->ci, route->service))
        g_ptr_array_add(routes, g_steal_pointer(&route));
}

GPtrArray *
route_select(const Config *config, const char *const *recipients)
{
    GPtrArray *routes = g_ptr_array_new_with_free_func(g_free);
    if (recipients == NULL || recipients[0] == NULL)
        add(routes, config, NULL, NULL);
    for (guint i = 0; recipients != NULL && recipients[i] != NULL; i++)
        add(routes, config, find(config, recipients[i]), recipients[i]);
    return routes;
}

/* Whether it is the From address of our confirmations, with or without a sub-address. */
static gboolean
is_own_address(const Config *config, const char *address)
{
    g_autofree char *own = own_address_of(config);
    g_autofree char *base = route_base_address(config, address);
    return own != NULL &&
           (g_ascii_strcasecmp(own, address) == 0 || g_ascii_strcasecmp(own, base) == 0);
}

/* Whether a recipient of the route is exactly this address; a pattern with wildcards may also match
 * people. */
static gboolean
names(const ConfigRoute *route, const char *address)
{
    for (guint i = 0; route->recipients != NULL && route->recipients[i] != NULL; i++)
        if (g_ascii_strcasecmp(route->recipients[i], address) == 0)
            return TRUE;
    return FALSE;
}

gboolean
route_is_ours(const Config *config, const char *address)
{
    g_autofree char *base = route_base_address(config, address);
    if (is_own_address(config, address))
        return TRUE;
    for (guint i = 0; config->routes != NULL && i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        if (names(route, address) || names(route, base))
            return TRUE;
    }
    return FALSE;
}

GPtrArray *
route_select_known(const Config *config, const char *const *addresses)
{
    GPtrArray *routes = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
        if (route_is_ours(config, addresses[i]))
            add(routes, config, find(config, addresses[i]), addresses[i]);
    return routes;
}

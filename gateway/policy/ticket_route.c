/* ticket_route.c - see ticket_route.h. */
#include "gateway/policy/ticket_route.h"

#include <string.h>

#include "gateway/own_address.h"
#include "gateway/policy/signed_reference.h"

/* The first route with this ci; if one of them also has this service, that one. */
static const ConfigRoute *
find_route(const Config *config, const char *ci, const char *service)
{
    const ConfigRoute *found = NULL;
    for (guint i = 0; i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        if (g_strcmp0(route->ci != NULL ? route->ci : config->ci, ci) != 0)
            continue;
        if (g_strcmp0(route->service != NULL ? route->service : config->service, service) == 0)
            return route;
        if (found == NULL)
            found = route;
    }
    return found;
}

/* A ci that no route has, but that is in [ticket] ci_list. (nullable) */
static const char *
find_agreed(const Config *config, const char *ci)
{
    for (guint i = 0; config->ci_list != NULL && config->ci_list[i] != NULL; i++)
        if (strcmp(config->ci_list[i], ci) == 0)
            return config->ci_list[i];
    return NULL;
}

static gboolean
is_default(const Config *config, const char *ci, const char *service)
{
    return g_strcmp0(config->ci, ci) == 0 &&
           (service == NULL || g_strcmp0(config->service, service) == 0);
}

Route
ticket_route_of(const Config *config, const Route *route, const char *ci, const char *service)
{
    Route of_ticket = *route;
    if (ci == NULL || (g_strcmp0(route->ci, ci) == 0 &&
                       (service == NULL || g_strcmp0(route->service, service) == 0)))
        return of_ticket;
    const ConfigRoute *found =
        is_default(config, ci, service) ? NULL : find_route(config, ci, service);
    if (found != NULL) {
        route_take_values(&of_ticket, config, found);
    } else if (g_strcmp0(config->ci, ci) == 0) {
        route_take_values(&of_ticket, config, NULL);
    } else if (find_agreed(config, ci) != NULL) {
        of_ticket.ci = find_agreed(config, ci);
    }
    return of_ticket;
}

static gboolean
is_taken(const Config *config, const char *recipient)
{
    const char *const recipients[] = {recipient, NULL};
    g_autoptr(GPtrArray) routes = route_select(config, recipients);
    return routes->len > 0;
}

gboolean
ticket_route_is_possible(const Config *config, const char *recipient)
{
    g_autofree char *own = own_address_of(config);
    g_autofree char *base = route_base_address(config, recipient);
    return own != NULL && strcmp(base, recipient) != 0 && g_ascii_strcasecmp(base, own) == 0;
}

static gboolean
is_signed(const Config *config, const char *recipient, const SigningKeys *keys,
          const Letter *letter)
{
    g_autofree char *number = NULL;
    const char delimiter = config_delimiter(config);
    if (letter->from->len == 0 || delimiter == '\0')
        return FALSE;
    const LetterAddress *from = g_ptr_array_index(letter->from, 0);
    return signed_reference_read_address(keys, recipient, delimiter, from->address, &number) ==
           SIGNED_REFERENCE_VALID;
}

/* Values that a ticket could have, in case that the ticket of the reference is gone: those of
 * [ticket], else those of the first route. */
static void
take_any_values(Route *route, const Config *config)
{
    route_take_values(route, config, NULL);
    if (!config_is_route(config, route->ci, route->service) && config->routes->len > 0)
        route_take_values(route, config, g_ptr_array_index(config->routes, 0));
    route->language = NULL;
}

GPtrArray *
ticket_route_select(const Config *config, const char *const *recipients, const SigningKeys *keys,
                    const Letter *letter)
{
    GPtrArray *routes = route_select(config, recipients);
    for (guint i = 0; recipients != NULL && recipients[i] != NULL; i++) {
        if (is_taken(config, recipients[i]) || !is_signed(config, recipients[i], keys, letter))
            continue;
        Route *route = g_new0(Route, 1);
        take_any_values(route, config);
        route->recipient = recipients[i];
        g_ptr_array_add(routes, route);
        break; /* another recipient would have the same route */
    }
    return routes;
}

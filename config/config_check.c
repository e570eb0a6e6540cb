/* config_check.c - see config_check.h. */
#include "config/config_check.h"

#include <string.h>

#include "config/config_address.h"
#include "config/config_lists.h"
#include "config/config_sense.h"

#define MAX_DEPTH 500      /* of nested parts: each level is a call of the parser */
#define MAX_DEADLINE_S 900 /* MTAs give a filter about 1000 s */

static void G_GNUC_PRINTF(2, 3) add(GPtrArray *mistakes, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(mistakes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static void
check_ci(const Config *config, const char *where, const char *ci, GPtrArray *mistakes)
{
    if (ci == NULL || config->ci_list == NULL || config->ci_list[0] == NULL ||
        g_strv_contains((const char *const *)config->ci_list, ci))
        return;
    g_autofree char *agreed = g_strjoinv("; ", config->ci_list);
    add(mistakes, "[%s] ci: '%s' is not in [ticket] ci_list (%s)", where, ci, agreed);
}

/* Whether a configuration item has this name, with or without a comma in it. */
static gboolean
is_ci(const Config *config, const char *name)
{
    for (guint i = 0; i < config->routes->len; i++)
        if (g_strcmp0(((const ConfigRoute *)g_ptr_array_index(config->routes, i))->ci, name) == 0)
            return TRUE;
    return g_strcmp0(config->ci, name) == 0;
}

/* Lists that do not contain addresses. */
static void
check_commas(const Config *config, GPtrArray *mistakes)
{
    const struct {
        const char *key;
        char *const *values;
    } lists[] = {
        {"[ticket] ci_list", config->ci_list},
        {"[ticket] resolved_states", config->resolved_states},
        {"[ticket] closed_states", config->closed_states},
        {"[policy] authserv_ids", config->authserv_ids},
        {"[policy] close_words", config->close_words},
        {"[policy] reopen_words", config->reopen_words},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint j = 0; lists[i].values != NULL && lists[i].values[j] != NULL; j++)
            if (strchr(lists[i].values[j], ',') != NULL && !is_ci(config, lists[i].values[j]))
                add(mistakes, "%s: '%s' has a comma in it; put ; between values", lists[i].key,
                    lists[i].values[j]);
}

static void
check_route(const Config *config, const ConfigRoute *route, guint index, GPtrArray *mistakes)
{
    g_autofree char *where = g_strconcat("route ", route->name, NULL);
    check_ci(config, where, route->ci, mistakes);
    if (config->dialect == CONFIG_DIALECT_INCIDENT && route->ci == NULL && config->ci == NULL)
        add(mistakes, "[%s] ci: missing, and [ticket] ci is not set either", where);
    if (route->service == NULL && config->service == NULL)
        add(mistakes, "[%s] service: missing, and [ticket] service is not set either", where);
    if (*route->name == '\0')
        add(mistakes, "[route ]: has no name; write [route NAME]");
    for (guint i = 0; i < index; i++)
        if (strcmp(((const ConfigRoute *)g_ptr_array_index(config->routes, i))->name,
                   route->name) == 0)
            add(mistakes, "[%s]: there are two of these; give each route its own name", where);
    if (route->recipients != NULL && route->recipients[0] == NULL)
        add(mistakes, "[%s] recipient: empty; set it to addresses or patterns such as noc@*",
            where);
    for (guint i = 0; route->recipients != NULL && route->recipients[i] != NULL; i++) {
        g_autofree char *fault = config_address_recipient_fault(route->recipients[i]);
        if (fault != NULL)
            add(mistakes, "[%s] recipient: '%s' %s", where, route->recipients[i], fault);
    }
}

static gboolean
has_route(const Config *config, const char *address)
{
    g_autofree char *lower = g_ascii_strdown(address, -1);
    for (guint i = 0; i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        for (guint j = 0; route->recipients != NULL && route->recipients[j] != NULL; j++)
            if (g_pattern_match_simple(route->recipients[j], lower))
                return TRUE;
    }
    return FALSE;
}

/* Replies to our confirmations go to this address. */
static void
check_from(const Config *config, GPtrArray *mistakes)
{
    if (config->mail_from == NULL || config_is_route(config, config->ci, config->service) ||
        config->routes->len == 0)
        return;
    g_autofree char *address = config_address_of_mailbox(config->mail_from);
    if (!has_route(config, address))
        add(mistakes,
            "[mail] from: no route takes mail to %s, so that answers to our mails would be sent "
            "back; add it to a route's recipient, or set [ticket] %s",
            address, config->dialect == CONFIG_DIALECT_CONNECT ? "service" : "ci");
}

/* What a new ticket has to have, where no route says it. */
static void
check_ticket(const Config *config, GPtrArray *mistakes)
{
    gboolean is_connect = config->dialect == CONFIG_DIALECT_CONNECT;
    if (!is_connect && config->ci == NULL && config->routes->len == 0)
        add(mistakes, "[ticket] ci: missing; set it to the configuration item of new tickets");
    check_ci(config, "ticket", config->ci, mistakes);
    if (config->service == NULL && (is_connect ? config->routes->len == 0 : config->ci != NULL))
        add(mistakes, "[ticket] service: missing; set it to the service of new tickets");
}

void
config_check(Config *config, GPtrArray *mistakes)
{
    config_lists_read(config, mistakes);
    check_commas(config, mistakes);
    check_ticket(config, mistakes);
    for (guint i = 0; i < config->routes->len; i++)
        check_route(config, g_ptr_array_index(config->routes, i), i, mistakes);
    check_from(config, mistakes);
    config_sense_check(config, mistakes);
    if (config->deadline_s > MAX_DEADLINE_S)
        add(mistakes, "[limits] deadline: at most 15m, since MTAs give a filter about 1000 s");
    if (config->max_depth > MAX_DEPTH)
        add(mistakes, "[limits] max_depth: at most %d", MAX_DEPTH);
}

/* config_sense.c - see config_sense.h. Compares values with each other and with their purpose. */
#include "config/config_sense.h"

#include <string.h>

#include "config/config_address.h"
#include "config/config_details.h"

static void G_GNUC_PRINTF(2, 3) add(GPtrArray *lines, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(lines, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* The gateway adds the names of the requests to the base URL. */
static void
check_addresses(const Config *config, GPtrArray *mistakes)
{
    static const char *const requests[] = {
        "/NewIncident", "/UpdateIncident",  "/GetActiveIncidents", "/GetIncident",
        "/Ticket",      "/ListOpenTickets", "/TicketUpdates",      "/GetAttachment"};
    if (config->base_url == NULL)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(requests); i++)
        if (g_str_has_suffix(config->base_url, requests[i]))
            add(mistakes, "[api] base_url: '%s' ends in the name of a request; take %s out",
                config->base_url, requests[i]);
    if (g_strcmp0(config->base_url, config->token_url) == 0)
        add(mistakes, "[api] base_url: '%s' is also token_url; one of them is another address",
            config->base_url);
}

/* A pattern that matches almost everybody cannot be meant only for the ticket system. */
static void
check_everybody(char *const *patterns, const char *key, GPtrArray *mistakes)
{
    for (guint i = 0; patterns != NULL && patterns[i] != NULL; i++)
        if (config_address_covers_most(patterns[i]))
            add(mistakes,
                "%s: '%s' is almost everybody; name the addresses, or a domain such as "
                "example.org",
                key, patterns[i]);
}

/* Values that are in both lists, in upper or lower case. */
static void
check_apart(char *const *values, const char *key, char *const *others, const char *other_key,
            GPtrArray *mistakes)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; others != NULL && others[i] != NULL; i++)
        g_hash_table_add(seen, g_utf8_casefold(others[i], -1));
    for (guint i = 0; values != NULL && values[i] != NULL; i++) {
        g_autofree char *folded = g_utf8_casefold(values[i], -1);
        if (g_hash_table_contains(seen, folded))
            add(mistakes, "%s: '%s' stands in %s, too; take it out of one of them", key, values[i],
                other_key);
    }
}

static void
check_denied(const Config *config, GPtrArray *mistakes)
{
    for (guint i = 0; config->deny != NULL && config->deny[i] != NULL; i++)
        if (config_address_covers_all(config->deny[i]))
            add(mistakes, "[policy] deny: '%s' refuses everybody; name those that are meant",
                config->deny[i]);
}

/* Whether `denied` refuses everything that the plain address or domain `allowed` allows. A domain
 * in allow also covers the hosts below it; an address does not. */
static gboolean
is_covered(const char *denied, const char *allowed)
{
    const char *at = strchr(allowed, '@');
    g_autofree char *pattern = g_utf8_casefold(denied, -1);
    g_autofree char *subject = NULL;

    if (strchr(denied, '@') != NULL && at == NULL)
        return FALSE;
    subject = g_utf8_casefold(strchr(denied, '@') == NULL && at != NULL ? at + 1 : allowed, -1);
    return g_pattern_match_simple(pattern, subject);
}

/* Entries of allow that deny always overrides. */
static void
check_let_in(const Config *config, GPtrArray *mistakes)
{
    for (guint i = 0; config->allow != NULL && config->allow[i] != NULL; i++)
        for (guint j = 0; config->deny != NULL && config->deny[j] != NULL; j++)
            if (strpbrk(config->allow[i], "*?") == NULL &&
                !config_address_covers_all(config->deny[j]) &&
                g_ascii_strcasecmp(config->allow[i], config->deny[j]) != 0 &&
                is_covered(config->deny[j], config->allow[i]))
                add(mistakes,
                    "[policy] allow: '%s' is refused by '%s' of deny; take one of them out",
                    config->allow[i], config->deny[j]);
}

static void
check_number_pattern(const Config *config, GPtrArray *mistakes)
{
    const char *pattern = config->number_pattern;
    g_autoptr(GError) problem = NULL;
    if (pattern == NULL)
        return;
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, &problem);
    if (regex == NULL)
        add(mistakes, "[ticket] number_pattern: %s", problem->message);
    else if (strlen(pattern) > 1 && *pattern == '/' && g_str_has_suffix(pattern, "/"))
        add(mistakes,
            "[ticket] number_pattern: '%s' has slashes around it, which would be part of "
            "it; take them out",
            pattern);
    else if (strstr(pattern, "\\\\") != NULL)
        add(mistakes,
            "[ticket] number_pattern: '%s' asks for a backslash in the number; backslashes stand "
            "for themselves here, so write one alone, as in \\d",
            pattern);
    else if (g_regex_match(regex, "", 0, NULL))
        add(mistakes,
            "[ticket] number_pattern: '%s' is also of no text at all; see that each of "
            "its alternatives holds a digit",
            pattern);
    else if (g_regex_match(regex, "Re: the PRINTER of Hall B is broken", 0, NULL))
        add(mistakes,
            "[ticket] number_pattern: '%s' is also of words without a digit; see that each of its "
            "alternatives holds one",
            pattern);
}

/* Names of servers, not results. */
static void
check_servers(const Config *config, GPtrArray *mistakes)
{
    for (guint i = 0; config->authserv_ids != NULL && config->authserv_ids[i] != NULL; i++)
        if (strchr(config->authserv_ids[i], ',') == NULL && /* already reported */
            strpbrk(config->authserv_ids[i], " \t@<>/=*?:\"") != NULL)
            add(mistakes,
                "[policy] authserv_ids: '%s' is no name of a server, such as mx.example.org",
                config->authserv_ids[i]);
}

void
config_sense_check_senders(const Config *config, GPtrArray *mistakes)
{
    check_denied(config, mistakes);
    check_everybody(config->ticket_system_senders, "[policy] ticket_system_senders", mistakes);
    check_everybody(config->requester_from_reply_to, "[policy] requester_from_reply_to", mistakes);
    check_let_in(config, mistakes);
    check_apart(config->allow, "[policy] allow", config->deny, "deny", mistakes);
}

void
config_sense_check(const Config *config, GPtrArray *mistakes)
{
    check_addresses(config, mistakes);
    check_servers(config, mistakes);
    config_sense_check_senders(config, mistakes);
    check_apart(config->closed_states, "[ticket] closed_states", config->resolved_states,
                "resolved_states", mistakes);
    check_apart(config->reopen_words, "[policy] reopen_words", config->close_words, "close_words",
                mistakes);
    check_number_pattern(config, mistakes);
}

/* Only letters: a word that may occur in any mail. */
static gboolean
is_plain(const char *word)
{
    for (const char *p = word; *p != '\0'; p = g_utf8_find_next_char(p, NULL))
        if (!g_unichar_isalpha(g_utf8_get_char(p)) && *p != ' ')
            return FALSE;
    return TRUE;
}

static void
warn_words(char *const *words, const char *key, GPtrArray *warnings)
{
    for (guint i = 0; words != NULL && words[i] != NULL; i++)
        if (is_plain(words[i]))
            add(warnings,
                "[policy] %s: '%s' is an ordinary first line, which would change a ticket's "
                "state; write #%s",
                key, words[i], words[i]);
}

/* The first route before `index` that takes mail for `recipient`, or NULL. */
static const ConfigRoute *
find_earlier_route(const Config *config, guint index, const char *recipient)
{
    for (guint i = 0; i < index; i++) {
        const ConfigRoute *earlier = g_ptr_array_index(config->routes, i);
        for (guint j = 0; earlier->recipients != NULL && earlier->recipients[j] != NULL; j++)
            if (g_pattern_match_simple(earlier->recipients[j], recipient))
                return earlier;
    }
    return NULL;
}

/* The first route that matches takes the mail. A pattern is matched as text here, which is right as
 * long as the earlier one has no ? where the later has *. */
static void
warn_routes(const Config *config, GPtrArray *warnings)
{
    for (guint i = 0; config->routes != NULL && i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        for (guint j = 0; route->recipients != NULL && route->recipients[j] != NULL; j++) {
            const ConfigRoute *earlier = find_earlier_route(config, i, route->recipients[j]);
            if (earlier != NULL)
                add(warnings,
                    "[route %s] recipient: no mail for '%s' comes here, for [route %s] stands "
                    "above "
                    "and takes it; put the narrower one first",
                    route->name, route->recipients[j], earlier->name);
        }
    }
}

/* The two APIs of one provider differ in the end of their addresses. */
static void
warn_dialect(const Config *config, GPtrArray *warnings)
{
    gboolean is_connect = config->dialect == CONFIG_DIALECT_CONNECT;
    const char *others = is_connect ? "/incident" : "/servicenow";
    if (config->base_url != NULL && g_str_has_suffix(config->base_url, others))
        add(warnings, "[api] base_url: %s is an address of the other API; see [api] dialect",
            config->base_url);
}

void
config_sense_warn(const Config *config, GPtrArray *warnings)
{
    warn_dialect(config, warnings);
    config_details_warn(config, warnings);
    warn_words(config->close_words, "close_words", warnings);
    warn_words(config->reopen_words, "reopen_words", warnings);
    warn_routes(config, warnings);
}

/* config_details.c - see config_details.h. Knows the words that a person may write for them. */
#include "config/config_details.h"

#include <string.h>

#include "config/config_value.h"

static const char *const ticket_types[] = {"Incident", "Request for Information", "Change Request",
                                           NULL};
static const char *const priorities[] = {"1 - Critical", "2 - High",     "3 - Moderate",
                                         "4 - Low",      "5 - Planning", NULL};

static void G_GNUC_PRINTF(2, 3) add(GPtrArray *lines, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(lines, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* The one of `words` that `text` is: in any case, or, if it begins with a digit, by its digit or by
 * its name. (transfer none) (nullable) */
static const char *
find_word(const char *const *words, const char *text)
{
    for (guint i = 0; words[i] != NULL; i++) {
        gboolean has_digit = g_ascii_isdigit(*words[i]);
        if (g_ascii_strcasecmp(words[i], text) == 0 ||
            (has_digit && *text == *words[i] && text[1] == '\0') ||
            (has_digit && g_ascii_strcasecmp(words[i] + strlen("1 - "), text) == 0))
            return words[i];
    }
    return NULL;
}

static void
check_word(const char *where, const char *const *words, char **value, GPtrArray *mistakes)
{
    if (*value == NULL)
        return;
    const char *found = find_word(words, *value);
    if (found == NULL) {
        g_autofree char *list = g_strjoinv(", ", (char **)(guintptr)words);
        add(mistakes, "%s: '%s' is not one of %s", where, *value, list);
        return;
    }
    g_free(*value);
    *value = g_strdup(found);
}

/* "sender", "none", an address, or an id: that has a digit in it, so that a mistyped word is
 * not taken for one. */
static gboolean
is_person(const char *text)
{
    if (strcmp(text, "sender") == 0 || strcmp(text, "none") == 0)
        return TRUE;
    if (strpbrk(text, " \t<>,;\"") != NULL)
        return FALSE;
    return strchr(text, '@') != NULL ? config_value_is_mailbox(text)
                                     : strpbrk(text, "0123456789") != NULL;
}

static void
check_person(const char *where, const char *value, GPtrArray *mistakes)
{
    if (value != NULL && !is_person(value))
        add(mistakes,
            "%s: '%s' is wrong; write sender, none, an address, or an id with a digit in it", where,
            value);
}

static void
check_group(const char *group, ConfigDetails *details, GPtrArray *mistakes)
{
    g_autofree char *type = g_strdup_printf("[%s] ticket_type", group);
    g_autofree char *priority = g_strdup_printf("[%s] priority", group);
    g_autofree char *contact = g_strdup_printf("[%s] contact", group);
    g_autofree char *user = g_strdup_printf("[%s] user", group);
    check_word(type, ticket_types, &details->ticket_type, mistakes);
    check_word(priority, priorities, &details->priority, mistakes);
    check_person(contact, details->contact, mistakes);
    check_person(user, details->user, mistakes);
}

void
config_details_check(Config *config, GPtrArray *mistakes)
{
    check_group("ticket", &config->details, mistakes);
    for (guint i = 0; i < config->routes->len; i++) {
        ConfigRoute *route = g_ptr_array_index(config->routes, i);
        g_autofree char *group = g_strconcat("route ", route->name, NULL);
        check_group(group, &route->details, mistakes);
    }
}

/* The key of `details` that is set; NULL: none. */
static const char *
find_key(const ConfigDetails *details)
{
    return details->ticket_type != NULL ? "ticket_type"
           : details->priority != NULL  ? "priority"
           : details->contact != NULL   ? "contact"
           : details->user != NULL      ? "user"
                                        : NULL;
}

void
config_details_warn(const Config *config, GPtrArray *warnings)
{
    static const char format[] =
        "[%s] %s: the Incident API has no such member; it is for [api] dialect = connect";
    if (config->dialect != CONFIG_DIALECT_INCIDENT)
        return;
    const char *key = find_key(&config->details);
    if (key == NULL && config->is_priority_from_mail)
        key = "priority_from_mail";
    if (key != NULL)
        g_ptr_array_add(warnings, g_strdup_printf(format, "ticket", key));
    for (guint i = 0; config->routes != NULL && i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        g_autofree char *group = g_strconcat("route ", route->name, NULL);
        if (find_key(&route->details) != NULL)
            g_ptr_array_add(warnings, g_strdup_printf(format, group, find_key(&route->details)));
    }
}

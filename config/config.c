/* config.c - see config.h. Reads the file by the table of config_keys.c and checks what no single
 * value can show. Decides nothing about mail. */
#include "config/config.h"

#include <string.h>

#include "build-config.h"
#include "config/config_keys.h"
#include "config/config_modes.h"
#include "config/config_patterns.h"
#include "config/config_submission.h"
#include "config/config_value.h"

#define CONFIG_MAX_DEPTH 500 /* of parts: each level is a call of the parser */

G_DEFINE_QUARK(config - error - quark, config_error)

static void
config_free_members(const char *group, gpointer target)
{
    for (const ConfigKey *key = config_keys(); key->group != NULL; key++) {
        if ((strcmp(key->group, "route") == 0) != (strcmp(group, "route") == 0))
            continue;
        gpointer member = (guint8 *)target + key->offset;
        if (key->type == CONFIG_TYPE_LIST)
            g_strfreev(*(char ***)member);
        else if (key->type <= CONFIG_TYPE_MAILBOX)
            g_free(*(char **)member);
    }
}

static void
config_route_free(gpointer data)
{
    ConfigRoute *route = data;
    config_free_members("route", route);
    g_free(route->name);
    g_free(route);
}

void
config_free(Config *config)
{
    if (config == NULL)
        return;
    config_free_members("", config);
    g_ptr_array_unref(config->routes);
    g_free(config->path);
    g_free(config);
}

char
config_delimiter(const Config *config)
{
    static const char characters[] = {
        [CONFIG_DELIMITER_NONE] = '\0',
        [CONFIG_DELIMITER_PLUS] = '+',
        [CONFIG_DELIMITER_MINUS] = '-',
        [CONFIG_DELIMITER_EQUALS] = '=',
    };
    return characters[config->recipient_delimiter];
}

const char *
config_default_path(void)
{
    return TICKETGATE_CONFIG_FILE;
}

/* One mistake as a line: where, what, and what would be right. */
static void G_GNUC_PRINTF(2, 3) config_add_mistake(GPtrArray *mistakes, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_ptr_array_add(mistakes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static void
config_check_key_name(const char *group, const char *key, GPtrArray *mistakes)
{
    if (config_keys_find(group, key) != NULL)
        return;
    const char *near = config_keys_suggest(group, key);
    if (near != NULL)
        config_add_mistake(mistakes, "[%s] %s: there is no such key; did you mean %s?", group, key,
                           near);
    else
        config_add_mistake(mistakes,
                           "[%s] %s: there is no such key in this group; see ticketgate.conf(5)",
                           group, key);
}

static gboolean
config_is_group_known(const char *group)
{
    const char *wanted = config_keys_group(group);
    for (const ConfigKey *key = config_keys(); key->group != NULL; key++)
        if (strcmp(key->group, wanted) == 0)
            return strcmp(group, "route") != 0;
    return FALSE;
}

static void
config_check_names(GKeyFile *file, GPtrArray *mistakes)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint i = 0; groups[i] != NULL; i++) {
        if (!config_is_group_known(groups[i])) {
            config_add_mistake(mistakes, "[%s]: there is no such group%s", groups[i],
                               strcmp(groups[i], "route") == 0
                                   ? "; a route has a name: [route NAME]"
                                   : "; see ticketgate.conf(5)");
            continue;
        }
        g_auto(GStrv) keys = g_key_file_get_keys(file, groups[i], NULL, NULL);
        for (guint j = 0; keys != NULL && keys[j] != NULL; j++)
            config_check_key_name(groups[i], keys[j], mistakes);
    }
}

/* Keys of which 0 would mean that no mail ever comes through. Times are never 0. */
static gboolean
config_must_be_positive(const ConfigKey *key)
{
    static const char *const keys[] = {"limits.max_message_size", "limits.parse_memory",
                                       "lmtp.max_recipients", "lmtp.workers",
                                       "lmtp.messages_per_worker"};
    g_autofree char *name = g_strdup_printf("%s.%s", key->group, key->key);

    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
        if (strcmp(keys[i], name) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
config_is_zero(const ConfigKey *key, gpointer target)
{
    return key->type == CONFIG_TYPE_SIZE ? G_STRUCT_MEMBER(guint64, target, key->offset) == 0
                                         : G_STRUCT_MEMBER(guint, target, key->offset) == 0;
}

static void
config_read_key(GKeyFile *file, const char *group, const ConfigKey *key, gpointer target,
                GPtrArray *mistakes)
{
    g_autoptr(GError) problem = NULL;
    /* The raw value: a pattern's backslashes are nobody's escapes. */
    g_autofree char *value = g_key_file_get_value(file, group, key->key, &problem);
    gboolean is_absent =
        g_error_matches(problem, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND) ||
        g_error_matches(problem, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_GROUP_NOT_FOUND);
    if (is_absent && key->is_required) {
        g_autofree char *expectation = config_value_expectation(key);
        config_add_mistake(mistakes, "[%s] %s: missing; set it to %s", group, key->key,
                           expectation);
        return;
    }
    if (is_absent && key->fallback == NULL)
        return;
    const char *text = is_absent ? key->fallback : value != NULL ? g_strstrip(value) : NULL;
    if (text == NULL || !g_utf8_validate(text, -1, NULL)) {
        config_add_mistake(mistakes, "[%s] %s: %s", group, key->key,
                           problem != NULL ? problem->message : "not UTF-8");
    } else if (!config_value_store(key, text, target)) {
        g_autofree char *expectation = config_value_expectation(key);
        config_add_mistake(mistakes, "[%s] %s: '%s' is not %s", group, key->key, text, expectation);
    } else if (!is_absent && config_must_be_positive(key) && config_is_zero(key, target)) {
        config_add_mistake(mistakes, "[%s] %s: '%s' is too little; the default is %s", group,
                           key->key, text, key->fallback);
    }
}

static void
config_read_group(GKeyFile *file, const char *group, gpointer target, GPtrArray *mistakes)
{
    const char *wanted = config_keys_group(group);
    for (const ConfigKey *key = config_keys(); key->group != NULL; key++)
        if (strcmp(key->group, wanted) == 0)
            config_read_key(file, group, key, target, mistakes);
}

static void
config_read_routes(GKeyFile *file, Config *config, GPtrArray *mistakes)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint i = 0; groups[i] != NULL; i++) {
        if (!g_str_has_prefix(groups[i], "route "))
            continue;
        ConfigRoute *route = g_new0(ConfigRoute, 1);
        route->name = g_strstrip(g_strdup(groups[i] + strlen("route ")));
        g_ptr_array_add(config->routes, route);
        config_read_group(file, groups[i], route, mistakes);
        for (guint j = 0; route->recipients != NULL && route->recipients[j] != NULL; j++) {
            char *lower = g_ascii_strdown(route->recipients[j], -1);
            g_free(route->recipients[j]);
            route->recipients[j] = lower;
        }
    }
}

static void
config_check_ci(const Config *config, const char *where, const char *ci, GPtrArray *mistakes)
{
    if (ci == NULL || config->ci_list == NULL || config->ci_list[0] == NULL ||
        g_strv_contains((const char *const *)config->ci_list, ci))
        return;
    g_autofree char *agreed = g_strjoinv("; ", config->ci_list);
    config_add_mistake(mistakes, "[%s] ci: '%s' is not in [ticket] ci_list (%s)", where, ci,
                       agreed);
}

/* What concerns more than one key. */
static void
config_check_whole(const Config *config, GPtrArray *mistakes)
{
    if (config->ci == NULL && config->routes->len == 0)
        config_add_mistake(mistakes,
                           "[ticket] ci: missing; set it to the configuration item of new tickets");
    config_check_ci(config, "ticket", config->ci, mistakes);
    for (guint i = 0; i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        g_autofree char *where = g_strconcat("route ", route->name, NULL);
        config_check_ci(config, where, route->ci, mistakes);
        if (route->ci == NULL && config->ci == NULL)
            config_add_mistake(mistakes, "[%s] ci: missing, and [ticket] ci is not set either",
                               where);
        if (route->recipients != NULL && route->recipients[0] == NULL)
            config_add_mistake(
                mistakes, "[%s] recipient: empty; set it to addresses or patterns such as noc@*",
                where);
    }
    if (config->number_pattern != NULL) {
        g_autoptr(GError) problem = NULL;
        g_autoptr(GRegex) regex = g_regex_new(config->number_pattern, 0, 0, &problem);
        if (regex == NULL)
            config_add_mistake(mistakes, "[ticket] number_pattern: %s", problem->message);
    }
    if (config->deadline_s > 900)
        config_add_mistake(mistakes,
                           "[limits] deadline: at most 15m, since MTAs give a filter about 1000 s");
    if (config->max_depth > CONFIG_MAX_DEPTH)
        config_add_mistake(mistakes, "[limits] max_depth: at most %d", CONFIG_MAX_DEPTH);
}

/* Defaults that depend on other keys. */
static void
config_fill_paths(Config *config)
{
    if (config->journal_path != NULL) {
        g_autofree char *directory = g_path_get_dirname(config->journal_path);
        if (config->token_cache == NULL)
            config->token_cache = g_build_filename(directory, "token", NULL);
        if (config->key_file == NULL)
            config->key_file = g_build_filename(directory, "reference-key", NULL);
        if (config->oauth_token_url != NULL && config->oauth_token_cache == NULL)
            config->oauth_token_cache = g_build_filename(directory, "oauth-token", NULL);
        if (config->quarantine_path == NULL)
            config->quarantine_path = g_build_filename(directory, "quarantine", NULL);
    }
    if (config->template_dir == NULL)
        config->template_dir = g_strdup(TICKETGATE_TEMPLATE_DIR);
    if (config->spool_path == NULL) {
        const char *temporary = g_getenv("TMPDIR");
        config->spool_path =
            g_strdup(temporary != NULL && g_path_is_absolute(temporary) ? temporary : "/var/tmp");
    }
}

static gboolean
config_report(GPtrArray *mistakes, const char *path, GPtrArray **ret_mistakes, GError **error)
{
    if (mistakes->len == 0)
        return TRUE;
    g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE, "%s: %s%s", path,
                (const char *)g_ptr_array_index(mistakes, 0),
                mistakes->len > 1 ? " (and more: ticketgate check-config names them all)" : "");
    if (ret_mistakes != NULL)
        *ret_mistakes = g_ptr_array_ref(mistakes);
    return FALSE;
}

Config *
config_load(const char *path, GPtrArray **ret_mistakes, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) problem = NULL;
    if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &problem)) {
        gboolean is_syntax = problem->domain == G_KEY_FILE_ERROR;
        g_set_error(error, CONFIG_ERROR, is_syntax ? CONFIG_ERROR_SYNTAX : CONFIG_ERROR_READ,
                    "cannot read the configuration %s: %s", path, problem->message);
        if (ret_mistakes != NULL) {
            config_add_mistake(mistakes, "%s", problem->message);
            *ret_mistakes = g_steal_pointer(&mistakes);
        }
        return NULL;
    }
    g_autoptr(Config) config = g_new0(Config, 1);
    config->path = g_strdup(path);
    config->routes = g_ptr_array_new_with_free_func(config_route_free);
    config_check_names(file, mistakes);
    for (const ConfigKey *key = config_keys(); key->group != NULL; key++)
        if (strcmp(key->group, "route") != 0)
            config_read_key(file, key->group, key, config, mistakes);
    config_read_routes(file, config, mistakes);
    gboolean has_allow = config->allow != NULL && config->allow[0] != NULL;
    config_patterns_expand(&config->allow, "[policy] allow", mistakes);
    if (has_allow && config->allow[0] == NULL)
        config_add_mistake(mistakes,
                           "[policy] allow: its files hold no pattern, so nobody would be "
                           "let in; take the key out to let everyone in");
    config_patterns_expand(&config->deny, "[policy] deny", mistakes);
    config_patterns_expand(&config->ticket_system_senders, "[policy] ticket_system_senders",
                           mistakes);
    config_check_whole(config, mistakes);
    config_submission_check(config, mistakes);
    config_fill_paths(config);
    config_modes_check(config, mistakes);
    return config_report(mistakes, path, ret_mistakes, error) ? g_steal_pointer(&config) : NULL;
}

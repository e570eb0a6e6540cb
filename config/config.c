/* config.c - see config.h. Reads the file by the table of config_keys.c, then has the values
 * checked together. */
#include "config/config.h"

#include <string.h>

#include "build-config.h"
#include "config/config_check.h"
#include "config/config_desk.h"
#include "config/config_details.h"
#include "config/config_file.h"
#include "config/config_journal.h"
#include "config/config_keys.h"
#include "config/config_limits.h"
#include "config/config_lists.h"
#include "config/config_modes.h"
#include "config/config_patterns.h"
#include "config/config_submission.h"
#include "config/config_text.h"
#include "config/config_value.h"

G_DEFINE_QUARK(config - error - quark, config_error)

static void
free_members(const char *group, gpointer target)
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
route_free(gpointer data)
{
    ConfigRoute *route = data;
    free_members("route", route);
    g_free(route->name);
    g_free(route);
}

void
config_free(Config *config)
{
    if (config == NULL)
        return;
    free_members("", config);
    g_ptr_array_unref(config->routes);
    g_free(config->path);
    config_lists_free(config->lists);
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

gboolean
config_is_route(const Config *config, const char *ci, const char *service)
{
    const char *needed = config->dialect == CONFIG_DIALECT_CONNECT ? service : ci;
    return needed != NULL && *needed != '\0';
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
check_key_name(const char *group, const char *key, GPtrArray *mistakes)
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
is_group_known(const char *group)
{
    const char *wanted = config_keys_group(group);
    for (const ConfigKey *key = config_keys(); key->group != NULL; key++)
        if (strcmp(key->group, wanted) == 0)
            return strcmp(group, "route") != 0;
    return FALSE;
}

static void
check_names(GKeyFile *file, GPtrArray *mistakes)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint i = 0; groups[i] != NULL; i++) {
        if (!is_group_known(groups[i])) {
            config_add_mistake(mistakes, "[%s]: there is no such group%s", groups[i],
                               strcmp(groups[i], "route") == 0
                                   ? "; a route has a name: [route NAME]"
                                   : "; see ticketgate.conf(5)");
            continue;
        }
        g_auto(GStrv) keys = g_key_file_get_keys(file, groups[i], NULL, NULL);
        for (guint j = 0; keys != NULL && keys[j] != NULL; j++)
            check_key_name(groups[i], keys[j], mistakes);
    }
}

/* What a text value contains by mistake; NULL: nothing. (transfer full) */
static char *
text_fault(const ConfigKey *key, const char *text)
{
    /* A pattern, a subject or a name may contain such characters on purpose. */
    gboolean is_free = strcmp(key->key, "number_pattern") == 0 ||
                       strcmp(key->key, "default_subject") == 0 || key->type == CONFIG_TYPE_MAILBOX;
    const char *fault = config_text_quotes(text);
    if (fault == NULL && !is_free)
        fault = config_text_comment(text);
    return fault != NULL                              ? g_strdup(fault)
           : strcmp(key->key, "default_subject") == 0 ? NULL
                                                      : config_text_invisible(text);
}

/* TRUE: the text value, or each text of a list, contains no such mistake. */
static gboolean
check_text(const char *group, const ConfigKey *key, const char *text, GPtrArray *mistakes)
{
    gboolean is_list = key->type == CONFIG_TYPE_LIST;
    if (!is_list && key->type > CONFIG_TYPE_MAILBOX)
        return TRUE;
    g_auto(GStrv) values = g_strsplit(text, ";", is_list ? -1 : 1);
    for (guint i = 0; values[i] != NULL; i++) {
        g_autofree char *fault = text_fault(key, g_strstrip(values[i]));
        if (fault == NULL)
            continue;
        config_add_mistake(mistakes, "[%s] %s: '%s' %s", group, key->key, values[i], fault);
        return FALSE;
    }
    return TRUE;
}

/* Stores what the file says (`text`), or names what is wrong with it. */
static void
store_given(const char *group, const ConfigKey *key, const char *text, gpointer target,
            GPtrArray *mistakes)
{
    if (!check_text(group, key, text, mistakes)) {
        if (key->type == CONFIG_TYPE_STRING) /* so that it is not also reported as missing */
            (void)config_value_store(key, text, target);
    } else if (!config_value_store(key, text, target)) {
        g_autofree char *expectation = config_value_expectation(key);
        config_add_mistake(mistakes, "[%s] %s: '%s' is not %s", group, key->key, text, expectation);
    } else {
        g_autofree char *fault = config_limits_fault(key, target);
        if (fault != NULL)
            config_add_mistake(mistakes, "[%s] %s: '%s' %s", group, key->key, text, fault);
    }
}

static void
read_key(GKeyFile *file, const char *group, const ConfigKey *key, gpointer target,
         GPtrArray *mistakes)
{
    g_autoptr(GError) problem = NULL;
    /* Most keys are absent. Asking first is faster: making an error text costs ten times as much.
     */
    gboolean is_absent = !g_key_file_has_key(file, group, key->key, NULL);
    if (is_absent && key->is_required) {
        g_autofree char *expectation = config_value_expectation(key);
        config_add_mistake(mistakes, "[%s] %s: missing; set it to %s", group, key->key,
                           expectation);
        return;
    }
    if (is_absent) {
        if (key->fallback != NULL)
            (void)config_value_store(key, key->fallback, target);
        return;
    }
    /* The raw value: backslashes in a pattern are not escapes. */
    g_autofree char *value = g_key_file_get_value(file, group, key->key, &problem);
    if (value == NULL || !g_utf8_validate(value, -1, NULL))
        config_add_mistake(mistakes, "[%s] %s: %s", group, key->key,
                           problem != NULL ? problem->message : "not UTF-8");
    else
        store_given(group, key, g_strstrip(value), target, mistakes);
}

static void
read_group(GKeyFile *file, const char *group, gpointer target, GPtrArray *mistakes)
{
    const char *wanted = config_keys_group(group);
    for (const ConfigKey *key = config_keys(); key->group != NULL; key++)
        if (strcmp(key->group, wanted) == 0)
            read_key(file, group, key, target, mistakes);
}

static void
read_routes(GKeyFile *file, Config *config, GPtrArray *mistakes)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (guint i = 0; groups[i] != NULL; i++) {
        if (!g_str_has_prefix(groups[i], "route "))
            continue;
        ConfigRoute *route = g_new0(ConfigRoute, 1);
        route->name = g_strstrip(g_strdup(groups[i] + strlen("route ")));
        g_ptr_array_add(config->routes, route);
        read_group(file, groups[i], route, mistakes);
        for (guint j = 0; route->recipients != NULL && route->recipients[j] != NULL; j++) {
            char *lower = g_ascii_strdown(route->recipients[j], -1);
            g_free(route->recipients[j]);
            route->recipients[j] = lower;
        }
    }
}

/* Defaults that depend on other keys. */
static void
fill_paths(Config *config)
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
report(GPtrArray *mistakes, const char *path, GPtrArray **ret_mistakes, GError **error)
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

/* FALSE: it is not a key file at all; `mistakes` say why. */
static gboolean
parse(GKeyFile *file, const char *path, GPtrArray *mistakes, GError **error)
{
    GError *problem = NULL;
    g_autofree char *whole = config_file_read(path, &problem);
    if (whole == NULL) {
        config_add_mistake(mistakes, "%s", problem->message);
        g_propagate_error(error, problem);
        return FALSE;
    }
    const char *text = config_file_check(whole, mistakes);
    if (g_key_file_load_from_data(file, text, strlen(text), G_KEY_FILE_NONE, &problem) ||
        g_error_matches(problem, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_NOT_FOUND)) {
        g_clear_error(&problem); /* an empty file: only its keys are missing */
        return TRUE;
    }
    config_add_mistake(mistakes, "%s", problem->message);
    g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_SYNTAX, "cannot read the configuration %s: %s",
                path, (const char *)g_ptr_array_index(mistakes, 0));
    g_error_free(problem);
    return FALSE;
}

Config *
config_load(const char *path, GPtrArray **ret_mistakes, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
    if (!parse(file, path, mistakes, error)) {
        if (ret_mistakes != NULL)
            *ret_mistakes = g_steal_pointer(&mistakes);
        return NULL;
    }
    g_autoptr(Config) config = g_new0(Config, 1);
    config->path = g_strdup(path);
    config->routes = g_ptr_array_new_with_free_func(route_free);
    check_names(file, mistakes);
    for (const ConfigKey *key = config_keys(); key->group != NULL; key++)
        if (strcmp(key->group, "route") != 0)
            read_key(file, key->group, key, config, mistakes);
    read_routes(file, config, mistakes);
    if (config->keep_quoted && !g_key_file_has_key(file, "reply", "quoted", NULL))
        config->quoted = CONFIG_QUOTED_KEEP;
    config_details_check(config, mistakes);
    config_check(config, mistakes);
    config_submission_check(config, mistakes);
    config_journal_check(config, mistakes);
    config_desk_check(config, mistakes);
    fill_paths(config);
    config_modes_check(config, mistakes);
    config_limits_check_disk(config, mistakes);
    return report(mistakes, path, ret_mistakes, error) ? g_steal_pointer(&config) : NULL;
}

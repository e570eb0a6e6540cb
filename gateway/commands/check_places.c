/* check_places.c - see check_places.h. Changes nothing. */
#include "gateway/commands/check_places.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config_modes.h"
#include "gateway/confirmation/confirmation.h"
#include "gateway/confirmation/confirmation_template.h"
#include "gateway/journal/journal.h"
#include "gateway/ticket_system/ticket_dialect.h"

static void G_GNUC_PRINTF(2, 3) add(GPtrArray *lines, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(lines, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

static gboolean
is_allowed(const char *path, int mode)
{
    return faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0;
}

static void
check_directory(const char *key, const char *directory, const char *advice, GPtrArray *mistakes)
{
    struct stat status;

    if (stat(directory, &status) != 0 || !S_ISDIR(status.st_mode)) {
        add(mistakes, "%s: there is no directory %s; %s", key, directory, advice);
    } else if (!is_allowed(directory, W_OK | X_OK)) {
        g_autofree char *whose = config_modes_advice(&status);
        add(mistakes, "%s: user %u may not write to %s; %s", key, (guint)geteuid(), directory,
            whose);
    }
}

/* Whether the certificate of any server is verified. */
static gboolean
needs_authorities(const Config *config)
{
    return (!config->is_insecure && g_str_has_prefix(config->base_url, "https:")) ||
           !g_str_has_prefix(config->submission, "smtp:") ||
           (config->oauth_token_url != NULL && g_str_has_prefix(config->oauth_token_url, "https:"));
}

static void
check_authorities(const Config *config, GPtrArray *mistakes)
{
    if (!needs_authorities(config))
        return;
    if (config->ca_file != NULL && !is_allowed(config->ca_file, R_OK))
        add(mistakes, "[api] ca_file: %s cannot be read; check its name and its modes",
            config->ca_file);
    if (config->ca_path != NULL && config->ca_file == NULL &&
        !g_file_test(config->ca_path, G_FILE_TEST_IS_DIR))
        add(mistakes,
            "[api] ca_path: there is no directory %s; install ca-certificates, or name the file of "
            "your authority by ca_file",
            config->ca_path);
}

/* The database itself is left to ping. */
static void
check_journal(const Config *config, GPtrArray *mistakes)
{
    g_autoptr(GError) problem = NULL;

    if (!journal_check_place(config, &problem))
        add(mistakes, "%s", problem->message);
}

static void
check_scanner(const Config *config, GPtrArray *warnings)
{
    struct stat status;

    if (config->clamd != NULL && *config->clamd == '/' &&
        (stat(config->clamd, &status) != 0 || !S_ISSOCK(status.st_mode)))
        add(warnings, "[scan] clamd: there is no socket %s; is clamd running?", config->clamd);
}

/* If a template cannot be used, confirmations of this kind get the built-in text. */
static void
check_templates_of(const Config *config, const char *language, GPtrArray *mistakes)
{
    const char *const languages[] = {language, NULL};

    for (int kind = CONFIRMATION_KIND_CREATED; kind < CONFIRMATION_KINDS; kind++) {
        ConfirmationRequest request = {.kind = (ConfirmationKind)kind,
                                       .recipient = "somebody@mail.example",
                                       .ticket_number = ticket_dialect_of(config)->number_example,
                                       .old_ticket_number =
                                           ticket_dialect_of(config)->number_example,
                                       .original_subject = "x",
                                       .sender_name = "x",
                                       .languages = languages,
                                       .own_message_id = "check@mail.example",
                                       .files = "x"};
        g_autoptr(GError) problem = NULL;
        g_autoptr(Confirmation) reply = confirmation_compose(config, &request, &problem);
        const char *fault = reply != NULL ? reply->fault : problem->message;
        if (fault != NULL)
            add(mistakes,
                "[mail] templates: %s/%s: %s; until it is mended, a built-in English text is sent",
                language, confirmation_template_name((ConfirmationKind)kind), fault);
    }
}

static void
check_language(const Config *config, const char *key, const char *language, GPtrArray *warnings)
{
    if (language == NULL)
        return;
    g_autofree char *lower = g_ascii_strdown(language, -1);
    g_autofree char *primary = g_strndup(lower, strcspn(lower, "-"));
    g_autofree char *whole_path = g_build_filename(config->template_dir, lower, NULL);
    g_autofree char *path = g_build_filename(config->template_dir, primary, NULL);
    if (!g_file_test(whole_path, G_FILE_TEST_IS_DIR) && !g_file_test(path, G_FILE_TEST_IS_DIR))
        add(warnings, "%s: there are no templates in '%s' (no %s); replies are in English", key,
            language, path);
}

static void
check_replies(const Config *config, GPtrArray *mistakes, GPtrArray *warnings)
{
    g_autoptr(GDir) directory = g_dir_open(config->template_dir, 0, NULL);
    const char *name = NULL;

    if (!config->is_reply_on)
        return;
    if (directory == NULL) {
        add(warnings,
            "[mail] templates: there is no directory %s that can be read; replies have built-in "
            "English texts",
            config->template_dir);
        return;
    }
    while ((name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename(config->template_dir, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            check_templates_of(config, name, mistakes);
    }
    check_language(config, "[mail] language", config->language, warnings);
    for (guint i = 0; i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        g_autofree char *key = g_strdup_printf("[route %s] language", route->name);
        check_language(config, key, route->language, warnings);
    }
}

void
check_places(const Config *config, GPtrArray *mistakes, GPtrArray *warnings)
{
    g_autofree char *journal = g_path_get_dirname(config->journal_path);

    check_directory("[journal] path", journal, "run ticketgate init", mistakes);
    check_directory("[spool] path", config->spool_path, "make it, or name another", mistakes);
    if (config->oauth_refresh_token_file != NULL) {
        g_autofree char *refresh = g_path_get_dirname(config->oauth_refresh_token_file);
        check_directory("[oauth] refresh_token_file", refresh,
                        "name a place in the journal's directory", mistakes);
    }
    check_journal(config, mistakes);
    check_authorities(config, mistakes);
    check_scanner(config, warnings);
    check_replies(config, mistakes, warnings);
}

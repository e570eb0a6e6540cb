/* check_config.c - `ticketgate check-config`: every mistake of the configuration in one run. */
#include <errno.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <unistd.h>

#include "config/config.h"
#include "config/config_keys.h"
#include "config/config_sense.h"
#include "config/signing_keys.h"
#include "gateway/commands/check_places.h"
#include "gateway/commands/check_sandbox.h"
#include "gateway/commands/command.h"
#include "gateway/commands/command_line.h"
#include "gateway/commands/json_print.h"
#include "gateway/curl_library.h"
#include "gateway/delivery/key_check.h"
#include "gateway/lmtp/lmtp_address.h"
#include "gateway/ticket_system/ticket_dialect.h"
#include "parsers/body/smime.h"

/* What was found, in its order. */
typedef struct {
    GPtrArray *places; /* of each: a path, or the program's name */
    GPtrArray *texts;
    GPtrArray *are_warnings;
    guint mistakes;
} Findings;

static void
findings_clear(Findings *findings)
{
    g_clear_pointer(&findings->places, g_ptr_array_unref);
    g_clear_pointer(&findings->texts, g_ptr_array_unref);
    g_clear_pointer(&findings->are_warnings, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Findings, findings_clear)

static void G_GNUC_PRINTF(4, 5)
    add(Findings *findings, gboolean is_warning, const char *place, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    g_autofree char *text = g_strdup_vprintf(format, values);
    va_end(values);
    if (g_ptr_array_find_with_equal_func(findings->texts, text, g_str_equal, NULL))
        return; /* several checks read the same file or url */
    g_ptr_array_add(findings->texts, g_steal_pointer(&text));
    g_ptr_array_add(findings->places, g_strdup(place));
    g_ptr_array_add(findings->are_warnings, GINT_TO_POINTER(is_warning));
    if (!is_warning)
        findings->mistakes++;
}

static void
print_routes(const Config *config)
{
    for (guint i = 0; i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        g_autofree char *recipients = g_strjoinv("; ", route->recipients);
        printf("  %s -> ci %s (route %s)\n", recipients, route->ci != NULL ? route->ci : config->ci,
               route->name);
    }
    if (config->ci != NULL)
        printf("  %s -> ci %s\n", config->routes->len > 0 ? "everyone else" : "every recipient",
               config->ci);
    else
        printf("  everyone else -> refused (no [ticket] ci)\n");
}

static void
check_one_secret(const Config *config, const char *key, const char *file, Findings *findings)
{
    g_autoptr(GError) problem = NULL;
    char *secret = file != NULL ? config_secret_read(config, key, file, &problem) : NULL;
    if (problem != NULL)
        add(findings, FALSE, config->path, "%s", problem->message);
    if (secret != NULL)
        config_secret_free(secret);
}

static void
check_all_secrets(const Config *config, Findings *findings)
{
    const struct {
        const char *key, *file;
    } secrets[] = {
        {"[api] client_secret_file", config->client_secret_file},
        {"[journal] password_file", config->journal_password_file},
        {"[mail] submission_password_file", config->submission_password_file},
        {"[oauth] client_secret_file", config->oauth_client_secret_file},
        {"[oauth] refresh_token_file", config->oauth_refresh_token_file},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++)
        check_one_secret(config, secrets[i].key, secrets[i].file, findings);
}

/* The key for signed references: a warning if it is missing, a mistake (FALSE) if it cannot be
 * used. */
static gboolean
check_reference_key(const Config *config, Findings *findings)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(SigningKeys) keys = signing_keys_read(config, &problem);
    if (problem != NULL)
        add(findings, FALSE, config->path, "%s", problem->message);
    else if (keys == NULL)
        add(findings, TRUE, config->path,
            "[mail] key_file: there is no %s, so that references are not signed and nobody is "
            "proven by them; run ticketgate init",
            config->key_file);
    return problem == NULL;
}

/* A journal that hosts share: can it be reached, and are the keys of this host those of the others?
 * The one of a host that left them is where the file says. `is_key_known`: they can be read; why
 * not has been said. */
static void
check_shared_journal(const Config *config, gboolean is_key_known, Findings *findings)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GError) trouble = NULL;
    g_autoptr(Journal) journal = config->journal_url != NULL || journal_is_elsewhere(config)
                                     ? journal_open_configured(config, &problem)
                                     : NULL;

    gboolean is_shared = journal != NULL && config->journal_url != NULL;
    if (is_shared && journal_is_writable(journal, &problem) && is_key_known)
        (void)key_check_see(config, journal, &problem);
    if (problem != NULL)
        add(findings, FALSE, config->path, "%s", problem->message);
    /* Before the move, so that it need not be tried while mail waits. */
    if (journal_has_to_move(config) && !journal_try_database(config, &trouble))
        add(findings, FALSE, config->path, "%s", trouble->message);
}

/* What is wrong with the places of the metrics; NULL: nothing. (transfer full) */
static char *
check_metrics(const Config *config)
{
    LmtpAddress address;
    if (config->metrics_listen != NULL) {
        g_autofree char *problem = lmtp_address_read(config->metrics_listen, &address);
        if (problem == NULL)
            problem = lmtp_address_check_place(&address);
        if (problem != NULL)
            return g_strconcat("listen: ", problem, NULL);
    }
    g_autofree char *directory =
        config->metrics_textfile != NULL ? g_path_get_dirname(config->metrics_textfile) : NULL;
    if (directory != NULL && access(directory, W_OK | X_OK) != 0)
        return g_strdup_printf("textfile: cannot write to %s: %s", directory, g_strerror(errno));
    return NULL;
}

/* The socket of the resident gateway. The directory of the default may be missing: systemd makes
 * it, and the filter does not need it. */
static void
check_socket(const Config *config, Findings *findings)
{
    LmtpAddress address;
    g_autofree char *problem = lmtp_address_read(config->lmtp_listen, &address);
    g_autofree char *group = lmtp_address_check_group(config->lmtp_socket_group);
    if (problem == NULL &&
        g_strcmp0(config->lmtp_listen, config_keys_find("lmtp", "listen")->fallback) != 0)
        problem = lmtp_address_check_place(&address);
    g_autofree char *metrics = check_metrics(config);
    if (problem != NULL)
        add(findings, FALSE, config->path, "[lmtp] listen: %s", problem);
    if (metrics != NULL)
        add(findings, FALSE, config->path, "[metrics] %s", metrics);
    if (group != NULL)
        add(findings, FALSE, config->path, "[lmtp] socket_group: %s", group);
}

/* The libraries that are loaded on first use: by this process, and by the parser in its sandbox. */
static void
libraries(const Config *config, Findings *findings)
{
    const char *curl = curl_library_problem();
    g_autofree char *problem = NULL;
    CheckSandbox sandbox = check_sandbox(config, &problem);

    if (curl != NULL)
        add(findings, FALSE, "ticketgate", "%s", curl);
    if (sandbox == CHECK_SANDBOX_BAD)
        add(findings, FALSE, "ticketgate", "mail cannot be read in the sandbox: %s", problem);
    if (sandbox == CHECK_SANDBOX_UNSIGNED)
        add(findings, TRUE, "ticketgate",
            "OpenSSL's libcrypto cannot be loaded%s, so signed S/MIME mail is attached "
            "unopened%s",
            smime_is_usable() ? " in the sandbox" : "",
            smime_is_usable() ? "" : "; install the package libssl3");
}

static void
add_all(Findings *findings, gboolean is_warning, const char *path, const GPtrArray *texts)
{
    for (guint i = 0; texts != NULL && i < texts->len; i++)
        add(findings, is_warning, path, "%s", (const char *)g_ptr_array_index(texts, i));
}

static void
places(const Config *config, Findings *findings)
{
    g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
    check_places(config, mistakes, warnings);
    config_sense_warn(config, warnings);
    add_all(findings, FALSE, config->path, mistakes);
    add_all(findings, TRUE, config->path, warnings);
}

static void
add_texts(JsonBuilder *builder, const char *name, const Findings *findings, gboolean is_warning)
{
    json_builder_set_member_name(builder, name);
    json_builder_begin_array(builder);
    for (guint i = 0; i < findings->texts->len; i++)
        if (GPOINTER_TO_INT(g_ptr_array_index(findings->are_warnings, i)) == is_warning)
            json_builder_add_string_value(builder, g_ptr_array_index(findings->texts, i));
    json_builder_end_array(builder);
}

/* `config` may be NULL: it cannot be read. */
static void
print_json(const char *path, const Config *config, const Findings *findings)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    json_print_text(builder, "path", path);
    json_print_truth(builder, "is_good", findings->mistakes == 0);
    add_texts(builder, "mistakes", findings, FALSE);
    add_texts(builder, "warnings", findings, TRUE);
    json_builder_set_member_name(builder, "routes");
    json_builder_begin_array(builder);
    for (guint i = 0; config != NULL && i < config->routes->len; i++) {
        const ConfigRoute *route = g_ptr_array_index(config->routes, i);
        json_builder_begin_object(builder);
        json_print_text(builder, "name", route->name);
        json_builder_set_member_name(builder, "recipients");
        json_builder_begin_array(builder);
        for (char **recipient = route->recipients; *recipient != NULL; recipient++)
            json_builder_add_string_value(builder, *recipient);
        json_builder_end_array(builder);
        json_print_text(builder, "ci", route->ci != NULL ? route->ci : config->ci);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
    json_print_text(builder, "other_recipients_ci", config != NULL ? config->ci : NULL);
    json_builder_end_object(builder);
    json_print(builder);
}

static void
print_findings(const Findings *findings)
{
    for (guint i = 0; i < findings->texts->len; i++)
        fprintf(stderr, "%s: %s%s\n", (const char *)g_ptr_array_index(findings->places, i),
                GPOINTER_TO_INT(g_ptr_array_index(findings->are_warnings, i)) ? "warning: " : "",
                (const char *)g_ptr_array_index(findings->texts, i));
}

static int
run_checks(const char *path, gboolean is_json)
{
    g_autoptr(GPtrArray) mistakes = NULL;
    g_autoptr(GError) problem = NULL;
    g_auto(Findings) findings = {.places = g_ptr_array_new_with_free_func(g_free),
                                 .texts = g_ptr_array_new_with_free_func(g_free),
                                 .are_warnings = g_ptr_array_new()};
    g_autoptr(Config) config = ticket_dialect_load_config(path, &mistakes, &problem);
    if (config == NULL) {
        add_all(&findings, FALSE, path, mistakes);
        if (findings.mistakes == 0)
            add(&findings, FALSE, path, "%s", problem->message);
    } else {
        check_all_secrets(config, &findings);
        gboolean is_key_known = check_reference_key(config, &findings);
        check_shared_journal(config, is_key_known, &findings);
        check_socket(config, &findings);
        places(config, &findings);
        libraries(config, &findings);
    }
    if (is_json) {
        print_json(path, config, &findings);
        return findings.mistakes == 0 ? 0 : 1;
    }
    print_findings(&findings);
    if (config == NULL || findings.mistakes > 0)
        return 1;
    printf("%s: no mistakes found. Mail to\n", path);
    print_routes(config);
    return 0;
}

int
command_check_config(int argc, char **argv)
{
    gboolean is_json = FALSE;
    const GOptionEntry options[] = {COMMAND_LINE_JSON(&is_json), {0}};
    const CommandUsage usage = {
        .summary = "Checks the configuration and lists all mistakes.\n"
                   "Run it as the user that runs deliveries.\n"
                   "Exit status: 0 no mistakes, 1 mistakes.",
        .options = options,
        .examples = "  sudo -u ticketgate ticketgate check-config\n"
                    "  ticketgate check-config --config new.conf --json\n",
    };
    g_auto(CommandLine) line = {0};
    int status;
    if (!command_line_read(&line, argc, argv, &usage, &status))
        return status;
    return run_checks(line.config_path, is_json);
}

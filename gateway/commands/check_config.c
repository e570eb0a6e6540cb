/* check_config.c - `ticketgate check-config`: every mistake of the configuration in one run. */
#include <glib.h>
#include <stdio.h>

#include "config/config.h"
#include "config/config_keys.h"
#include "config/config_sense.h"
#include "config/signing_keys.h"
#include "gateway/commands/check_places.h"
#include "gateway/commands/check_sandbox.h"
#include "gateway/commands/command.h"
#include "gateway/commands/command_line.h"
#include "gateway/curl_library.h"
#include "gateway/lmtp/lmtp_address.h"
#include "gateway/ticket_system/ticket_dialect.h"
#include "parsers/body/smime.h"

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

static gboolean
check_one_secret(const Config *config, const char *key, const char *file)
{
    g_autoptr(GError) problem = NULL;
    if (file == NULL)
        return TRUE;
    char *secret = config_secret_read(config, key, file, &problem);
    if (secret == NULL) {
        fprintf(stderr, "%s: %s\n", config->path, problem->message);
        return FALSE;
    }
    config_secret_free(secret);
    return TRUE;
}

static gboolean
check_all_secrets(const Config *config)
{
    const struct {
        const char *key, *file;
    } secrets[] = {
        {"[api] client_secret_file", config->client_secret_file},
        {"[mail] submission_password_file", config->submission_password_file},
        {"[oauth] client_secret_file", config->oauth_client_secret_file},
        {"[oauth] refresh_token_file", config->oauth_refresh_token_file},
    };
    gboolean is_good = TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++)
        is_good = check_one_secret(config, secrets[i].key, secrets[i].file) && is_good;
    return is_good;
}

/* The key for signed references: a warning if it is missing, a mistake if it cannot be used. */
static gboolean
check_reference_key(const Config *config)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(SigningKeys) keys = signing_keys_read(config, &problem);
    if (problem != NULL) {
        fprintf(stderr, "%s: %s\n", config->path, problem->message);
        return FALSE;
    }
    if (keys == NULL)
        fprintf(stderr,
                "%s: warning: [mail] key_file: there is no %s, so that references are not signed "
                "and nobody is proven by them; run ticketgate init\n",
                config->path, config->key_file);
    return TRUE;
}

/* The socket of the resident gateway. The directory of the default may be missing: systemd makes
 * it, and the filter does not need it. */
static gboolean
check_socket(const Config *config)
{
    LmtpAddress address;
    g_autofree char *problem = lmtp_address_read(config->lmtp_listen, &address);
    g_autofree char *group = lmtp_address_check_group(config->lmtp_socket_group);
    if (problem == NULL &&
        g_strcmp0(config->lmtp_listen, config_keys_find("lmtp", "listen")->fallback) != 0)
        problem = lmtp_address_check_place(&address);
    if (problem != NULL)
        fprintf(stderr, "%s: [lmtp] listen: %s\n", config->path, problem);
    if (group != NULL)
        fprintf(stderr, "%s: [lmtp] socket_group: %s\n", config->path, group);
    return problem == NULL && group == NULL;
}

/* The libraries that are loaded on first use: by this process, and by the parser in its sandbox. */
static gboolean
libraries(const Config *config)
{
    const char *curl = curl_library_problem();
    g_autofree char *problem = NULL;
    CheckSandbox sandbox = check_sandbox(config, &problem);

    if (curl != NULL)
        fprintf(stderr, "ticketgate: %s\n", curl);
    if (sandbox == CHECK_SANDBOX_BAD)
        fprintf(stderr, "ticketgate: mail cannot be read in the sandbox: %s\n", problem);
    if (sandbox == CHECK_SANDBOX_UNSIGNED)
        fprintf(stderr,
                "ticketgate: warning: OpenSSL's libcrypto cannot be loaded%s, so signed S/MIME "
                "mail is attached unopened%s\n",
                smime_is_usable() ? " in the sandbox" : "",
                smime_is_usable() ? "" : "; install the package libssl3");
    return curl == NULL && sandbox != CHECK_SANDBOX_BAD;
}

static gboolean
places(const Config *config)
{
    g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
    check_places(config, mistakes, warnings);
    config_sense_warn(config, warnings);
    for (guint i = 0; i < mistakes->len; i++)
        fprintf(stderr, "%s: %s\n", config->path, (const char *)g_ptr_array_index(mistakes, i));
    for (guint i = 0; i < warnings->len; i++)
        fprintf(stderr, "%s: warning: %s\n", config->path,
                (const char *)g_ptr_array_index(warnings, i));
    return mistakes->len == 0;
}

static int
run_checks(const char *path)
{
    g_autoptr(GPtrArray) mistakes = NULL;
    g_autoptr(GError) problem = NULL;
    g_autoptr(Config) config = ticket_dialect_load_config(path, &mistakes, &problem);
    if (config == NULL) {
        for (guint i = 0; mistakes != NULL && i < mistakes->len; i++)
            fprintf(stderr, "%s: %s\n", path, (const char *)g_ptr_array_index(mistakes, i));
        return 1;
    }
    gboolean is_good = check_all_secrets(config);
    is_good = check_reference_key(config) && is_good;
    is_good = check_socket(config) && is_good;
    is_good = places(config) && is_good;
    is_good = libraries(config) && is_good;
    if (!is_good)
        return 1;
    printf("%s: no mistakes found. Mail to\n", path);
    print_routes(config);
    return 0;
}

int
command_check_config(int argc, char **argv)
{
    const CommandUsage usage = {
        .summary = "Checks the configuration and lists all mistakes.\n"
                   "Run it as the user that runs deliveries.\n"
                   "Exit status: 0 no mistakes, 1 mistakes.",
        .examples = "  sudo -u ticketgate ticketgate check-config\n",
    };
    g_auto(CommandLine) line = {0};
    int status;
    if (!command_line_read(&line, argc, argv, &usage, &status))
        return status;
    return run_checks(line.config_path);
}

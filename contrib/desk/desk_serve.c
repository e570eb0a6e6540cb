#include <gio/gio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>

#include "desk_command.h"
#include "desk_dialect.h"
#include "desk_fault.h"
#include "desk_server.h"

#define DEFAULT_PORT 8080
#define DEFAULT_TOKEN_LIFETIME_S 3599

typedef struct {
    char *database;
    char *listen;
    int port;
    char *port_file;
    char *ci_list;
    char *refused_file;
    char *client_id;
    char *client_secret_file;
    char *faults;
    gint64 token_lifetime_s;
    gboolean is_reference_unique;
    char *tls_cert;
    char *tls_key;
    char **hosts;
    char *password_file;
    char *dialect;
} Options;

static void
options_clear(Options *options)
{
    g_free(options->database);
    g_free(options->listen);
    g_free(options->port_file);
    g_free(options->ci_list);
    g_free(options->refused_file);
    g_free(options->client_id);
    g_free(options->client_secret_file);
    g_free(options->faults);
    g_free(options->tls_cert);
    g_free(options->tls_key);
    g_strfreev(options->hosts);
    g_free(options->password_file);
    g_free(options->dialect);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static void
settings_clear(DeskServerSettings *settings)
{
    desk_api_settings_clear(&settings->api);
    desk_door_clear(&settings->door);
    g_clear_object(&settings->tls);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskServerSettings, settings_clear)

static gboolean
parse_options(int argc, char **argv, Options *o, GError **error)
{
    GOptionEntry entries[] = {
        {"database", 'd', 0, G_OPTION_ARG_FILENAME, &o->database, "where tickets are kept", "FILE"},
        {"dialect", 0, 0, G_OPTION_ARG_STRING, &o->dialect, "incident or connect (incident)",
         "NAME"},
        {"listen", 0, 0, G_OPTION_ARG_STRING, &o->listen, "address (127.0.0.1)", "ADDRESS"},
        {"port", 'p', 0, G_OPTION_ARG_INT, &o->port, "port (8080); 0 takes a free one", "N"},
        {"port-file", 0, 0, G_OPTION_ARG_FILENAME, &o->port_file, "write the port here", "FILE"},
        {"ci-list", 0, 0, G_OPTION_ARG_STRING, &o->ci_list, "the agreed CIs (any)", "A;B"},
        {"client-id", 0, 0, G_OPTION_ARG_STRING, &o->client_id, "the only client (any)", "ID"},
        {"client-secret-file", 0, 0, G_OPTION_ARG_FILENAME, &o->client_secret_file,
         "its secret, on the first line", "FILE"},
        {"token-lifetime", 0, 0, G_OPTION_ARG_INT64, &o->token_lifetime_s, "3599", "SECONDS"},
        {"unique-reference", 0, 0, G_OPTION_ARG_NONE, &o->is_reference_unique,
         "refuse a second ticket with the same reference", NULL},
        {"refuse-file", 0, 0, G_OPTION_ARG_STRING, &o->refused_file,
         "refuse attachments with such names (* and ?)", "PATTERN"},
        {"faults", 0, 0, G_OPTION_ARG_STRING, &o->faults,
         "misbehave: the list of faults, or a file with it", "FILE|LIST"},
        {"tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &o->tls_cert, "serve HTTPS (PEM)", "FILE"},
        {"tls-key", 0, 0, G_OPTION_ARG_FILENAME, &o->tls_key, "the key of --tls-cert", "FILE"},
        {"password-file", 0, 0, G_OPTION_ARG_FILENAME, &o->password_file,
         "pages take this login, on the first line, from any machine", "FILE"},
        {"host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->hosts,
         "a name by which browsers know the desk (localhost)", "NAME"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, &argc, &argv, error) &&
           desk_command_check_surplus(argc, argv, error);
}

static gboolean
check_options(const Options *options, GError **error)
{
    const char *what = NULL;
    if (options->database == NULL)
        what = "--database is missing";
    else if (options->dialect != NULL && desk_dialect_find(options->dialect) == NULL)
        what = "--dialect is neither incident nor connect";
    else if (options->port < 0 || options->port > G_MAXUINT16)
        what = "--port is not between 0 and 65535";
    else if (options->token_lifetime_s < 0 || options->token_lifetime_s > G_MAXINT32)
        what = "--token-lifetime is not a number of seconds";
    else if ((options->client_id == NULL) != (options->client_secret_file == NULL))
        what = "--client-id and --client-secret-file come together";
    else if ((options->tls_cert == NULL) != (options->tls_key == NULL))
        what = "--tls-cert and --tls-key come together";
    if (what != NULL)
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_USAGE, what);
    return what == NULL;
}

static gboolean
read_secret(const char *path, char **ret_secret, GError **error)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, error))
        return FALSE;
    text[strcspn(text, "\r\n")] = '\0';
    *ret_secret = g_steal_pointer(&text);
    return TRUE;
}

/* `A; B` becomes {"A", "B"}. Returns: (transfer full) */
static char **
split_ci_list(const char *text)
{
    char **list = g_strsplit(text, ";", -1);
    for (char **ci = list; *ci != NULL; ci++)
        g_strstrip(*ci);
    return list;
}

static gboolean
set_password(const char *path, DeskDoor *door, GError **error)
{
    if (!read_secret(path, &door->password, error))
        return FALSE;
    if (*door->password == '\0')
        g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE, "the first line of %s is empty", path);
    return *door->password != '\0';
}

static gboolean
set_tls(const Options *options, GTlsCertificate **ret_tls, GError **error)
{
    *ret_tls = g_tls_certificate_new_from_files(options->tls_cert, options->tls_key, error);
    return *ret_tls != NULL;
}

static gboolean
make_settings(const Options *options, DeskServerSettings *settings, GError **error)
{
    DeskApiSettings *api = &settings->api;
    if (options->ci_list != NULL)
        api->ci_list = split_ci_list(options->ci_list);
    api->client_id = g_strdup(options->client_id);
    api->token_lifetime_s = options->token_lifetime_s;
    api->refused_file = g_strdup(options->refused_file);
    api->is_reference_unique = options->is_reference_unique;
    settings->door.hosts = g_strdupv(options->hosts);
    if (options->client_secret_file != NULL &&
        !read_secret(options->client_secret_file, &api->client_secret, error))
        return FALSE;
    if (options->password_file != NULL &&
        !set_password(options->password_file, &settings->door, error))
        return FALSE;
    return options->tls_cert == NULL || set_tls(options, &settings->tls, error);
}

/* The list on the command line replaces the one in the store; without one the store's list stays.
 */
static gboolean
set_faults(DeskStore *store, const char *faults, GError **error)
{
    g_autofree char *text = NULL;
    if (faults == NULL)
        return TRUE;
    if (!g_file_test(faults, G_FILE_TEST_EXISTS))
        text = g_strdup(faults);
    else if (!g_file_get_contents(faults, &text, NULL, error))
        return FALSE;
    return desk_fault_clear(store, error) && desk_fault_add(store, text, error);
}

static gboolean
announce(const char *address, guint16 port, const char *port_file, GError **error)
{
    g_autofree char *text = g_strdup_printf("%u\n", port);
    if (port_file != NULL && !g_file_set_contents(port_file, text, -1, error))
        return FALSE;
    g_print("listening on %s\n", address);
    fflush(stdout);
    return TRUE;
}

static gboolean
listen_to(DeskServer *server, const Options *options, char **ret_base, GError **error)
{
    const char *text = options->listen != NULL ? options->listen : "127.0.0.1";
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);
    if (address == NULL) {
        g_set_error(error, DESK_ERROR, DESK_ERROR_USAGE, "--listen is not an address: %s", text);
        return FALSE;
    }
    guint16 port = 0;
    *ret_base = desk_server_listen(server, address, (guint16)options->port, &port, error);
    return *ret_base != NULL && announce(*ret_base, port, options->port_file, error);
}

static gboolean
on_stop_signal(gpointer user_data)
{
    g_main_loop_quit(user_data);
    return G_SOURCE_CONTINUE;
}

static void
run_until_stopped(void)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    guint on_term = g_unix_signal_add(SIGTERM, on_stop_signal, loop);
    guint on_int = g_unix_signal_add(SIGINT, on_stop_signal, loop);
    g_main_loop_run(loop);
    g_source_remove(on_term);
    g_source_remove(on_int);
}

gboolean
desk_command_serve(int argc, char **argv, const char *state, GError **error)
{
    (void)state;
    g_auto(Options) options = {.port = DEFAULT_PORT, .token_lifetime_s = DEFAULT_TOKEN_LIFETIME_S};
    g_auto(DeskServerSettings) settings = {0};
    if (!parse_options(argc, argv, &options, error) || !check_options(&options, error) ||
        !make_settings(&options, &settings, error))
        return FALSE;
    g_autoptr(DeskStore) store = desk_store_open(options.database, TRUE, error);
    if (store == NULL ||
        (options.dialect != NULL && !desk_store_set_dialect(store, options.dialect, error)) ||
        !set_faults(store, options.faults, error))
        return FALSE;
    g_autoptr(DeskServer) server = desk_server_new(store, &settings, error);
    if (server == NULL || !listen_to(server, &options, &settings.api.base_url, error))
        return FALSE;
    run_until_stopped();
    return TRUE;
}

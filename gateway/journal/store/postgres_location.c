/* postgres_location.c - where the database is, and whether the way there is safe. Opens nothing. */
#include "gateway/journal/store/postgres_internal.h"

#include <string.h>

#include "config/config_value.h"

/* The first version whose sslrootcert can be the authorities of the system, one by one. */
#define SYSTEM_AUTHORITIES_VERSION 160000
/* Less than a call may wait (postgres_connection.c); Linux also ends a connect() after this time.
 */
#define PATIENCE_MS 8000
#define AUTHORITIES_FILE "/etc/ssl/certs/ca-certificates.crt"

static const char *
find_option(const PQconninfoOption *options, const char *key)
{
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++)
        if (strcmp(option->keyword, key) == 0)
            return option->val != NULL && *option->val != '\0' ? option->val : NULL;
    return NULL;
}

static gboolean
is_socket_or_loopback(const char *host)
{
    return *host == '\0' || *host == '/' || *host == '@' || config_value_is_loopback(host);
}

/* Whether each server is on this host. `hostaddr` says more than `host`, which then is only a
 * name for the certificate. No host: libpq's socket. */
static gboolean
is_local(const PQconninfoOption *options)
{
    const char *address = find_option(options, "hostaddr");
    const char *host = address != NULL ? address : find_option(options, "host");
    g_auto(GStrv) hosts = g_strsplit(host != NULL ? host : "", ",", -1);

    for (guint i = 0; hosts[i] != NULL; i++)
        if (!is_socket_or_loopback(hosts[i]))
            return FALSE;
    return TRUE;
}

static void
add(PostgresOptions *options, const char *key, const char *value)
{
    g_ptr_array_add(options->keys, g_strdup(key));
    g_ptr_array_add(options->values, g_strdup(value));
}

/* Unless the url says something else. */
static void
add_default(PostgresOptions *options, const PQconninfoOption *given, const char *key,
            const char *value)
{
    if (find_option(given, key) == NULL)
        add(options, key, value);
}

/* NULL: none, for with them, libpq would check more than `mode` says. It refuses "system" for less
 * than verify-full. */
static const char *
authorities(const PostgresStore *store, const char *mode)
{
    if (strcmp(mode, "verify-ca") == 0)
        return AUTHORITIES_FILE;
    if (strcmp(mode, "verify-full") != 0)
        return NULL;
    return store->pq->libVersion() >= SYSTEM_AUTHORITIES_VERSION ? "system" : AUTHORITIES_FILE;
}

/* A service may name any host: then it is checked after libpq has read its file. */
static void
add_tls(const PostgresStore *store, PostgresOptions *options, const PQconninfoOption *given)
{
    gboolean has_service = find_option(given, "service") != NULL;

    if (has_service ||
        (find_option(given, "host") == NULL && find_option(given, "hostaddr") == NULL))
        return;
    if (is_local(given))
        return;
    const char *mode = find_option(given, "sslmode");
    if (mode == NULL)
        add(options, "sslmode", mode = "verify-full");
    const char *file = authorities(store, mode);
    if (file != NULL && g_getenv("PGSSLROOTCERT") == NULL)
        add_default(options, given, "sslrootcert", file);
}

static guint
count_hosts(const PQconninfoOption *given)
{
    const char *host = find_option(given, "host");
    g_auto(GStrv) hosts = g_strsplit(host != NULL ? host : "one", ",", -1);

    return g_strv_length(hosts);
}

static void
fill(const PostgresStore *store, PostgresOptions *options, const PQconninfoOption *given)
{
    guint n_hosts = count_hosts(given);
    /* A server that does not answer leaves time for the next one. */
    g_autofree char *patience = g_strdup_printf("%u", PATIENCE_MS / n_hosts);

    for (const PQconninfoOption *option = given; option->keyword != NULL; option++)
        if (option->val != NULL)
            add(options, option->keyword, option->val);
    if (store->password != NULL)
        add(options, "password", store->password);
    add_tls(store, options, given);
    add_default(options, given, "application_name", "ticketgate");
    add(options, "client_encoding", "UTF8");
    /* Otherwise libpq first asks Kerberos, which takes milliseconds, for an encryption that
     * sslmode says nothing about. */
    add_default(options, given, "gssencmode", "disable");
    /* A connection that a firewall forgot is noticed while it is idle. */
    add_default(options, given, "keepalives_idle", "60");
    add_default(options, given, "tcp_user_timeout", patience);
    if (n_hosts > 1)
        add_default(options, given, "target_session_attrs", "read-write");
    g_ptr_array_add(options->keys, NULL);
    g_ptr_array_add(options->values, NULL);
}

/* What libpq says about the url may repeat it, but that has no password (config_journal.h). */
gboolean
postgres_location_options(const PostgresStore *store, PostgresOptions *ret_options, GError **error)
{
    char *problem = NULL;
    PQconninfoOption *given = store->pq->conninfoParse(store->url, &problem);

    if (given == NULL) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN, "[journal] url: %s",
                    problem != NULL ? g_strchomp(problem) : "there is not enough memory");
        store->pq->freemem(problem);
        return FALSE;
    }
    ret_options->keys = g_ptr_array_new_with_free_func(g_free);
    ret_options->values = g_ptr_array_new_with_free_func(g_free);
    fill(store, ret_options, given);
    store->pq->conninfoFree(given);
    return TRUE;
}

void
postgres_options_clear(PostgresOptions *options)
{
    for (guint i = 0; options->values != NULL && i < options->values->len; i++) {
        char *value = g_ptr_array_index(options->values, i);
        if (value != NULL)
            explicit_bzero(value, strlen(value));
    }
    g_clear_pointer(&options->keys, g_ptr_array_unref);
    g_clear_pointer(&options->values, g_ptr_array_unref);
}

static gboolean
check_way(const PostgresStore *store, const char *mode, gboolean is_here, GError **error)
{
    if (store->is_insecure || is_here || g_strcmp0(mode, "verify-full") == 0)
        return TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                "[journal] url: with sslmode=%s, others on the network could read and change what "
                "is sent; set sslmode=verify-full, or insecure = yes if this is a test",
                mode != NULL ? mode : "prefer");
    return FALSE;
}

gboolean
postgres_location_is_safe(const PostgresStore *store, GError **error)
{
    PQconninfoOption *chosen = store->pq->conninfo(store->connection);
    gboolean is_safe =
        chosen != NULL && check_way(store, find_option(chosen, "sslmode"), is_local(chosen), error);

    store->pq->conninfoFree(chosen);
    return is_safe;
}

/* sslmode is among the options if the url names a server on the network. */
gboolean
postgres_options_are_safe(const PostgresStore *store, const PostgresOptions *options,
                          GError **error)
{
    const char *mode = NULL;
    PQconninfoOption *given = store->pq->conninfoParse(store->url, NULL);

    for (guint i = 0; options->keys->pdata[i] != NULL; i++)
        if (strcmp(options->keys->pdata[i], "sslmode") == 0)
            mode = options->values->pdata[i];
    gboolean is_safe = given != NULL && check_way(store, mode, is_local(given), error);
    store->pq->conninfoFree(given);
    return is_safe;
}

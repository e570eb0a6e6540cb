/* What libpq is told for a url, and which ways are safe. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/journal/store/postgres_internal.h"

#define TEXT(text) ((char[]){text})

/* The value for `key`; NULL: libpq's default. */
static const char *
value_of(const PostgresOptions *options, const char *key)
{
    for (guint i = 0; options->keys->pdata[i] != NULL; i++)
        if (strcmp(options->keys->pdata[i], key) == 0)
            return options->values->pdata[i];
    return NULL;
}

static void
a_server_on_the_network_has_to_prove_its_name(void **state)
{
    static const struct {
        const char *url, *mode;
    } rows[] = {
        {"postgresql://u@db.example.org/x", "verify-full"},
        {"postgresql://u@db.example.org/x?sslmode=require", "require"}, /* refused later */
        {"postgresql://192.0.2.1/x", "verify-full"},
        {"postgresql://localhost,db.example.org/x", "verify-full"},
        {"postgresql://localhost/x?hostaddr=192.0.2.1", "verify-full"},
        {"postgresql://db.example.org/x?hostaddr=127.0.0.1", NULL},
        {"postgresql://localhost/x", NULL},
        {"postgresql://[::1]/x", NULL},
        {"postgresql:///x?host=/run/postgresql", NULL},
        {"postgresql://%2Frun%2Fpostgresql/x", NULL},
        {"postgresql:///x", NULL},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        PostgresStore store = {.pq = postgres_library(NULL), .url = (char *)(guintptr)rows[i].url};
        g_auto(PostgresOptions) options = {0};
        assert_true(postgres_location_options(&store, &options, NULL));
        const char *mode = value_of(&options, "sslmode");
        if (g_strcmp0(mode, rows[i].mode) != 0)
            fail_msg("%s: %s", rows[i].url, mode);
        assert_string_equal(value_of(&options, "client_encoding"), "UTF8");
    }
}

static int
version_of_debian_13(void)
{
    return 170000;
}

/* libpq would refuse "system" for less than verify-full, and read a file as verify-ca. */
static void
the_authorities_of_the_system_prove_it(void **state)
{
    static const struct {
        const char *url;
        gboolean is_new;
        const char *file;
    } rows[] = {
        {"postgresql://db.example.org/x", TRUE, "system"},
        {"postgresql://db.example.org/x", FALSE, "/etc/ssl/certs/ca-certificates.crt"},
        {"postgresql://db.example.org/x?sslmode=verify-full", TRUE, "system"},
        {"postgresql://db.example.org/x?sslmode=verify-ca", TRUE,
         "/etc/ssl/certs/ca-certificates.crt"},
        {"postgresql://db.example.org/x?sslmode=require", TRUE, NULL},
        {"postgresql://db.example.org/x?sslmode=prefer", FALSE, NULL},
        {"postgresql://db.example.org/x?sslrootcert=/ours.pem", TRUE, "/ours.pem"},
        {"postgresql://localhost/x", TRUE, NULL},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        PostgresLibrary library = *postgres_library(NULL);
        PostgresStore store = {.pq = &library, .url = (char *)(guintptr)rows[i].url};
        g_auto(PostgresOptions) options = {0};
        if (rows[i].is_new)
            library.libVersion = version_of_debian_13;
        else if (library.libVersion() >= version_of_debian_13())
            continue;
        assert_true(postgres_location_options(&store, &options, NULL));
        if (g_strcmp0(value_of(&options, "sslrootcert"), rows[i].file) != 0)
            fail_msg("%s: %s", rows[i].url, value_of(&options, "sslrootcert"));
    }
}

static void
several_servers_mean_the_one_that_can_be_written(void **state)
{
    PostgresStore store = {.pq = postgres_library(NULL), .url = TEXT("postgresql://a,b/x")};
    g_auto(PostgresOptions) options = {0};

    (void)state;
    assert_true(postgres_location_options(&store, &options, NULL));
    assert_string_equal(value_of(&options, "target_session_attrs"), "read-write");
    assert_string_equal(value_of(&options, "tcp_user_timeout"), "4000");
}

static void
what_is_no_url_is_told_in_words(void **state)
{
    static const char *const urls[] = {"postgresql://a:port/x", "postgresql://a/x?no_such_key=1",
                                       "postgresql://[::1/x", "postgresql://%zz/x"};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(urls); i++) {
        PostgresStore store = {.pq = postgres_library(NULL), .url = (char *)(guintptr)urls[i]};
        g_auto(PostgresOptions) options = {0};
        g_autoptr(GError) error = NULL;
        if (postgres_location_options(&store, &options, &error))
            continue; /* libpq only looks at a port when it connects */
        assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_FOREIGN));
        assert_true(g_str_has_prefix(error->message, "[journal] url: "));
    }
}

/* Connects to nothing: libpq has only read the options when it is asked. */
static gboolean
is_safe(const char *url, gboolean is_insecure, GError **error)
{
    PostgresStore store = {
        .pq = postgres_library(NULL), .url = (char *)(guintptr)url, .is_insecure = is_insecure};
    g_auto(PostgresOptions) options = {0};

    assert_true(postgres_location_options(&store, &options, NULL));
    store.connection =
        store.pq->connectStartParams((const char *const *)options.keys->pdata,
                                     (const char *const *)options.values->pdata, FALSE);
    gboolean is_fine = postgres_location_is_safe(&store, error);
    store.pq->finish(store.connection);
    return is_fine;
}

static void
weak_tls_needs_the_word_of_the_operator(void **state)
{
    static const struct {
        const char *url;
        gboolean is_insecure, is_fine;
    } rows[] = {
        {"postgresql://u@192.0.2.1/x", FALSE, TRUE},
        {"postgresql://u@192.0.2.1/x?sslmode=require", FALSE, FALSE},
        {"postgresql://u@192.0.2.1/x?sslmode=verify-ca", FALSE, FALSE},
        {"postgresql://u@192.0.2.1/x?sslmode=disable", FALSE, FALSE},
        {"postgresql://u@192.0.2.1/x?sslmode=disable", TRUE, TRUE},
        {"postgresql://u@127.0.0.1:1/x?sslmode=disable", FALSE, TRUE},
        {"postgresql:///x?host=/nowhere&sslmode=disable", FALSE, TRUE},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        if (is_safe(rows[i].url, rows[i].is_insecure, &error) != rows[i].is_fine)
            fail_msg("row %zu: %s", i, error != NULL ? error->message : "safe");
        assert_true(rows[i].is_fine || g_error_matches(error, STORE_ERROR, STORE_ERROR_FOREIGN));
    }
}

/* A host that only a service file names. */
static void
a_service_file_cannot_lead_to_weak_tls(void **state)
{
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    int fd = g_file_open_tmp("services-XXXXXX", &path, NULL);

    (void)state;
    assert_true(fd >= 0 && close(fd) == 0);
    assert_true(g_file_set_contents(path, "[t]\nhost=192.0.2.1\ndbname=x\n", -1, NULL));
    g_setenv("PGSERVICEFILE", path, TRUE);
    assert_false(is_safe("postgresql://?service=t", FALSE, &error));
    assert_non_null(strstr(error->message, "sslmode=prefer"));
    assert_true(is_safe("postgresql://?service=t&sslmode=verify-full", FALSE, NULL));
    assert_true(is_safe("postgresql://?service=t", TRUE, NULL));
    g_unsetenv("PGSERVICEFILE");
    g_unlink(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_on_the_network_has_to_prove_its_name),
        cmocka_unit_test(the_authorities_of_the_system_prove_it),
        cmocka_unit_test(several_servers_mean_the_one_that_can_be_written),
        cmocka_unit_test(what_is_no_url_is_told_in_words),
        cmocka_unit_test(weak_tls_needs_the_word_of_the_operator),
        cmocka_unit_test(a_service_file_cannot_lead_to_weak_tls),
    };

    return cmocka_run_group_tests_name("postgres_location", tests, NULL, NULL);
}

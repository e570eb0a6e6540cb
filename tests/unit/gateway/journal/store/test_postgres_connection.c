/* A connection that is refused, silent or lost: an error in time, and a new connection. */
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/unit/postgres_store.h"

#define END_OTHERS                                                                                 \
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"                                       \
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"

static void
a_lost_connection_is_made_anew_by_the_next_use(void **state)
{
    Store *store = database_open(*state);

    assert_true(store_is_current(store));
    postgres_fixture_run(*state, END_OTHERS);
    g_usleep(100000);
    assert_false(store_is_current(store));
    GError *error = NULL;
    assert_false(database_run(store, "DELETE FROM backoff", NULL, &error));
    assert_store_error(error, STORE_ERROR_GONE);
    assert_false(store_is_current(store)); /* a server that works on opens it anew */
    assert_true(database_run(store, "DELETE FROM backoff", NULL, &error));
    assert_true(store_begin(store, NULL));
    assert_true(store_commit(store, NULL));
    store_close(store);
}

/* Half of it may have been before, and half of it after. */
static void
a_transaction_does_not_go_on_with_another_connection(void **state)
{
    GError *error = NULL;
    Store *store = database_open(*state);

    assert_true(store_begin(store, NULL));
    assert_true(database_run(store, "INSERT INTO unreachable VALUES ('a', 1)", NULL, NULL));
    postgres_fixture_run(*state, END_OTHERS);
    assert_false(
        database_run(store, "INSERT INTO unreachable VALUES ('b', 1)", &(guint){0}, &error));
    assert_store_error(error, STORE_ERROR_GONE);
    assert_false(
        database_run(store, "INSERT INTO unreachable VALUES ('c', 1)", &(guint){0}, &error));
    assert_store_error(error, STORE_ERROR_GONE);
    assert_false(store_commit(store, &error));
    assert_store_error(error, STORE_ERROR_GONE);
    store_rollback(store);
    assert_int_equal(database_number(store, "SELECT count(*) FROM unreachable"), 0);
    store_close(store);
}

static void
no_server_is_an_error_with_advice(void **state)
{
    static const char *const urls[] = {"postgresql:///x?host=/nonexistent",
                                       "postgresql://u@127.0.0.1:1/x"};
    GError *error = NULL;

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(urls); i++) {
        assert_null(database_try(urls[i], &error));
        assert_non_null(strstr(error->message, "does the server run, and is [journal] url right?"));
        assert_store_error(error, STORE_ERROR_GONE);
    }
}

/* As a server that is paused, or behind a network that was cut. */
static void
a_silent_server_is_given_up_at_the_deadline(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("silent-XXXXXX", NULL);
    g_autofree char *url = g_strdup_printf("postgresql:///x?host=%s", folder);
    struct sockaddr_un place = {.sun_family = AF_UNIX};
    GError *error = NULL;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)state;
    g_snprintf(place.sun_path, sizeof place.sun_path, "%s/.s.PGSQL.5432", folder);
    assert_int_equal(bind(fd, (struct sockaddr *)&place, sizeof place), 0);
    assert_int_equal(listen(fd, 5), 0);
    gint64 begun_us = g_get_monotonic_time();
    assert_null(database_try(url, &error));
    assert_store_error(error, STORE_ERROR_GONE);
    assert_true(g_get_monotonic_time() - begun_us >= 9 * G_USEC_PER_SEC);
    close(fd);
    g_unlink(place.sun_path);
    g_rmdir(folder);
}

static void
a_silent_answer_is_given_up_at_the_deadline(void **state)
{
    GError *error = NULL;
    Store *store = database_open(*state);
    gint64 begun_us = g_get_monotonic_time();

    store_set_deadline(store, begun_us + 300 * 1000);
    StoreStatement *query = store_prepare(store, "SELECT 1 FROM pg_sleep(30)", NULL);
    assert_int_equal(store_step(query, &error), STORE_ROW_ERROR);
    assert_store_error(error, STORE_ERROR_GONE);
    store_reset(query);
    store_set_deadline(store, 0);
    /* The other calls of the same mail do not wait, too. */
    assert_false(store_begin(store, &error));
    assert_store_error(error, STORE_ERROR_GONE);
    /* sooner than the server would have answered */
    assert_true(g_get_monotonic_time() - begun_us < 30 * G_USEC_PER_SEC);
    g_usleep(2 * G_USEC_PER_SEC);
    assert_int_equal(database_number(store, "SELECT 5"), 5);
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        database_test(a_lost_connection_is_made_anew_by_the_next_use),
        database_test(a_transaction_does_not_go_on_with_another_connection),
        cmocka_unit_test(no_server_is_an_error_with_advice),
        cmocka_unit_test(a_silent_server_is_given_up_at_the_deadline),
        database_test(a_silent_answer_is_given_up_at_the_deadline),
    };

    return cmocka_run_group_tests_name("postgres_connection", tests, NULL, NULL);
}

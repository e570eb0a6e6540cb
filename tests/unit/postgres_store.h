/* postgres_store.h - what the tests of the PostgreSQL engine share: a database for each test. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "gateway/journal/store/store.h"
#include "tests/unit/postgres_fixture.h"

static inline int
database_setup(void **state)
{
    *state = postgres_fixture_new();
    return 0;
}

static inline int
database_teardown(void **state)
{
    postgres_fixture_drop(*state);
    g_free(*state);
    return 0;
}

/* Opens the store at `url`; NULL: it could not be opened. */
static inline Store *
database_try(const char *url, GError **error)
{
    const StoreLocation location = {.url = url};

    return store_open(&location, NULL, NULL, error);
}

static inline Store *
database_open(const char *url)
{
    g_autoptr(GError) error = NULL;
    Store *store = database_try(url, &error);

    if (store == NULL)
        fail_msg("store_open: %s", error->message);
    return store;
}

static inline gboolean
database_run(Store *store, const char *sql, guint *ret_changes, GError **error)
{
    StoreStatement *statement = store_prepare(store, sql, error);

    return statement != NULL && store_run(statement, ret_changes, error);
}

/* The number that a query without values finds. */
static inline gint64
database_number(Store *store, const char *sql)
{
    g_autoptr(GError) error = NULL;
    StoreStatement *statement = store_prepare(store, sql, &error);

    if (store_step(statement, &error) != STORE_ROW_FOUND)
        fail_msg("%s: %s", sql, error != NULL ? error->message : "no row");
    gint64 number = store_column_int64(statement, 0);
    store_reset(statement);
    return number;
}

#define assert_store_error(problem, wanted)                                                        \
    do {                                                                                           \
        if (!g_error_matches(problem, STORE_ERROR, wanted))                                        \
            fail_msg("%s", (problem) != NULL ? (problem)->message : "no error");                   \
        g_clear_error(&(problem));                                                                 \
    } while (0)

#define database_test(name) cmocka_unit_test_setup_teardown(name, database_setup, database_teardown)

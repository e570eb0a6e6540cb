/* test_store.c - statements are cached, and each errno has a code. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/store/store.h"

#include <errno.h>

static gboolean
nothing_was_lost(Store *store, gpointer data)
{
    (void)store;
    (void)data;
    return TRUE;
}

static gboolean
cannot_record(Store *store, gpointer data)
{
    (void)store;
    *(guint *)data += 1;
    return FALSE;
}

static void
a_statement_is_prepared_once(void **state)
{
    static const char sql[] = "SELECT count(*) FROM mail";
    const Fixture *fixture = *state;
    Store *store =
        store_open(&(StoreLocation){.path = fixture->path}, nothing_was_lost, NULL, NULL);
    StoreStatement *first = store_prepare(store, sql, NULL);

    assert_false(store_is_shared(store));
    assert_non_null(first);
    assert_int_equal(store_step(first, NULL), STORE_ROW_FOUND);
    store_reset(first);
    assert_ptr_equal(store_prepare(store, sql, NULL), first);
    assert_null(store_prepare(store, "SELECT nonsense", NULL));
    store_close(store);
}

static void
a_loss_that_cannot_be_recorded_is_an_error(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    guint calls = 0;
    Store *store = store_open(&(StoreLocation){.path = fixture->path}, cannot_record, &calls, NULL);

    assert_non_null(store);
    assert_false(store_was_lost(store));
    store_close(store);
    assert_int_equal(g_unlink(fixture->path), 0);
    assert_int_equal(calls, 0);
    assert_null(store_open(&(StoreLocation){.path = fixture->path}, cannot_record, &calls, &error));
    assert_true(error->domain == STORE_ERROR);
    assert_int_equal(calls, 1);
    store = store_open(&(StoreLocation){.path = fixture->path}, nothing_was_lost, NULL, NULL);
    assert_non_null(store);
    assert_true(store_was_lost(store));
    store_close(store);
}

static void
an_errno_has_the_code_for_what_happened(void **state)
{
    static const struct {
        int code;
        StoreError error;
    } rows[] = {{EWOULDBLOCK, STORE_ERROR_BUSY}, {ENOSPC, STORE_ERROR_FULL},
                {EDQUOT, STORE_ERROR_FULL},      {EROFS, STORE_ERROR_READ_ONLY},
                {ENOENT, STORE_ERROR_GONE},      {EIO, STORE_ERROR_OTHER}};

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(store_error_of_errno(rows[i].code), rows[i].error);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_statement_is_prepared_once),
        fixture_test(a_loss_that_cannot_be_recorded_is_an_error),
        cmocka_unit_test(an_errno_has_the_code_for_what_happened),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}

#include "desk_testing.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
make_folder(void)
{
    return g_dir_make_tmp("desk-store-XXXXXX", NULL);
}

static void
remove_folder(const char *folder)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir)) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_dir_close(dir);
    g_rmdir(folder);
}

static gboolean
run(DeskStore *store, const char *sql, GError **error)
{
    g_autoptr(DeskStatement) statement = desk_store_prepare(store, sql, error);
    return statement != NULL && desk_statement_step(statement, NULL, error);
}

static void
makes_a_file_only_when_told(void **state)
{
    (void)state;
    g_autofree char *folder = make_folder();
    g_autofree char *path = g_build_filename(folder, "desk.db", NULL);
    g_autoptr(GError) error = NULL;
    assert_null(desk_store_open(path, FALSE, &error));
    assert_desk_error(error, DESK_ERROR_STORAGE, "desk.db");
    g_autoptr(DeskStore) made = desk_store_open(path, TRUE, NULL);
    assert_non_null(made);
    g_autoptr(DeskStore) beside = desk_store_open(path, FALSE, NULL);
    assert_non_null(beside);
    remove_folder(folder);
}

static void
refuses_other_files(void **state)
{
    (void)state;
    g_autofree char *folder = make_folder();
    g_autofree char *path = g_build_filename(folder, "desk.db", NULL);
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(path, "this is no database at all\n", -1, NULL));
    assert_null(desk_store_open(path, TRUE, &error));
    assert_desk_error(error, DESK_ERROR_STORAGE, "not a database");
    g_clear_error(&error);

    g_unlink(path);
    g_autoptr(DeskStore) newer = desk_store_open(path, TRUE, NULL);
    assert_true(run(newer, "PRAGMA user_version = 99", NULL));
    assert_null(desk_store_open(path, TRUE, &error));
    assert_desk_error(error, DESK_ERROR_STORAGE, "version 99");
    remove_folder(folder);
}

static void
brings_a_file_of_version_1_up_to_date(void **state)
{
    (void)state;
    static const char *const newer[] = {
        "DROP INDEX tickets_changed",
        "DROP INDEX tickets_open",
        "DROP TABLE desk",
        "DROP TABLE updates",
        "DROP INDEX attachments_sys_id",
        "ALTER TABLE tickets DROP COLUMN ticket_type",
        "ALTER TABLE tickets DROP COLUMN priority",
        "ALTER TABLE tickets DROP COLUMN contact",
        "ALTER TABLE tickets DROP COLUMN user",
        "ALTER TABLE tickets DROP COLUMN desired_delivery_date",
        "ALTER TABLE attachments DROP COLUMN content_type",
        "ALTER TABLE attachments DROP COLUMN sys_id",
        "ALTER TABLE attachments DROP COLUMN comment",
        "INSERT INTO tickets (reference_number, sys_id, short_description, description, ci, "
        "service,"
        " state, created, updated, request) VALUES ('R', '', 's', '', 'A', '', 'New', 1, 1, 1)",
        "PRAGMA user_version = 1",
    };
    g_autofree char *folder = g_dir_make_tmp("desk-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "desk.db", NULL);
    g_autoptr(DeskStore) old = desk_store_open(path, TRUE, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(newer); i++)
        assert_true(run(old, newer[i], NULL));
    g_clear_pointer(&old, desk_store_close);
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskStore) store = desk_store_open(path, FALSE, &error);
    assert_non_null(store);
    assert_true(
        run(store, "SELECT id FROM tickets INDEXED BY tickets_changed ORDER BY updated", &error));
    assert_string_equal(desk_store_path(store), path);
    assert_string_equal(desk_store_dialect(store), "incident");
    g_clear_pointer(&store, desk_store_close);
    remove_folder(folder);
}

static void
keeps_its_dialect_once_there_are_tickets(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    g_autoptr(GError) error = NULL;
    assert_true(desk_store_set_dialect(store, "connect", &error));
    assert_true(desk_store_set_dialect(store, "incident", &error));
    assert_true(desk_store_set_dialect(store, "connect", &error));
    assert_true(run(store,
                    "INSERT INTO tickets (reference_number, sys_id, short_description, description,"
                    " ci, service, state, created, updated, request)"
                    " VALUES ('R', '', 's', '', 'A', '', 'New', 1, 1, 1)",
                    &error));
    assert_true(desk_store_set_dialect(store, "connect", &error));
    assert_false(desk_store_set_dialect(store, "incident", &error));
    assert_desk_error(error, DESK_ERROR_USAGE, "of the dialect connect");
    assert_string_equal(desk_store_dialect(store), "connect");
}

static void
rolls_back(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    g_autoptr(GError) error = NULL;
    assert_true(desk_store_begin(store, &error));
    assert_true(run(store, "INSERT INTO tokens VALUES ('x', 1)", &error));
    assert_true(desk_store_finish(store, FALSE, &error));
    gboolean has_row = TRUE;
    g_autoptr(DeskStatement) find = desk_store_prepare(store, "SELECT 1 FROM tokens", &error);
    assert_true(desk_statement_step(find, &has_row, &error));
    assert_false(has_row);
}

static void
names_a_failing_statement(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    g_autoptr(GError) error = NULL;
    assert_null(desk_store_prepare(store, "SELECT nothing", &error));
    assert_desk_error(error, DESK_ERROR_STORAGE, "nothing");
}

static void
writes_times_in_utc(void **state)
{
    (void)state;
    g_autofree char *stamp = desk_clock_format(1706702400007);
    assert_string_equal(stamp, "2024-01-31T12:00:00.007Z");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_a_file_only_when_told),
        cmocka_unit_test(refuses_other_files),
        cmocka_unit_test(brings_a_file_of_version_1_up_to_date),
        cmocka_unit_test(keeps_its_dialect_once_there_are_tickets),
        cmocka_unit_test(rolls_back),
        cmocka_unit_test(names_a_failing_statement),
        cmocka_unit_test(writes_times_in_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

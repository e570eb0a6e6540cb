/* test_sqlite_repair.c - moves damaged files aside; the mark, the lock. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/store/sqlite_repair.h"
#include "gateway/journal/store/store.h"

static void
moves_every_file_and_overwrites_none(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    const Fixture *fixture = *state;
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint round = 0; round < 3; round++) {
        for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
            g_autofree char *path = g_strconcat(fixture->path, suffixes[i], NULL);
            assert_true(g_file_set_contents(path, suffixes[i], -1, NULL));
        }
        char *name = sqlite_repair_move_aside(fixture->path, "corrupt", NULL);
        assert_non_null(name);
        for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
            g_autofree char *from = g_strconcat(fixture->path, suffixes[i], NULL);
            g_autofree char *to = g_strconcat(name, suffixes[i], NULL);
            g_autofree char *text = NULL;
            assert_false(g_file_test(from, G_FILE_TEST_EXISTS));
            assert_true(g_file_get_contents(to, &text, NULL, NULL));
            assert_string_equal(text, suffixes[i]);
        }
        assert_true(g_hash_table_add(names, name));
    }
}

/* Makes the move stop at `suffix`: the names are taken by links that lead nowhere. */
static void
take_the_names(const Fixture *fixture, const char *suffix)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    for (int second = 0; second < 10; second++) {
        g_autoptr(GDateTime) then = g_date_time_add_seconds(now, second);
        g_autofree char *stamp = g_date_time_format(then, "%Y%m%dT%H%M%SZ");
        g_autofree char *name = g_strdup_printf("%s.corrupt-%s%s", fixture->path, stamp, suffix);
        assert_int_equal(symlink("nowhere", name), 0);
    }
}

/* A database without its log has lost data. So wherever the move stops, no log may be left without
 * its database. */
static void
the_database_goes_last(void **state)
{
    static const char *const stops[] = {"-wal", "-shm", ""};
    static const char *const files[] = {"-wal", "-shm", ""};
    const Fixture *fixture = *state;

    for (guint i = 0; i < G_N_ELEMENTS(stops); i++) {
        g_autoptr(GError) error = NULL;
        for (guint j = 0; j < G_N_ELEMENTS(files); j++) {
            g_autofree char *path = g_strconcat(fixture->path, files[j], NULL);
            assert_true(g_file_set_contents(path, "x", -1, NULL));
        }
        take_the_names(fixture, stops[i]);
        assert_null(sqlite_repair_move_aside(fixture->path, "corrupt", &error));
        assert_true(error->domain == STORE_ERROR);
        assert_true(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
        for (guint j = 0; j < G_N_ELEMENTS(files); j++) {
            g_autofree char *path = g_strconcat(fixture->path, files[j], NULL);
            assert_int_equal(g_file_test(path, G_FILE_TEST_EXISTS), j >= i);
        }
        g_autoptr(GDir) directory = g_dir_open(fixture->directory, 0, NULL);
        for (const char *name; (name = g_dir_read_name(directory)) != NULL;) {
            g_autofree char *path = g_build_filename(fixture->directory, name, NULL);
            assert_int_equal(g_unlink(path), 0);
        }
    }
}

static void
a_file_takes_the_place_of_another(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *fresh = g_strconcat(fixture->path, ".new", NULL);
    g_autofree char *log = g_strconcat(fixture->path, "-wal", NULL);
    g_autofree char *text = NULL;
    g_autofree char *old_text = NULL;
    g_autoptr(GError) error = NULL;

    assert_true(g_file_set_contents(fixture->path, "old", -1, NULL));
    assert_true(g_file_set_contents(log, "", -1, NULL));
    assert_null(sqlite_repair_replace(fixture->path, fresh, "moved", &error)); /* no such file */
    assert_true(error->domain == STORE_ERROR);
    assert_true(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
    assert_true(g_file_set_contents(fresh, "fresh", -1, NULL));
    g_autofree char *name = sqlite_repair_replace(fixture->path, fresh, "moved", NULL);
    assert_true(g_file_get_contents(fixture->path, &text, NULL, NULL));
    assert_string_equal(text, "fresh");
    assert_true(g_file_get_contents(name, &old_text, NULL, NULL));
    assert_string_equal(old_text, "old");
    assert_false(g_file_test(log, G_FILE_TEST_EXISTS));
    assert_false(g_file_test(fresh, G_FILE_TEST_EXISTS));
}

static void
removes_a_file_and_what_is_beside_it(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};
    const Fixture *fixture = *state;

    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(fixture->path, suffixes[i], NULL);
        assert_true(g_file_set_contents(path, "x", -1, NULL));
    }
    sqlite_repair_remove(fixture->path);
    sqlite_repair_remove(fixture->path);
    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(fixture->path, suffixes[i], NULL);
        assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    }
}

static void
a_missing_log_is_no_fault(void **state)
{
    const Fixture *fixture = *state;

    assert_true(g_file_set_contents(fixture->path, "x", -1, NULL));
    g_autofree char *name = sqlite_repair_move_aside(fixture->path, "corrupt", NULL);
    assert_non_null(name);
}

static void
says_that_it_cannot_move(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *path = g_build_filename(fixture->path, "below", NULL);
    g_autoptr(GError) error = NULL;

    assert_true(g_file_set_contents(fixture->path, "a file, no directory", -1, NULL));
    assert_null(sqlite_repair_move_aside(path, "corrupt", &error));
    assert_true(error->domain == STORE_ERROR);
    g_clear_error(&error);
    assert_int_equal(sqlite_repair_lock(path, &error), -1);
    assert_true(error->domain == STORE_ERROR);
    assert_non_null(strstr(error->message, "/below.lock ([journal] path): Not a directory"));
    g_clear_error(&error);
    assert_int_equal(sqlite_repair_lock("/nonexistent/journal.db", &error), -1);
    assert_string_equal(error->message,
                        "cannot open /nonexistent/journal.db.lock, whose "
                        "directory ticketgate init makes: No such file or directory");
}

static void
marks_and_unmarks(void **state)
{
    const Fixture *fixture = *state;

    assert_false(sqlite_repair_is_marked(fixture->path));
    sqlite_repair_mark(fixture->path);
    sqlite_repair_mark(fixture->path);
    assert_true(sqlite_repair_is_marked(fixture->path));
    sqlite_repair_unmark(fixture->path);
    sqlite_repair_unmark(fixture->path);
    assert_false(sqlite_repair_is_marked(fixture->path));
}

static void
the_lock_is_free_again_when_closed(void **state)
{
    const Fixture *fixture = *state;

    for (guint i = 0; i < 2; i++) {
        int fd = sqlite_repair_lock(fixture->path, NULL);
        assert_true(fd >= 0);
        close(fd);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(moves_every_file_and_overwrites_none),
        fixture_test(the_database_goes_last),
        fixture_test(a_file_takes_the_place_of_another),
        fixture_test(removes_a_file_and_what_is_beside_it),
        fixture_test(a_missing_log_is_no_fault),
        fixture_test(says_that_it_cannot_move),
        fixture_test(marks_and_unmarks),
        fixture_test(the_lock_is_free_again_when_closed),
    };
    return cmocka_run_group_tests_name("sqlite_repair", tests, NULL, NULL);
}

/* test_journal_repair.c - moving aside, marks, the lock. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_repair.h"

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
        char *name = journal_repair_move_aside(fixture->path, NULL);
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

static void
a_missing_log_is_no_fault(void **state)
{
    const Fixture *fixture = *state;

    assert_true(g_file_set_contents(fixture->path, "x", -1, NULL));
    g_autofree char *name = journal_repair_move_aside(fixture->path, NULL);
    assert_non_null(name);
}

static void
says_that_it_cannot_move(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *path = g_build_filename(fixture->path, "below", NULL);
    g_autoptr(GError) error = NULL;

    assert_true(g_file_set_contents(fixture->path, "a file, no directory", -1, NULL));
    assert_null(journal_repair_move_aside(path, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    g_clear_error(&error);
    assert_int_equal(journal_repair_lock(path, &error), -1);
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    assert_non_null(strstr(error->message, "/below.lock ([journal] path): Not a directory"));
    g_clear_error(&error);
    assert_int_equal(journal_repair_lock("/nonexistent/journal.db", &error), -1);
    assert_string_equal(error->message,
                        "journal: cannot open /nonexistent/journal.db.lock, whose "
                        "directory ticketgate init makes: No such file or directory");
}

static void
marks_and_unmarks(void **state)
{
    const Fixture *fixture = *state;

    assert_false(journal_repair_is_marked(fixture->path));
    journal_repair_mark(fixture->path);
    journal_repair_mark(fixture->path);
    assert_true(journal_repair_is_marked(fixture->path));
    journal_repair_unmark(fixture->path);
    journal_repair_unmark(fixture->path);
    assert_false(journal_repair_is_marked(fixture->path));
}

static void
the_lock_is_free_again_when_closed(void **state)
{
    const Fixture *fixture = *state;

    for (guint i = 0; i < 2; i++) {
        int fd = journal_repair_lock(fixture->path, NULL);
        assert_true(fd >= 0);
        close(fd);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(moves_every_file_and_overwrites_none),
        fixture_test(a_missing_log_is_no_fault),
        fixture_test(says_that_it_cannot_move),
        fixture_test(marks_and_unmarks),
        fixture_test(the_lock_is_free_again_when_closed),
    };
    return cmocka_run_group_tests_name("journal_repair", tests, NULL, NULL);
}

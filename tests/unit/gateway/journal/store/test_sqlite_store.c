/* test_sqlite_store.c - how the file is made, and what is done if it is damaged. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_thread.h"
#include "gateway/journal/store/sqlite_repair.h"
#include "gateway/journal/store/sqlite_schema.h"

#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

static void
run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static char *
find_ticket(Journal *journal, const char *message_id)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autoptr(GError) error = NULL;

    g_ptr_array_add(ids, (gpointer)(guintptr)message_id);
    char *ticket = journal_thread_find(journal, ids, &(JournalAsker){.needs_proof = TRUE}, &error);
    assert_null(error);
    return ticket;
}

static guint
count_corrupt(const Fixture *fixture, const char *suffix)
{
    g_autoptr(GDir) directory = g_dir_open(fixture->directory, 0, NULL);
    const char *name = NULL;
    guint count = 0;

    while ((name = g_dir_read_name(directory)) != NULL)
        count += strstr(name, ".corrupt-") != NULL && g_str_has_suffix(name, suffix);
    return count;
}

static void
makes_private_files(void **state)
{
    const Fixture *fixture = *state;
    mode_t mask = umask(0);
    g_autoptr(Journal) journal = fixture_open(fixture);
    static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};

    assert_true(journal_thread_add(
        journal, &(JournalThreadMail){"a@example.org", "INC1", FALSE, NULL}, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *path = g_strconcat(fixture->path, suffixes[i], NULL);
        GStatBuf info = {0};
        assert_int_equal(g_stat(path, &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
    }
    umask(mask);
}

/* A resident process notices that its journal was moved, and where to. */
static void
is_current_while_its_file_is_there(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *aside = g_strconcat(fixture->path, ".aside", NULL);
    g_autoptr(Journal) journal = fixture_open(fixture);

    assert_true(journal_is_current(journal));
    assert_int_equal(g_rename(fixture->path, aside), 0);
    assert_false(journal_is_current(journal));
    assert_true(g_file_set_contents(fixture->path, "", 0, NULL));
    assert_false(journal_is_current(journal));
    assert_int_equal(g_rename(aside, fixture->path), 0);
    assert_true(journal_is_current(journal));
}

static void
opens_an_empty_file(void **state)
{
    const Fixture *fixture = *state;

    assert_true(g_file_set_contents(fixture->path, "", 0, NULL));
    g_autoptr(Journal) journal = fixture_open(fixture);
    assert_non_null(journal);
    assert_null(journal_was_replaced(journal));
}

static void
migrates_from_every_version(void **state)
{
    const Fixture *fixture = *state;

    for (guint version = 1; version < sqlite_schema_version(); version++) {
        g_autofree char *header = g_strdup_printf(
            "PRAGMA application_id=%d; PRAGMA user_version=%u; PRAGMA journal_mode=WAL",
            SQLITE_SCHEMA_APPLICATION_ID, version);
        for (guint step = 0; step < version; step++)
            run_sql(fixture->path, sqlite_schema_step(step));
        run_sql(fixture->path, header);
        run_sql(fixture->path, "INSERT INTO thread (message_id, ticket_number, added_s)"
                               " VALUES ('a@example.org', 'INC1', 1)");
        if (version >= 13 && version < 15)
            run_sql(fixture->path,
                    "INSERT INTO thread (message_id, ticket_number, added_s, is_unproven,"
                    " proven_ticket) VALUES ('b@example.org', 'INC1', 1, 1, 'INC2')");

        Journal *journal = fixture_open(fixture);
        g_autofree char *ticket = find_ticket(journal, "a@example.org");
        assert_string_equal(ticket, "INC1");
        assert_null(journal_was_replaced(journal));
        if (version >= 13 && version < 15) {
            g_autofree char *proven = find_ticket(journal, "b@example.org");
            assert_string_equal(proven, "INC2");
        }
        journal_close(journal);
        run_sql(fixture->path, "SELECT used FROM budget; SELECT failures FROM backoff");
        g_unlink(fixture->path);
    }
}

static void
refuses_a_newer_schema(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;

    journal_close(fixture_open(fixture));
    run_sql(fixture->path, "PRAGMA user_version=9999");
    assert_null(journal_open(fixture->path, &error));
    assert_error(error, DELIVERY_ERROR_CONFIGURATION);
}

static void
refuses_a_foreign_database(void **state)
{
    static const char *const scripts[] = {
        "CREATE TABLE addressbook (name TEXT)",
        "CREATE TABLE addressbook (name TEXT); PRAGMA user_version=1",
    };
    const Fixture *fixture = *state;

    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *before = NULL;
        g_autofree char *after = NULL;
        gsize before_size = 0;
        gsize after_size = 0;
        run_sql(fixture->path, scripts[i]);
        g_file_get_contents(fixture->path, &before, &before_size, NULL);
        assert_null(journal_open(fixture->path, &error));
        assert_error(error, DELIVERY_ERROR_CONFIGURATION);
        g_file_get_contents(fixture->path, &after, &after_size, NULL);
        assert_int_equal(before_size, after_size);
        assert_memory_equal(before, after, before_size);
        g_unlink(fixture->path);
    }
}

static void
says_what_it_cannot_open(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *path = g_build_filename(fixture->directory, "missing", "journal", NULL);
    g_autoptr(GError) error = NULL;

    assert_null(journal_open(path, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
}

static void
moves_noise_aside(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *wal = g_strconcat(fixture->path, "-wal", NULL);
    g_autofree char *noise = g_strnfill(5000, 'x');
    g_autofree char *kept = NULL;

    assert_true(g_file_set_contents(fixture->path, noise, -1, NULL));
    assert_true(g_file_set_contents(wal, "old log", -1, NULL));
    g_autoptr(Journal) journal = fixture_open(fixture);
    assert_non_null(journal_was_replaced(journal));
    assert_true(g_file_get_contents(journal_was_replaced(journal), &kept, NULL, NULL));
    assert_string_equal(kept, noise);
    assert_int_equal(count_corrupt(fixture, "-wal"), 1);
    assert_true(journal_thread_add(
        journal, &(JournalThreadMail){"a@example.org", "INC1", FALSE, NULL}, NULL));
}

/* A damaged page in the middle is only noticed when a statement reads it: that call fails, and the
 * next process finds the mark. */
static void
moves_a_broken_page_aside_at_the_next_open(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;

    journal_close(fixture_open(fixture));
    fixture_damage(fixture);

    Journal *broken = fixture_open(fixture);
    assert_false(journal_thread_add(
        broken, &(JournalThreadMail){"a@example.org", "INC1", FALSE, NULL}, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    assert_true(sqlite_repair_is_marked(fixture->path));
    journal_close(broken);

    g_autoptr(Journal) fresh = fixture_open(fixture);
    assert_non_null(journal_was_replaced(fresh));
    assert_false(sqlite_repair_is_marked(fixture->path));
    assert_true(journal_thread_add(
        fresh, &(JournalThreadMail){"a@example.org", "INC1", FALSE, NULL}, NULL));
}

static void
forgets_a_mark_without_cause(void **state)
{
    const Fixture *fixture = *state;

    journal_close(fixture_open(fixture));
    sqlite_repair_mark(fixture->path);
    g_autoptr(Journal) journal = fixture_open(fixture);
    assert_null(journal_was_replaced(journal));
    assert_false(sqlite_repair_is_marked(fixture->path));
}

static int
open_and_tell(const Fixture *fixture)
{
    g_autoptr(Journal) journal = journal_open(fixture->path, NULL);

    if (journal == NULL ||
        !journal_thread_add(journal, &(JournalThreadMail){"a@example.org", "INC1", FALSE, NULL},
                            NULL))
        return 2;
    return journal_was_replaced(journal) != NULL ? 1 : 0;
}

static void
one_of_many_moves_it(void **state)
{
    enum { PROCESSES = 8 };
    const Fixture *fixture = *state;
    g_autofree char *noise = g_strnfill(5000, 'x');
    pid_t pids[PROCESSES];
    int replaced = 0;

    assert_true(g_file_set_contents(fixture->path, noise, -1, NULL));
    for (int i = 0; i < PROCESSES; i++) {
        pids[i] = fork();
        if (pids[i] == 0)
            _exit(open_and_tell(fixture));
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_true(WIFEXITED(status));
        assert_in_range(WEXITSTATUS(status), 0, 1);
        replaced += WEXITSTATUS(status);
    }
    /* later processes report it, too */
    assert_in_range(replaced, 1, PROCESSES);
    assert_int_equal(count_corrupt(fixture, ""), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(makes_private_files),
        fixture_test(is_current_while_its_file_is_there),
        fixture_test(opens_an_empty_file),
        fixture_test(migrates_from_every_version),
        fixture_test(refuses_a_newer_schema),
        fixture_test(refuses_a_foreign_database),
        fixture_test(says_what_it_cannot_open),
        fixture_test(moves_noise_aside),
        fixture_test(moves_a_broken_page_aside_at_the_next_open),
        fixture_test(forgets_a_mark_without_cause),
        fixture_test(one_of_many_moves_it),
    };
    return cmocka_run_group_tests_name("sqlite_store", tests, NULL, NULL);
}

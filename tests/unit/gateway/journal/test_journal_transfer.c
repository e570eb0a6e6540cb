/* test_journal_transfer.c - everything arrives, or nothing was moved. */
#include "tests/unit/journal_fixture.h"

#include <signal.h>
#include <stdlib.h>

#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_transfer.h"

#define FROM "from.sqlite"
#define TO "to.sqlite"

typedef struct {
    char *from_path, *to_path;
    StoreLocation from, to;
    guint calls;   /* of on_progress() */
    guint stop_at; /* at this call; 0: never */
    gboolean is_killed;
} Ends;

static void
ends_clear(Ends *ends)
{
    g_free(ends->from_path);
    g_free(ends->to_path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ends, ends_clear)

static void
ends_init(Ends *ends, const Fixture *fixture)
{
    ends->from_path = g_build_filename(fixture->directory, FROM, NULL);
    ends->to_path = g_build_filename(fixture->directory, TO, NULL);
    ends->from.path = ends->from_path;
    ends->to.path = ends->to_path;
}

static gboolean
on_progress(gpointer data, guint64 done, guint64 total, const char *waits_for)
{
    Ends *ends = data;

    assert_true(waits_for != NULL || done <= total);
    ends->calls++;
    if (ends->calls != ends->stop_at)
        return TRUE;
    if (ends->is_killed)
        raise(SIGKILL);
    return FALSE;
}

static JournalMoved *
move(Ends *ends, GError **error)
{
    const JournalTransferOptions options = {.wait_s = 0, .on_progress = on_progress, .data = ends};

    ends->calls = 0;
    return journal_transfer(&ends->from, &ends->to, &options, error);
}

/* ---- raw files ---- */

static sqlite3 *
open_file(const char *path)
{
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA synchronous=OFF", NULL, NULL, NULL), SQLITE_OK);
    return db;
}

static void
run_sql(const char *path, const char *sql)
{
    sqlite3 *db = open_file(path);
    char *why = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
}

static int
append_line(void *data, int columns, char **values, char **unused)
{
    (void)unused;
    for (int i = 0; i < columns; i++)
        g_string_append_printf(data, "%s|", values[i] != NULL ? values[i] : "NULL");
    g_string_append_c(data, '\n');
    return 0;
}

static char *
ask(const char *path, const char *sql)
{
    sqlite3 *db = open_file(path);
    GString *text = g_string_new(NULL);

    assert_int_equal(sqlite3_exec(db, sql, append_line, text, NULL), SQLITE_OK);
    sqlite3_close(db);
    return g_string_free(text, FALSE);
}

/* For each table of the journal, as the file itself lists them. */
#define TABLES                                                                                     \
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"              \
    " AND name <> 'journal_move' ORDER BY name"

static char **
tables_of(const char *path)
{
    g_autofree char *text = ask(path, TABLES);
    g_strdelimit(text, "|", ' ');
    g_strchomp(text);
    char **names = g_strsplit(text, "\n", -1);
    for (guint i = 0; names[i] != NULL; i++)
        g_strstrip(names[i]);
    return names;
}

/* Every row of every table, as text. */
static char *
dump(const char *path, const char *prefix)
{
    g_auto(GStrv) names = tables_of(path);
    g_autoptr(GString) whole = g_string_new(NULL);

    for (guint i = 0; names[i] != NULL; i++) {
        g_autofree char *sql = g_strdup_printf("SELECT * FROM %s ORDER BY 1, 2", names[i]);
        g_autofree char *rows = ask(path, sql);
        assert_true(g_str_has_prefix(names[i], prefix));
        g_string_append_printf(whole, "%s:\n%s", names[i] + strlen(prefix), rows);
    }
    return g_string_free(g_steal_pointer(&whole), FALSE);
}

/* Fills a table with rows that differ in each column, some with nulls where that is allowed. */
static void
fill_table(const char *path, const char *table, guint rows)
{
    g_autofree char *check =
        g_strdup_printf("SELECT sql LIKE '%%CHECK (id = 1)%%' FROM sqlite_schema"
                        " WHERE name = '%s'",
                        table);
    g_autofree char *is_single = ask(path, check);
    g_autofree char *values =
        g_strdup_printf("SELECT group_concat(CASE WHEN type = 'INTEGER' THEN CASE WHEN pk > 0 THEN"
                        " 'n' ELSE 'n * 1000003' END"
                        " WHEN type = 'BLOB' THEN 'x''00ff0a5c'' || n' ELSE '''' || name || '-'' ||"
                        " n || char(10, 9, 92) || ''\xc3\xa9''' END, ', ')"
                        " FROM pragma_table_info('%s')",
                        table);
    g_autofree char *list = ask(path, values);
    g_strchomp(list);
    list[strlen(list) - 1] = '\0';
    g_autofree char *sql =
        g_strdup_printf("WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c"
                        " WHERE n < %u) INSERT INTO %s SELECT %s FROM c",
                        is_single[0] == '1' ? 1 : rows, table, list);
    run_sql(path, sql);
}

static void
fill(const Ends *ends, guint rows)
{
    Store *store = store_open_for_move(&ends->from, NULL);

    assert_non_null(store);
    store_close(store);
    g_auto(GStrv) names = tables_of(ends->from_path);
    for (guint i = 0; names[i] != NULL; i++)
        fill_table(ends->from_path, names[i], rows);
    run_sql(ends->from_path, "UPDATE mail SET owner = NULL; UPDATE outbox SET owner = NULL;"
                             "UPDATE backoff SET owner = NULL; UPDATE news_run SET owner = NULL;"
                             "UPDATE outbox SET message = NULL WHERE id % 2 = 0;"
                             "UPDATE thread SET last_passage = NULL WHERE added_s % 2 = 0;");
}

/* ---- the tests ---- */

static void
every_row_of_every_table_arrives(void **state)
{
    g_auto(Ends) ends = {0};
    g_autoptr(GError) error = NULL;

    ends_init(&ends, *state);
    fill(&ends, 1201);
    g_autofree char *before = dump(ends.from_path, "");
    g_autoptr(JournalMoved) moved = move(&ends, &error);
    if (error != NULL)
        fail_msg("%s", error->message);
    assert_true(moved->was_copied);
    g_autofree char *after = dump(ends.to_path, "");
    g_autofree char *left = dump(ends.from_path, "moved_");
    assert_string_equal(after, before);
    assert_string_equal(left, before);
    assert_true(strlen(before) > 100000);
    g_auto(GStrv) names = tables_of(ends.to_path);
    assert_int_equal(moved->tables->len, g_strv_length(names));
}

static void
new_rows_get_numbers_that_were_never_used(void **state)
{
    g_auto(Ends) ends = {0};

    ends_init(&ends, *state);
    fill(&ends, 10);
    run_sql(ends.from_path, "DELETE FROM outbox WHERE id > 5");
    g_autoptr(JournalMoved) moved = move(&ends, NULL);
    assert_non_null(moved);
    run_sql(ends.to_path, "INSERT INTO outbox (key, recipient, tries, due_s, lease_until_s,"
                          " added_s) VALUES ('new', 'r', 0, 0, 0, 0)");
    g_autofree char *number = ask(ends.to_path, "SELECT id FROM outbox WHERE key = 'new'");
    assert_string_equal(number, "11|\n");
}

static void
nobody_uses_a_journal_that_moved(void **state)
{
    g_auto(Ends) ends = {0};
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) opening = NULL;

    ends_init(&ends, *state);
    Journal *journal = journal_open(ends.from_path, NULL);
    assert_non_null(journal);
    assert_true(journal_is_current(journal));
    assert_true(store_file_is_in_use(ends.from_path));
    g_autoptr(JournalMoved) moved = move(&ends, NULL);
    assert_non_null(moved);
    assert_false(store_file_is_in_use(ends.from_path));

    char key[] = "k";
    const JournalMail wanted = {.key = key, .message_id = key};
    assert_false(journal_is_current(journal));
    assert_null(journal_mail_claim(journal, &wanted, 60, 0, &error));
    assert_non_null(strstr(error->message, "it has moved to "));
    journal_close(journal);
    assert_null(journal_open(ends.from_path, &opening));
    assert_error(opening, DELIVERY_ERROR_CONFIGURATION);
    assert_non_null(strstr(opening->message, TO));
    journal = journal_open(ends.to_path, NULL);
    assert_non_null(journal);
    assert_false(journal_was_lost(journal));
    journal_close(journal);
}

static void
a_second_call_says_that_all_is_done(void **state)
{
    g_auto(Ends) ends = {0};

    ends_init(&ends, *state);
    fill(&ends, 3);
    g_autoptr(JournalMoved) first = move(&ends, NULL);
    g_autofree char *before = dump(ends.to_path, "");
    g_autoptr(JournalMoved) second = move(&ends, NULL);
    g_autofree char *after = dump(ends.to_path, "");
    assert_true(first->was_copied);
    assert_non_null(second);
    assert_false(second->was_copied);
    assert_string_equal(after, before);
}

static void
whenever_it_is_stopped_nothing_was_moved(void **state)
{
    for (guint at = 1;; at += 8) {
        g_auto(Ends) ends = {.stop_at = at};
        g_autoptr(GError) error = NULL;

        ends_init(&ends, *state);
        fill(&ends, 20);
        g_autofree char *before = dump(ends.from_path, "");
        g_autoptr(JournalMoved) moved = move(&ends, &error);
        if (moved != NULL) { /* it was not called that often */
            assert_true(at > 10);
            return;
        }
        assert_non_null(strstr(error->message, "nothing was moved"));
        g_autofree char *left = dump(ends.from_path, "");
        assert_string_equal(left, before);
        g_autoptr(Journal) journal = journal_open(ends.from_path, NULL);
        assert_non_null(journal);
        assert_int_equal(g_unlink(ends.from_path), 0);
        g_unlink(ends.to_path);
    }
}

/* The child is killed at call `at`. FALSE: it ended before. */
static gboolean
move_and_be_killed(Ends *ends, guint at)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        ends->stop_at = at;
        ends->is_killed = TRUE;
        _exit(move(ends, NULL) != NULL ? 0 : 1);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

static void
remove_ends(const Ends *ends)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", ".lock"};

    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *from = g_strconcat(ends->from_path, suffixes[i], NULL);
        g_autofree char *to = g_strconcat(ends->to_path, suffixes[i], NULL);
        g_unlink(from);
        g_unlink(to);
    }
}

static void
whenever_it_is_killed_the_next_call_ends_it(void **state)
{
    gboolean is_killed = TRUE;

    for (guint at = 1; is_killed; at += 12) {
        g_auto(Ends) ends = {0};
        g_autoptr(GError) error = NULL;

        ends_init(&ends, *state);
        fill(&ends, 20);
        g_autofree char *before = dump(ends.from_path, "");
        is_killed = move_and_be_killed(&ends, at);
        g_autoptr(Journal) journal = journal_open(ends.from_path, &error);
        assert_null(journal);
        assert_non_null(error);
        g_autoptr(JournalMoved) moved = move(&ends, NULL);
        assert_non_null(moved);
        assert_true(moved->was_copied == is_killed);
        g_autofree char *after = dump(ends.to_path, "");
        assert_string_equal(after, before);
        remove_ends(&ends);
    }
}

static void
a_move_that_was_killed_can_be_given_up(void **state)
{
    g_auto(Ends) ends = {0};
    g_autoptr(GError) none = NULL;
    g_autoptr(GError) whole = NULL;

    ends_init(&ends, *state);
    fill(&ends, 20);
    assert_false(journal_transfer_cancel(&ends.from, &ends.to, &none));
    assert_error(none, DELIVERY_ERROR_USAGE);
    g_autofree char *before = dump(ends.from_path, "");
    assert_true(move_and_be_killed(&ends, 5));
    assert_true(journal_transfer_cancel(&ends.from, &ends.to, NULL));
    g_autofree char *after = dump(ends.from_path, "");
    assert_string_equal(after, before);
    Journal *journal = journal_open(ends.from_path, NULL);
    assert_non_null(journal);
    journal_close(journal);
    g_autoptr(JournalMoved) moved = move(&ends, NULL);
    assert_non_null(moved);
    assert_false(journal_transfer_cancel(&ends.from, &ends.to, &whole));
    assert_error(whole, DELIVERY_ERROR_USAGE);
}

static void
two_journals_do_not_become_one(void **state)
{
    g_auto(Ends) ends = {0};
    g_autoptr(GError) error = NULL;

    ends_init(&ends, *state);
    fill(&ends, 3);
    Journal *journal = journal_open(ends.to_path, NULL);
    journal_close(journal);
    run_sql(ends.to_path, "INSERT INTO budget (key, start_s, end_s, used) VALUES ('k', 1, 2, 3)");
    assert_null(move(&ends, &error));
    assert_error(error, DELIVERY_ERROR_USAGE);
    journal = journal_open(ends.from_path, NULL);
    assert_non_null(journal);
    journal_close(journal);
}

static void
it_waits_for_living_holders_alone(void **state)
{
    g_auto(Ends) ends = {0};
    g_autoptr(GError) error = NULL;
    char key[] = "k";
    const JournalMail wanted = {.key = key, .message_id = key};

    ends_init(&ends, *state);
    Journal *journal = journal_open(ends.from_path, NULL);
    g_autoptr(JournalMail) mail = journal_mail_claim(journal, &wanted, 60, 0, NULL);
    assert_non_null(mail);
    assert_null(move(&ends, &error));
    assert_error(error, DELIVERY_ERROR_BUSY);
    assert_true(journal_mail_release(journal, mail, NULL));
    journal_close(journal);
    run_sql(ends.from_path, "UPDATE mail SET owner = 'boot:1:2:3:4'");
    g_autoptr(JournalMoved) moved = move(&ends, NULL);
    assert_non_null(moved);
}

static void
what_the_target_changes_is_noticed(void **state)
{
    g_auto(Ends) ends = {0};
    g_autoptr(GError) error = NULL;

    ends_init(&ends, *state);
    fill(&ends, 3);
    Journal *journal = journal_open(ends.to_path, NULL);
    journal_close(journal);
    run_sql(ends.to_path, "CREATE TRIGGER t AFTER INSERT ON budget BEGIN"
                          " UPDATE budget SET used = used + 1 WHERE key = NEW.key; END");
    assert_null(move(&ends, &error));
    assert_non_null(strstr(error->message, "the table budget came out different"));
    g_autofree char *rows = ask(ends.to_path, "SELECT count(*) FROM moved_mail");
    assert_string_equal(rows, "0|\n");
}

static void
tables_of_another_version_are_refused(void **state)
{
    g_auto(Ends) ends = {0};
    g_autoptr(GError) error = NULL;

    ends_init(&ends, *state);
    fill(&ends, 3);
    run_sql(ends.from_path, "ALTER TABLE mail ADD COLUMN later TEXT");
    assert_null(move(&ends, &error));
    assert_error(error, DELIVERY_ERROR_USAGE);
    assert_non_null(strstr(error->message, "the table mail is not the same"));
}

static void
a_moved_file_makes_room_for_the_way_back(void **state)
{
    g_auto(Ends) ends = {0};
    g_autofree char *name = NULL;
    g_autofree char *other = NULL;

    ends_init(&ends, *state);
    fill(&ends, 3);
    g_autofree char *before = dump(ends.from_path, "");
    g_autoptr(JournalMoved) there = move(&ends, NULL);
    const StoreLocation to = {.path = ends.to_path, .waits_for = ends.from_path};
    const StoreLocation back = {.path = ends.from_path, .waits_for = ends.to_path};
    assert_true(store_renew_moved_file(&to, &other, NULL));
    assert_null(other);
    assert_true(store_renew_moved_file(&back, &name, NULL));
    assert_non_null(name);
    const StoreLocation from = ends.from;
    ends.from = ends.to;
    ends.to = from;
    g_autoptr(JournalMoved) returned = move(&ends, NULL);
    assert_non_null(returned);
    g_autofree char *after = dump(ends.from_path, "");
    assert_string_equal(after, before);
    Journal *journal = journal_open(ends.from_path, NULL);
    assert_non_null(journal);
    journal_close(journal);
}

/* ---- with a database ---- */

/* From a file into the database of the fixture. */
static void
ends_of_database(Ends *ends, const Fixture *fixture)
{
    ends_init(ends, fixture);
    ends->to = (StoreLocation){.url = fixture->path};
}

/* Into a new file. */
static char *
bring_back(const Ends *there, const Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_auto(Ends) back = {0};

    ends_init(&back, fixture);
    back.from = there->to;
    g_autoptr(JournalMoved) moved = move(&back, &error);
    if (error != NULL)
        fail_msg("%s", error->message);
    assert_true(moved->was_copied);
    return dump(back.to_path, "");
}

/* Where the journal has moved to is said with the host; for a file there, the path is not enough.
 * What moved can be used again, once. */
static void
forget_the_file_of_another_host(const Ends *ends)
{
    g_autoptr(GError) error = NULL;
    g_auto(StoreMove) found = {0};
    Store *store = store_open_for_move(&ends->to, NULL);

    assert_true(store_read_move(store, &found, NULL));
    assert_int_equal(found.state, STORE_MOVED);
    assert_non_null(g_strrstr(found.place, g_get_host_name()));
    store_close(store);
    assert_true(journal_transfer_reopen(&ends->to, NULL));
    assert_false(journal_transfer_reopen(&ends->to, &error));
    assert_error(error, DELIVERY_ERROR_USAGE);
    store = store_open_for_move(&ends->to, NULL);
    found.state = STORE_MOVED;
    assert_true(store_begin(store, NULL) && store_record_move(store, &found, NULL) &&
                store_commit(store, NULL)); /* as it was */
    store_close(store);
}

static void
a_journal_goes_into_the_database_and_comes_back(void **state)
{
    g_auto(Ends) ends = {0};
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) opening = NULL;
    const Fixture *fixture = *state;

    ends_of_database(&ends, fixture);
    fill(&ends, 1201);
    g_autofree char *before = dump(ends.from_path, "");
    g_autoptr(JournalMoved) moved = move(&ends, &error);
    if (error != NULL)
        fail_msg("%s", error->message);
    assert_true(moved->was_copied);
    fixture_run_sql(fixture, "INSERT INTO outbox (key, recipient, tries, due_s, lease_until_s,"
                             " added_s) VALUES ('new', 'r', 0, 0, 0, 0)");
    g_autoptr(GPtrArray) ids = fixture_column(fixture, "SELECT id FROM outbox WHERE key = 'new'");
    assert_string_equal(g_ptr_array_index(ids, 0), "1202");
    fixture_run_sql(fixture, "DELETE FROM outbox WHERE key = 'new'");
    Journal *journal = fixture_open(fixture);
    g_autofree char *after = bring_back(&ends, fixture);
    assert_string_equal(after, before);
    forget_the_file_of_another_host(&ends);

    char key[] = "k";
    const JournalMail wanted = {.key = key, .message_id = key};
    assert_null(journal_mail_claim(journal, &wanted, 60, 0, &error));
    assert_false(journal_is_current(journal));
    journal_close(journal);
    assert_null(journal_open(fixture->path, &opening));
    assert_error(opening, DELIVERY_ERROR_CONFIGURATION);
    assert_non_null(strstr(opening->message, "it has moved to "));
}

static void
a_move_into_the_database_is_whole_or_not_begun(void **state)
{
    gboolean is_killed = TRUE;

    for (guint at = 1; is_killed; at += 20) {
        g_auto(Ends) ends = {0};
        const Fixture *fixture = *state;

        ends_of_database(&ends, fixture);
        fill(&ends, 20);
        g_autofree char *before = dump(ends.from_path, "");
        is_killed = move_and_be_killed(&ends, at);
        g_autoptr(JournalMoved) moved = move(&ends, NULL);
        assert_non_null(moved);
        assert_true(moved->was_copied == is_killed);
        g_autofree char *after = bring_back(&ends, fixture);
        assert_string_equal(after, before);
        remove_ends(&ends);
        postgres_fixture_run(fixture->path, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }
}

static void
a_database_with_mails_takes_no_second_journal(void **state)
{
    g_auto(Ends) ends = {0};
    g_autoptr(GError) error = NULL;
    const Fixture *fixture = *state;

    ends_of_database(&ends, fixture);
    fill(&ends, 2);
    journal_close(fixture_open(fixture));
    fixture_run_sql(fixture,
                    "INSERT INTO budget (key, start_s, end_s, used) VALUES ('k', 1, 2, 3)");
    assert_null(move(&ends, &error));
    assert_error(error, DELIVERY_ERROR_USAGE);
    Journal *journal = journal_open(ends.from_path, NULL);
    assert_non_null(journal);
    journal_close(journal);
}

int
main(void)
{
    const struct CMUnitTest with_database[] = {
        fixture_test(a_journal_goes_into_the_database_and_comes_back),
        fixture_test(a_move_into_the_database_is_whole_or_not_begun),
        fixture_test(a_database_with_mails_takes_no_second_journal),
    };
    const struct CMUnitTest tests[] = {
        fixture_test(every_row_of_every_table_arrives),
        fixture_test(new_rows_get_numbers_that_were_never_used),
        fixture_test(nobody_uses_a_journal_that_moved),
        fixture_test(a_second_call_says_that_all_is_done),
        fixture_test(whenever_it_is_stopped_nothing_was_moved),
        fixture_test(whenever_it_is_killed_the_next_call_ends_it),
        fixture_test(a_move_that_was_killed_can_be_given_up),
        fixture_test(two_journals_do_not_become_one),
        fixture_test(it_waits_for_living_holders_alone),
        fixture_test(what_the_target_changes_is_noticed),
        fixture_test(tables_of_another_version_are_refused),
        fixture_test(a_moved_file_makes_room_for_the_way_back),
    };
    if (postgres_fixture_is_used())
        return cmocka_run_group_tests_name("journal_transfer", with_database, NULL, NULL);
    return cmocka_run_group_tests_name("journal_transfer", tests, NULL, NULL);
}

/* journal_fixture.h - a directory for each test of the journal, and what these tests share.
 *
 * The tests also run on PostgreSQL (postgres_fixture.h). */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal.h"
#include "tests/unit/postgres_fixture.h"

typedef struct {
    char *directory;
    char *path; /* of the journal, which is not made yet; or the url of its empty database */
} Fixture;

static inline int
fixture_setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);

    fixture->directory = g_dir_make_tmp("ticketgate-journal-XXXXXX", NULL);
    fixture->path = postgres_fixture_is_used()
                        ? postgres_fixture_new()
                        : g_build_filename(fixture->directory, "journal.sqlite", NULL);
    *state = fixture;
    return fixture->directory == NULL;
}

static inline int
fixture_teardown(void **state)
{
    Fixture *fixture = *state;
    GDir *directory = g_dir_open(fixture->directory, 0, NULL);
    const char *name = NULL;

    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename(fixture->directory, name, NULL);
        g_unlink(path);
    }
    g_clear_pointer(&directory, g_dir_close);
    if (postgres_fixture_is_used())
        postgres_fixture_drop(fixture->path);
    g_rmdir(fixture->directory);
    g_free(fixture->directory);
    g_free(fixture->path);
    g_free(fixture);
    return 0;
}

static inline Journal *
fixture_open(const Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    Journal *journal = journal_open(fixture->path, &error);

    if (error != NULL)
        fail_msg("journal_open: %s", error->message);
    return journal;
}

/* Changes the journal with SQL, without its modules. */
static inline void
fixture_run_sql(const Fixture *fixture, const char *sql)
{
    sqlite3 *db = NULL;

    if (postgres_fixture_is_used()) {
        postgres_fixture_run(fixture->path, sql);
        return;
    }
    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* The first column of a query, as texts. (transfer full) */
static inline GPtrArray *
fixture_column(const Fixture *fixture, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;

    if (postgres_fixture_is_used())
        return postgres_fixture_column(fixture->path, sql);
    GPtrArray *column = g_ptr_array_new_with_free_func(g_free);
    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        g_ptr_array_add(column, g_strdup((const char *)sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return column;
}

/* Adds a mail that is done, a thread, a participant, a confirmation that was sent and one that
 * never was, all with the current time. The journal must have been opened before. */
static inline void
fixture_add_rows(const Fixture *fixture, const char *name, gint64 when_s)
{
    g_autofree char *when = g_strdup_printf("%" G_GINT64_FORMAT, when_s);
    g_autoptr(GString) sql = g_string_new(
        "INSERT INTO mail (key, step, files_done, lease_until_s, added_s)"
        " VALUES ('@name', 4, 0, 0, @when);"
        "INSERT INTO thread (message_id, ticket_number, added_s) VALUES ('@name', 'INC1', @when);"
        "INSERT INTO participant (ticket_number, address, seen_s) VALUES ('INC1', '@name', @when);"
        "INSERT INTO outbox (key, recipient, tries, due_s, lease_until_s, added_s)"
        " VALUES ('@name', 'r', 0, 0, 0, @when);"
        "INSERT INTO outbox (key, recipient, message, tries, due_s, lease_until_s, added_s)"
        " VALUES ('@name.unsent', 'r', x'41', 0, 0, 0, @when)");

    g_string_replace(sql, "@name", name, 0);
    g_string_replace(sql, "@when", when, 0);
    fixture_run_sql(fixture, sql->str);
}

static inline int
fixture_spoil_page(void *data, int columns, char **values, char **unused)
{
    (void)columns;
    (void)unused;
    memset((char *)data + (g_ascii_strtoull(values[0], NULL, 10) - 1) * 4096, 0x5a, 4096);
    return 0;
}

/* Damages the pages of the closed journal where its tables and indexes begin, but not the list of
 * these, which SQLite needs to open the file. */
static inline void
fixture_damage(const Fixture *fixture)
{
    g_autofree char *data = NULL;
    gsize size = 0;
    sqlite3 *db = NULL;

    fixture_run_sql(fixture, "PRAGMA journal_mode=DELETE");
    assert_true(g_file_get_contents(fixture->path, &data, &size, NULL));
    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0",
                                  fixture_spoil_page, data, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    assert_true(g_file_set_contents(fixture->path, data, (gssize)size, NULL));
}

/* Runs `work` in a child and returns its exit status, or -1 if a signal ended it. */
static inline int
fixture_in_child(int (*work)(const Fixture *), const Fixture *fixture)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0)
        _exit(work(fixture));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void
assert_error(const GError *error, DeliveryError code)
{
    assert_non_null(error);
    assert_true(error->domain == DELIVERY_ERROR);
    assert_int_equal(error->code, code);
}

#define fixture_test(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

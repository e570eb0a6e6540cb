/* Opening a database: tables are made once, other versions and other programs are recognised. */
#include "tests/unit/postgres_store.h"

static void
tables_are_made_once_by_whoever_comes_first(void **state)
{
    Store *stores[2] = {database_open(*state), database_open(*state)};

    for (gsize i = 0; i < G_N_ELEMENTS(stores); i++) {
        assert_true(store_is_shared(stores[i]));
        assert_false(store_was_lost(stores[i]));
        assert_null(store_moved_to(stores[i]));
        assert_int_equal(database_number(stores[i], "SELECT count(*) FROM mail"), 0);
        store_close(stores[i]);
    }
}

static gpointer
open_beside(gpointer url)
{
    g_autoptr(GError) error = NULL;
    Store *store = database_try(url, &error);

    if (store != NULL)
        store_close(store);
    return store != NULL ? NULL : g_strdup(error->message);
}

static void
hosts_that_start_at_once_make_the_tables_once(void **state)
{
    GThread *threads[8];

    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("host", open_beside, *state);
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++) {
        g_autofree char *problem = g_thread_join(threads[i]);
        if (problem != NULL)
            fail_msg("%s", problem);
    }
    g_autoptr(GPtrArray) versions =
        postgres_fixture_column(*state, "SELECT count(*) FROM ticketgate_journal");
    assert_string_equal(g_ptr_array_index(versions, 0), "1");
}

/* While hosts are upgraded one after the other. */
static void
a_newer_version_is_used_if_it_allows_that(void **state)
{
    GError *error = NULL;

    store_close(database_open(*state));
    postgres_fixture_run(*state, "UPDATE ticketgate_journal SET version = version + 1");
    Store *store = database_open(*state);
    assert_true(store_begin(store, NULL));
    assert_true(store_commit(store, NULL));
    postgres_fixture_run(*state, "UPDATE ticketgate_journal SET usable_from = version");
    assert_false(store_begin(store, &error)); /* also by a process that has been open for long */
    assert_store_error(error, STORE_ERROR_FOREIGN);
    assert_false(store_is_current(store));
    store_close(store);
    assert_null(database_try(*state, &error));
    assert_non_null(strstr(error->message, "upgrade ticketgate on this host"));
    assert_store_error(error, STORE_ERROR_FOREIGN);
}

static void
tables_of_another_program_are_left_alone(void **state)
{
    static const char *const tables[] = {
        "CREATE TABLE mail (id bigint)",
        "DROP TABLE mail; CREATE TABLE ticketgate_journal (a int)"};

    for (gsize i = 0; i < G_N_ELEMENTS(tables); i++) {
        GError *error = NULL;
        postgres_fixture_run(*state, tables[i]);
        assert_null(database_try(*state, &error));
        assert_store_error(error, STORE_ERROR_FOREIGN);
        g_autoptr(GPtrArray) count = postgres_fixture_column(
            *state, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'");
        assert_string_equal(g_ptr_array_index(count, 0), "1");
    }
}

/* A standby, and a database that somebody protects. */
static void
a_database_that_cannot_be_written_is_read_only(void **state)
{
    static const char protect[] =
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on',"
        " current_database()); END $$";
    GError *error = NULL;

    store_close(database_open(*state));
    postgres_fixture_run(*state, protect);
    Store *store = database_open(*state);
    assert_int_equal(database_number(store, "SELECT count(*) FROM mail"), 0);
    assert_false(store_begin(store, &error));
    assert_store_error(error, STORE_ERROR_READ_ONLY);
    assert_false(store_is_current(store));
    store_close(store);
}

static void
an_encoding_that_cannot_hold_mail_is_refused(void **state)
{
    GError *error = NULL;
    g_autofree char *url = g_strdup(*state);
    char *name = strstr(url, "@/") + 2;

    postgres_fixture_run(*state, "CREATE DATABASE latin1 TEMPLATE template0 ENCODING 'LATIN1'"
                                 " LOCALE 'C' STRATEGY FILE_COPY");
    g_autofree char *other =
        g_strdup_printf("%.*slatin1%s", (int)(name - url), url, name + strcspn(name, "?"));
    assert_null(database_try(other, &error));
    assert_store_error(error, STORE_ERROR_FOREIGN);
    postgres_fixture_drop(other);
}

static void
what_cannot_be_reached_says_what_to_do(void **state)
{
    static const struct {
        const char *user, *database, *words;
    } rows[] = {
        {"ticketgate", "nowhere", "make the database"},
        {"nobody_of_that_name", "template1", "check the user"},
        {"guest", "template1", "allow more connections"},
    };
    const char *folder = strstr(*state, "?host=");

    postgres_fixture_run(*state, "CREATE ROLE guest LOGIN CONNECTION LIMIT 0");
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        g_autofree char *url =
            g_strdup_printf("postgresql://%s@/%s%s", rows[i].user, rows[i].database, folder);
        assert_null(database_try(url, &error));
        if (strstr(error->message, rows[i].words) == NULL)
            fail_msg("%s", error->message);
        g_clear_error(&error);
    }
    postgres_fixture_run(*state, "DROP ROLE guest");
}

/* Without rights to make tables; PostgreSQL 15 gives none in "public". */
static void
missing_rights_are_told(void **state)
{
    static const struct {
        const char *sql, *words;
    } rows[] = {
        {"CREATE ROLE clerk LOGIN", "rights on the tables"},
        {"REVOKE USAGE ON SCHEMA public FROM PUBLIC", "rights on a schema"},
    };
    g_autofree char *url = g_strdup_printf("postgresql://clerk%s", strstr(*state, "@/"));

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        GError *error = NULL;
        postgres_fixture_run(*state, rows[i].sql);
        assert_null(database_try(url, &error));
        if (strstr(error->message, rows[i].words) == NULL)
            fail_msg("%s", error->message);
        assert_store_error(error, STORE_ERROR_OTHER);
    }
    postgres_fixture_run(*state, "DROP ROLE clerk");
}

/* Not that of the host, which may be wrong. */
static void
the_clock_is_that_of_the_database(void **state)
{
    Store *store = database_open(*state);
    gint64 now_s = database_number(
        store, "SELECT CAST(floor(extract(epoch FROM clock_timestamp())) AS bigint)");

    assert_in_range(store_now_s(store) - now_s, 0, 1);
    assert_true(store_begin(store, NULL));
    assert_in_range(store_now_s(store) - now_s, 0, 2);
    assert_true(store_commit(store, NULL));
    store_close(store);
}

static void
everything_can_be_read_and_written_anew(void **state)
{
    gboolean is_complete = FALSE;
    Store *store = database_open(*state);

    assert_true(database_run(store, "INSERT INTO unreachable VALUES ('a@b', 1)", NULL, NULL));
    assert_true(database_run(store, "DELETE FROM unreachable", NULL, NULL));
    assert_true(store_check(store, NULL));
    assert_true(store_wipe(store, &is_complete, NULL));
    assert_true(is_complete);
    g_autoptr(GPtrArray) size =
        postgres_fixture_column(*state, "SELECT pg_relation_size('unreachable')");
    assert_string_equal(g_ptr_array_index(size, 0), "0");
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        database_test(tables_are_made_once_by_whoever_comes_first),
        database_test(hosts_that_start_at_once_make_the_tables_once),
        database_test(a_newer_version_is_used_if_it_allows_that),
        database_test(tables_of_another_program_are_left_alone),
        database_test(a_database_that_cannot_be_written_is_read_only),
        database_test(an_encoding_that_cannot_hold_mail_is_refused),
        database_test(what_cannot_be_reached_says_what_to_do),
        database_test(missing_rights_are_told),
        database_test(the_clock_is_that_of_the_database),
        database_test(everything_can_be_read_and_written_anew),
    };

    return cmocka_run_group_tests_name("postgres_store", tests, NULL, NULL);
}

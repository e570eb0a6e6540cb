/* test_postgres_tables.c - the tables are those of the file, column by column. */
#include "tests/unit/postgres_store.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "gateway/journal/journal_copy.h"

/* Whoever adds a step to one schema and forgets the other sees it here. */
static void
both_engines_have_the_same_tables(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("ticketgate-tables-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "journal", NULL);
    const StoreLocation location = {.path = path};
    g_autoptr(GError) error = NULL;
    Store *file = store_open(&location, NULL, NULL, NULL);
    Store *database = database_open(*state);
    g_autoptr(GPtrArray) files = store_list_tables(file, NULL);
    g_autoptr(GPtrArray) tables = store_list_tables(database, NULL);

    assert_true(files->len > 10);
    if (!journal_copy_check_tables(files, tables, &error))
        fail_msg("%s", error->message);
    store_close(file);
    store_close(database);
    g_autofree char *remove = g_strdup_printf("rm -r %s", folder);
    assert_int_equal(g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL), TRUE);
}

static const StoreTable *
find_table(const GPtrArray *tables, const char *name)
{
    for (guint i = 0; i < tables->len; i++) {
        const StoreTable *table = g_ptr_array_index(tables, i);
        if (strcmp(table->name, name) == 0)
            return table;
    }
    fail_msg("%s is not listed", name);
    return NULL;
}

static void
numbers_are_only_raised(void **state)
{
    static const struct {
        const char *table;
        gint64 set, wanted;
    } rows[] = {{"outbox", 0, 0}, {"outbox", 7, 7}, {"outbox", 5, 7}, {"mail", 9, 0}};
    Store *store = database_open(*state);
    g_autoptr(GPtrArray) tables = store_list_tables(store, NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const StoreTable *table = find_table(tables, rows[i].table);
        gint64 number = -1;
        assert_true(store_set_last_number(store, table, rows[i].set, NULL));
        assert_true(store_last_number(store, table, &number, NULL));
        assert_int_equal(number, rows[i].wanted);
    }
    store_close(store);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        database_test(both_engines_have_the_same_tables),
        database_test(numbers_are_only_raised),
    };
    return cmocka_run_group_tests_name("postgres_tables", tests, NULL, NULL);
}

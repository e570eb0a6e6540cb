/* postgres_fixture.c - see postgres_fixture.h. It runs psql: a test program must not have libpq
 * before the gateway loads it. */
#include "tests/unit/postgres_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#define ROW_END "\x1e"

static char *
url_of(const char *database)
{
    return g_strdup_printf("postgresql://ticketgate@/%s?host=%s", database,
                           g_getenv("TICKETGATE_POSTGRES"));
}

gboolean
postgres_fixture_is_used(void)
{
    return g_strcmp0(g_getenv("TICKETGATE_JOURNAL"), "postgresql") == 0;
}

/* What tests write for SQLite, as PostgreSQL has it. (transfer full) */
static char *
translate(const char *sql)
{
    static const char *const pairs[][2] = {
        {"\\bx'([0-9a-fA-F]{2,})'", "'\\\\x\\1'"},
        {"unixepoch\\(\\)", "CAST(extract(epoch FROM now()) AS bigint)"},
        {"group_concat\\((.*)\\) FROM", "string_agg(\\1, ',' ORDER BY \\1) FROM"},
    };
    char *text = g_strdup(sql);

    for (guint i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autoptr(GRegex) regex = g_regex_new(pairs[i][0], 0, 0, NULL);
        g_autofree char *before = text;
        text = g_regex_replace(regex, before, -1, 0, pairs[i][1], 0, NULL);
    }
    return text;
}

GPtrArray *
postgres_fixture_column(const char *url, const char *sql)
{
    g_autofree char *ours = translate(sql);
    const char *const argv[] = {"psql", "-X",    "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
                                "-R",   ROW_END, "-d", url,  "-c", ours, NULL};
    g_autofree char *output = NULL;
    g_autofree char *errors = NULL;
    int status = -1;
    GPtrArray *column = g_ptr_array_new_with_free_func(g_free);

    if (!g_spawn_sync(NULL, (char **)(guintptr)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                      &errors, &status, NULL) ||
        status != 0)
        fail_msg("%s: %s", sql, errors);
    if (g_str_has_suffix(output, "\n"))
        output[strlen(output) - 1] = '\0';
    g_auto(GStrv) rows = g_strsplit(output, ROW_END, 0);
    for (guint i = 0; rows[i] != NULL; i++)
        g_ptr_array_add(column, g_strdup(rows[i]));
    return column;
}

void
postgres_fixture_run(const char *url, const char *sql)
{
    g_ptr_array_unref(postgres_fixture_column(url, sql));
}

/* The url of a database that a test before has used and left empty, or NULL. */
static char *spare;

char *
postgres_fixture_new(void)
{
    static guint count;
    g_autofree char *name = g_strdup_printf("unit_%d_%u", getpid(), ++count);
    g_autofree char *all = url_of("template1");
    g_autofree char *sql =
        g_strdup_printf("CREATE DATABASE %s TEMPLATE template0 STRATEGY FILE_COPY", name);

    if (spare != NULL)
        return g_steal_pointer(&spare);
    postgres_fixture_run(all, sql);
    return url_of(name);
}

void
postgres_fixture_drop(const char *url)
{
    g_autofree char *writable =
        g_strconcat(url, "&options=-c%20default_transaction_read_only%3Doff", NULL);

    /* Much cheaper than another database. */
    postgres_fixture_run(writable,
                         "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                         " WHERE datname = current_database() AND pid <> pg_backend_pid();"
                         " DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET ALL',"
                         " current_database()); END $$;"
                         " DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
                         " GRANT USAGE ON SCHEMA public TO PUBLIC");
    g_free(spare);
    spare = g_strdup(url);
}

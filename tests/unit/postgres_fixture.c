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

GPtrArray *
postgres_fixture_column(const char *url, const char *sql)
{
    const char *const argv[] = {"psql", "-X",    "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
                                "-R",   ROW_END, "-d", url,  "-c", sql,  NULL};
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
    g_autoptr(GRegex) blob = g_regex_new("\\bx'([0-9a-fA-F]{2,})'", 0, 0, NULL);
    g_autofree char *text = g_regex_replace(blob, sql, -1, 0, "'\\\\x\\1'", 0, NULL);
    g_autoptr(GString) ours = g_string_new(text);

    g_string_replace(ours, "unixepoch()", "CAST(extract(epoch FROM now()) AS bigint)", 0);
    g_ptr_array_unref(postgres_fixture_column(url, ours->str));
}

char *
postgres_fixture_new(void)
{
    static guint count;
    g_autofree char *name = g_strdup_printf("unit_%d_%u", getpid(), ++count);
    g_autofree char *all = url_of("template1");
    g_autofree char *sql =
        g_strdup_printf("CREATE DATABASE %s TEMPLATE template0 STRATEGY FILE_COPY", name);

    postgres_fixture_run(all, sql);
    return url_of(name);
}

void
postgres_fixture_drop(const char *url)
{
    const char *name = strstr(url, "@/") + 2;
    g_autofree char *all = url_of("template1");
    g_autofree char *sql =
        g_strdup_printf("DROP DATABASE %.*s WITH (FORCE)", (int)strcspn(name, "?"), name);

    postgres_fixture_run(all, sql);
}

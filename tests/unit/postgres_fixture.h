/* postgres_fixture.h - a PostgreSQL database for each test of the journal, if the tests run on
 * PostgreSQL: with_postgres.py then starts a server, and sets TICKETGATE_JOURNAL=postgresql, and
 * TICKETGATE_POSTGRES to the folder of its socket. */
#pragma once

#include <glib.h>

/* Whether tests of the journal have to use PostgreSQL. */
gboolean postgres_fixture_is_used(void);

/* Skips a test that is about the journal's file. */
#define fixture_only_sqlite()                                                                      \
    do {                                                                                           \
        if (postgres_fixture_is_used())                                                            \
            skip();                                                                                \
    } while (0)

/* The url of an empty database. (transfer full) */
char *postgres_fixture_new(void);

/* Ends all sessions of a database, empties it and takes its settings back. */
void postgres_fixture_drop(const char *url);

/* Runs SQL, several statements if needed, without the gateway. SQLite's unixepoch(), group_concat()
 * and x'00' are translated. The test fails if this fails. */
void postgres_fixture_run(const char *url, const char *sql);

/* The first column of a query, as texts. (transfer full) */
GPtrArray *postgres_fixture_column(const char *url, const char *sql);

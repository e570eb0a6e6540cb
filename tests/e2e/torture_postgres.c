/* torture_postgres.c - the functions of libpq that torture.c counts and lets fail.
 *
 * The program loads libpq itself and looks its functions up by name, so they are replaced there.
 * Either the connection is lost, which stays so; or the server refuses a statement, which it really
 * does, because it gets one that raises the error. Does not need libpq's headers.
 */
#include <stdatomic.h>
#include <string.h>

#include "tests/e2e/torture.h"

/* torture.py has these, too. */
#define ERROR_LOST 1
#define ERROR_FULL 2
#define ERROR_DEADLOCK 3

/* libpq-fe.h: its binary interface. */
#define CONNECTION_BAD 1
#define POLLING_FAILED 0

#define LOST_WORDS "server closed the connection unexpectedly"
#define RAISE(words, sqlstate)                                                                     \
    "DO $$ BEGIN RAISE EXCEPTION USING MESSAGE = '" words "', ERRCODE = '" sqlstate "'; END $$"

typedef int (*SendQuery)(void *connection, const char *sql, int n_values, const void *types,
                         const void *values, const int *lengths, const int *formats,
                         int result_format);

static const char *const refusals[] = {
    [ERROR_FULL] = RAISE("could not extend file: No space left on device", "53100"),
    [ERROR_DEADLOCK] = RAISE("deadlock detected", "40P01"),
};

/* The connection that was lost; NULL: none. */
static void *_Atomic lost;

static int
is_lost(const void *connection)
{
    return connection != NULL && connection == atomic_load(&lost);
}

/* A function of a connection that can lose it, and then returns `failure`. */
#define CALL(name, type, failure)                                                                  \
    static type (*real_##name)(void *);                                                            \
    static type name(void *connection)                                                             \
    {                                                                                              \
        if (!is_lost(connection) && torture_is_due(#name) != 0)                                    \
            atomic_store(&lost, connection);                                                       \
        return is_lost(connection) ? (failure) : real_##name(connection);                          \
    }

CALL(PQconnectPoll, int, POLLING_FAILED)
CALL(PQenterPipelineMode, int, 0)
CALL(PQpipelineSync, int, 0)
CALL(PQflush, int, -1)
CALL(PQconsumeInput, int, 0)
/* The server has done the statement by then. */
CALL(PQgetResult, void *, NULL)

static SendQuery real_PQsendQueryParams;

static int
PQsendQueryParams(void *connection, const char *sql, int n_values, const void *types,
                  const void *values, const int *lengths, const int *formats, int result_format)
{
    int error = is_lost(connection) ? ERROR_LOST : torture_is_due_for("PQsendQueryParams", sql);

    if (error == ERROR_LOST) {
        atomic_store(&lost, connection);
        return 0;
    }
    if (error != 0)
        return real_PQsendQueryParams(connection, refusals[error], 0, NULL, NULL, NULL, NULL,
                                      result_format);
    return real_PQsendQueryParams(connection, sql, n_values, types, values, lengths, formats,
                                  result_format);
}

/* ---- what callers ask for later; does not fail by itself ---- */

static int (*real_PQstatus)(const void *);

static int
PQstatus(const void *connection)
{
    return is_lost(connection) ? CONNECTION_BAD : real_PQstatus(connection);
}

static const char *(*real_PQerrorMessage)(const void *);

static const char *
PQerrorMessage(const void *connection)
{
    return is_lost(connection) ? LOST_WORDS "\n" : real_PQerrorMessage(connection);
}

static void (*real_PQfinish)(void *);

/* The next connection may get the same address. */
static void
PQfinish(void *connection)
{
    if (is_lost(connection))
        atomic_store(&lost, NULL);
    real_PQfinish(connection);
}

#define REPLACE(name)                                                                              \
    if (strcmp(wanted, #name) == 0) {                                                              \
        memcpy(&real_##name, &real, sizeof real);                                                  \
        return (void *)name;                                                                       \
    }

void *
torture_postgres_function(const char *wanted, void *real)
{
    REPLACE(PQconnectPoll)
    REPLACE(PQenterPipelineMode)
    REPLACE(PQpipelineSync)
    REPLACE(PQflush)
    REPLACE(PQconsumeInput)
    REPLACE(PQgetResult)
    REPLACE(PQsendQueryParams)
    REPLACE(PQstatus)
    REPLACE(PQerrorMessage)
    REPLACE(PQfinish)
    return real;
}

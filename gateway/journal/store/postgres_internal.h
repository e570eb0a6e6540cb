/* postgres_internal.h - shared by the files of the PostgreSQL engine; not for others.
 *
 * Statements are sent to the server in groups ("pipelines" of libpq), each of which costs one wait.
 * A statement whose result nobody needs now stays in the group that has begun. */
#pragma once

#include "gateway/journal/store/postgres_library.h"
#include "gateway/journal/store/store_engine.h"

typedef struct {
    Store store;
    const PostgresLibrary *pq; /* NULL: not loaded yet */
    char *url;
    char *password; /* or NULL */
    gboolean is_insecure;
    gboolean is_expected; /* there have to be tables */
    char *waits_for;      /* tables that are made are closed at once; or NULL */
    PGconn *connection;   /* NULL: not connected, or given up */
    gint64 not_before_us; /* it could not be reached: until then the next calls fail at once */
    gboolean is_stale;    /* for store_is_current(): it was given up, or is read-only */
    gboolean is_in_transaction; /* between begin and the end */
    gboolean is_server_lazy;    /* its synchronous_commit is off */
    gint64 clock_offset_us;     /* the server's clock minus our monotonic one */
    gint64 version;             /* of the tables; 0: there are none */
    StoreState state;           /* other than in use only for a move */
    char sqlstate[6];           /* of the last error; empty: it was none of the server's */
    guint changes;              /* rows that the last statement that changes some changed */
    GString *load; /* between store_load_begin() and store_load_end(), what is not sent yet of */
    const StoreTable *load_table; /* this table */
} PostgresStore;

/* pg_type.dat; they never change. */
#define POSTGRES_TYPE_BYTES 17
#define POSTGRES_TYPE_INT64 20
#define POSTGRES_TYPE_TEXT 25

/* The values of a statement, in libpq's form. */
#define POSTGRES_MAX_VALUES 24
typedef struct {
    int n;
    Oid types[POSTGRES_MAX_VALUES];
    const char *values[POSTGRES_MAX_VALUES];
    int lengths[POSTGRES_MAX_VALUES];
    int formats[POSTGRES_MAX_VALUES];
} PostgresValues;

/* ---- postgres_error.c ---- */

/* What the SQLSTATE of an error (five characters, or NULL) means. */
StoreError postgres_error_code(const char *sqlstate);

/* Sets STORE_ERROR for a result that failed. Always FALSE. */
gboolean postgres_fail_result(PostgresStore *store, const PGresult *result, GError **error);

/* Sets STORE_ERROR for a connection that could not be made or broke, with what libpq says about it;
 * never with the password. Always FALSE. */
gboolean postgres_fail_connection(PostgresStore *store, GError **error);

/* ---- postgres_location.c ---- */

/* The options for PQconnectStartParams(): those of the url, the password, and our defaults. */
typedef struct {
    GPtrArray *keys; /* both end with NULL */
    GPtrArray *values;
} PostgresOptions;

/* FALSE with STORE_ERROR_FOREIGN: libpq does not accept the url. */
gboolean postgres_location_options(const PostgresStore *store, PostgresOptions *ret_options,
                                   GError **error);
void postgres_options_clear(PostgresOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PostgresOptions, postgres_options_clear)

/* Whether the password and the content may go the way that libpq has chosen, with what it found in
 * service files and the environment: verified TLS, or not over a network, or the operator allowed
 * it. Otherwise STORE_ERROR_FOREIGN. To be called before anything was sent. */
gboolean postgres_location_is_safe(const PostgresStore *store, GError **error);

/* The same, for the options of the url alone: a service may change them. */
gboolean postgres_options_are_safe(const PostgresStore *store, const PostgresOptions *options,
                                   GError **error);

/* ---- postgres_connection.c ---- */

/* Until when a call may wait (g_get_monotonic_time). */
gint64 postgres_deadline(const PostgresStore *store);

/* Waits until the socket can be read (or written). FALSE: the connection was given up. */
gboolean postgres_wait_for(PostgresStore *store, short events, gint64 deadline_us, GError **error);

/* Connects, unless that was done, and reads versions and clock (`version` 0: no tables). Inside a
 * transaction a lost connection is an error. */
gboolean postgres_connect(PostgresStore *store, GError **error);

/* Gives the connection up; its transaction is rolled back by the server. */
void postgres_drop(PostgresStore *store);

/* Adds a statement to the group; `values` NULL: it has none. */
gboolean postgres_send(PostgresStore *store, const char *sql, const PostgresValues *values,
                       GError **error);

/* Ends the group and waits for its results until the deadline. Returns that of the last statement
 * (transfer full), or NULL with STORE_ERROR for the first one that failed; the connection may be
 * gone then. */
PGresult *postgres_await(PostgresStore *store, gint64 deadline_us, GError **error);

/* The columns of ticketgate_journal that postgres_take_state() reads, from the first one on. */
#define POSTGRES_STATE                                                                             \
    "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint, version, usable_from"

/* Takes the clock and the version. STORE_ERROR_FOREIGN: this program cannot use these tables. */
gboolean postgres_take_state(PostgresStore *store, const PGresult *state, GError **error);

/* A number of any integer type in a result; 0 if it is null. */
gint64 postgres_number(const PostgresStore *store, const PGresult *result, int row, int column);

/* ---- postgres_schema.c: see postgres_schema.h; postgres_statement.c ---- */

gboolean postgres_begin(Store *store, GError **error);
gboolean postgres_commit(Store *store, GError **error);
void postgres_rollback(Store *store);

StoreStatement *postgres_prepare(Store *store, const char *sql, GError **error);
void postgres_free_statement(StoreStatement *statement);
gboolean postgres_bind_text(StoreStatement *statement, int index, const char *text, GError **error);
gboolean postgres_bind_int64(StoreStatement *statement, int index, gint64 number, GError **error);
gboolean postgres_bind_blob(StoreStatement *statement, int index, GBytes *bytes, GError **error);
StoreRow postgres_step(StoreStatement *statement, GError **error);
gboolean postgres_run(StoreStatement *statement, guint *ret_changes, GError **error);
void postgres_reset(StoreStatement *statement);
const char *postgres_column_text(StoreStatement *statement, int column);
gint64 postgres_column_int64(StoreStatement *statement, int column);
GBytes *postgres_column_blob(StoreStatement *statement, int column);
gboolean postgres_column_is_null(StoreStatement *statement, int column);

/* ---- postgres_tables.c, postgres_load.c, postgres_move.c ---- */

gboolean postgres_list_tables(Store *store, GPtrArray *tables, GError **error);
gboolean postgres_last_number(Store *store, const StoreTable *table, gint64 *ret_number,
                              GError **error);
gboolean postgres_set_last_number(Store *store, const StoreTable *table, gint64 number,
                                  GError **error);
gboolean postgres_load_begin(Store *store, const StoreTable *table, GError **error);
gboolean postgres_load_row(Store *store, const StoreValue *values, GError **error);
gboolean postgres_load_end(Store *store, GError **error);

#define POSTGRES_MOVE_TABLE "journal_move"
/* Sets the error of a journal that is not in use. Always FALSE. */
gboolean postgres_move_refuse(PostgresStore *store, GError **error);
gboolean postgres_read_move(Store *store, StoreMove *ret_move, GError **error);
gboolean postgres_record_move(Store *store, const StoreMove *move, GError **error);
gboolean postgres_settle(Store *store, GError **error);

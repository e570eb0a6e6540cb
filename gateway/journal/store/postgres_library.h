/* postgres_library.h - libpq, loaded when a journal with a url is opened.
 *
 * libpq needs LDAP, Kerberos and OpenSSL, so the program is not linked with it: who uses a file
 * pays nothing for it. Each function of the table has the arguments, result and ownership of the
 * libpq function of the same name. */
#pragma once

#include <glib.h>
#include <libpq-fe.h>

typedef struct {
    PQconninfoOption *(*conninfoParse)(const char *text, char **ret_problem);
    PQconninfoOption *(*conninfo)(PGconn *connection);
    void (*conninfoFree)(PQconninfoOption *options);
    void (*freemem)(void *memory);
    int (*libVersion)(void);

    PGconn *(*connectStartParams)(const char *const *keys, const char *const *values, int expand);
    PostgresPollingStatusType (*connectPoll)(PGconn *connection);
    void (*finish)(PGconn *connection);
    ConnStatusType (*status)(const PGconn *connection);
    int (*socket)(const PGconn *connection);
    char *(*errorMessage)(const PGconn *connection);
    const char *(*parameterStatus)(const PGconn *connection, const char *name);
    PGVerbosity (*setErrorVerbosity)(PGconn *connection, PGVerbosity verbosity);
    PQnoticeReceiver (*setNoticeReceiver)(PGconn *connection, PQnoticeReceiver receiver,
                                          void *data);

    int (*setnonblocking)(PGconn *connection, int is_nonblocking);
    int (*enterPipelineMode)(PGconn *connection);
    int (*exitPipelineMode)(PGconn *connection);
    int (*putCopyData)(PGconn *connection, const char *data, int length);
    int (*putCopyEnd)(PGconn *connection, const char *problem);
    int (*pipelineSync)(PGconn *connection);
    int (*sendQueryParams)(PGconn *connection, const char *sql, int n_values, const Oid *types,
                           const char *const *values, const int *lengths, const int *formats,
                           int result_format);
    int (*flush)(PGconn *connection);
    int (*consumeInput)(PGconn *connection);
    int (*isBusy)(PGconn *connection);
    PGresult *(*getResult)(PGconn *connection);

    void (*clear)(PGresult *result);
    ExecStatusType (*resultStatus)(const PGresult *result);
    char *(*resultErrorField)(const PGresult *result, int field);
    char *(*cmdStatus)(PGresult *result);
    char *(*cmdTuples)(PGresult *result);
    int (*ntuples)(const PGresult *result);
    int (*getisnull)(const PGresult *result, int row, int column);
    int (*getlength)(const PGresult *result, int row, int column);
    char *(*getvalue)(const PGresult *result, int row, int column);
} PostgresLibrary;

/* Loads libpq, unless that was done. NULL with STORE_ERROR_OTHER: it is missing or too old; the
 * message says which package to install. It is never unloaded. */
const PostgresLibrary *postgres_library(GError **error);

/* postgres_error.c - what the errors of libpq and of the server mean for the gateway. Does not
 * change anything. */
#include "gateway/journal/store/postgres_internal.h"

#include <string.h>

#define SQLSTATE_LENGTH 5
#define SQLSTATE_NO_TABLE "42P01"

/* Classes (two characters) and codes of PostgreSQL's appendix A; the first match counts. */
static const struct {
    const char *beginning;
    StoreError code;
    const char *advice; /* what to do; NULL: nothing */
} meanings[] = {
    {"25006", STORE_ERROR_READ_ONLY, "is it a standby? name the primary in [journal] url"},
    {"53100", STORE_ERROR_FULL, NULL},
    {"53300", STORE_ERROR_GONE, "allow more connections there, or use fewer workers"},
    {"55P03", STORE_ERROR_BUSY, "which session of pg_stat_activity has the lock?"},
    {"57014", STORE_ERROR_BUSY, NULL},
    {"40001", STORE_ERROR_BUSY, NULL},
    {"40P01", STORE_ERROR_BUSY, NULL},
    {"25P03", STORE_ERROR_GONE, NULL},
    {"25P04", STORE_ERROR_GONE, NULL},
    {"08", STORE_ERROR_GONE, NULL},
    {"57P", STORE_ERROR_GONE, NULL},
    {"58", STORE_ERROR_GONE, NULL},
    {"XX001", STORE_ERROR_DAMAGED, "the database is damaged; restore it"},
    {"XX002", STORE_ERROR_DAMAGED, "an index is damaged; run REINDEX"},
    {"28", STORE_ERROR_OTHER, "check the user in [journal] url and password_file"},
    {SQLSTATE_NO_TABLE, STORE_ERROR_GONE, "did the journal move away?"},
    {"3D000", STORE_ERROR_OTHER, "make the database, or correct [journal] url"},
    {"42501", STORE_ERROR_OTHER, "give the user of [journal] url rights on the tables"},
    {"3F000", STORE_ERROR_OTHER, "give the user of [journal] url rights on a schema"},
};

static gsize
meaning_of(const char *sqlstate)
{
    gsize i = 0;

    while (i < G_N_ELEMENTS(meanings) &&
           (sqlstate == NULL || !g_str_has_prefix(sqlstate, meanings[i].beginning)))
        i++;
    return i;
}

StoreError
postgres_error_code(const char *sqlstate)
{
    gsize i = meaning_of(sqlstate);

    return i < G_N_ELEMENTS(meanings) ? meanings[i].code : STORE_ERROR_OTHER;
}

static void
set_error(GError **error, StoreError code, const char *sqlstate, const char *text)
{
    gsize i = meaning_of(sqlstate);
    const char *advice = i < G_N_ELEMENTS(meanings) ? meanings[i].advice : NULL;
    g_autofree char *line = g_strndup(text, strcspn(text, "\r\n"));
    g_autofree char *valid = g_utf8_make_valid(line, -1);

    g_set_error(error, STORE_ERROR, code, "database: %s%s%s", g_strchomp(valid),
                advice != NULL ? "; " : "", advice != NULL ? advice : "");
}

gboolean
postgres_fail_result(PostgresStore *store, const PGresult *result, GError **error)
{
    const char *sqlstate = store->pq->resultErrorField(result, PG_DIAG_SQLSTATE);
    const char *text = store->pq->resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    StoreError code = postgres_error_code(sqlstate);

    g_strlcpy(store->sqlstate, sqlstate != NULL ? sqlstate : "", sizeof store->sqlstate);
    /* A table is missing once the journal has moved: opening it anew tells more. */
    if (code == STORE_ERROR_READ_ONLY || g_strcmp0(sqlstate, SQLSTATE_NO_TABLE) == 0)
        store->is_stale = TRUE;
    set_error(error, code, sqlstate, text != NULL ? text : "the connection was lost");
    return FALSE;
}

/* The SQLSTATE in "connection to server ... failed: FATAL:  28P01: password authentication failed",
 * as libpq writes it with PQERRORS_VERBOSE; the word before may be translated. Returns where it
 * begins, or NULL. */
static const char *
find_sqlstate(const char *text)
{
    for (const char *at = strstr(text, ":  "); at != NULL; at = strstr(at + 1, ":  ")) {
        const char *code = at + strlen(":  ");
        gsize length = strspn(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (length == SQLSTATE_LENGTH && code[length] == ':')
            return code;
    }
    return NULL;
}

/* What libpq or the network says before there is a session has no SQLSTATE. TLS that fails needs a
 * person, even if the server is there. */
static const char *
advice_for(const char *text)
{
    static const char *const words[] = {"certificate", "SSL"};

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strstr(text, words[i]) != NULL)
            return "; the server has to offer TLS with a certificate for the name in [journal] "
                   "url, from an authority in sslrootcert";
    return "; does the server run, and is [journal] url right?";
}

gboolean
postgres_fail_connection(PostgresStore *store, GError **error)
{
    const char *text = store->pq->errorMessage(store->connection);
    const char *found = find_sqlstate(text);
    g_autofree char *sqlstate = found != NULL ? g_strndup(found, SQLSTATE_LENGTH) : NULL;
    g_autofree char *line = found != NULL ? g_strdup(found + SQLSTATE_LENGTH + strlen(": "))
                                          : g_strndup(text, strcspn(text, "\r\n"));
    StoreError code = found != NULL ? postgres_error_code(sqlstate) : STORE_ERROR_GONE;
    g_autofree char *whole =
        g_strconcat(g_strdelimit(line, "\r", '\0'), found == NULL ? advice_for(line) : "", NULL);

    set_error(error, code, sqlstate, whole);
    return FALSE;
}

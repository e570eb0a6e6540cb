/* journal_statement.c - statements with their values, transactions that nest, errors.
 *
 * Between the modules of the tables and the store; knows neither tables nor the engine. */
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_internal.h"

gint64
journal_now_s(Journal *journal)
{
    return store_now_s(journal->store);
}

/* Errors are temporary, unless somebody has to correct something. */
gboolean
journal_fail(GError *problem, GError **error)
{
    g_set_error(error, DELIVERY_ERROR,
                g_error_matches(problem, STORE_ERROR, STORE_ERROR_FOREIGN)
                    ? DELIVERY_ERROR_CONFIGURATION
                    : DELIVERY_ERROR_TEMPORARY,
                "journal: %s", problem->message);
    g_error_free(problem);
    return FALSE;
}

static gboolean
bind_value(StoreStatement *statement, int index, char type, va_list *values, GError **error)
{
    if (type == 'i')
        return store_bind_int64(statement, index, va_arg(*values, gint64), error);
    if (type == 't')
        return store_bind_text(statement, index, va_arg(*values, const char *), error);
    g_assert(type == 'b');
    return store_bind_blob(statement, index, va_arg(*values, GBytes *), error);
}

static JournalQuery *
query_va(Journal *journal, GError **error, const char *sql, const char *types, va_list *values)
{
    GError *problem = NULL;
    StoreStatement *statement = store_prepare(journal->store, sql, &problem);

    for (int i = 0; problem == NULL && types[i] != '\0'; i++)
        bind_value(statement, i + 1, types[i], values, &problem);
    if (problem == NULL)
        return statement;
    if (statement != NULL)
        store_reset(statement);
    journal_fail(problem, error);
    return NULL;
}

JournalQuery *
journal_query(Journal *journal, GError **error, const char *sql, const char *types, ...)
{
    va_list values;

    va_start(values, types);
    JournalQuery *query = query_va(journal, error, sql, types, &values);
    va_end(values);
    return query;
}

StoreRow
journal_query_next(JournalQuery *query, GError **error)
{
    GError *problem = NULL;
    StoreRow row = store_step(query, &problem);

    if (problem != NULL)
        journal_fail(problem, error);
    return row;
}

JournalClaim
journal_query_claim(Journal *journal, JournalQuery *query, int column, gint64 now_s)
{
    return journal_owner_see(&journal->owner, store_column_text(query, column),
                             store_column_int64(query, column + 1), now_s);
}

gboolean
journal_execute(Journal *journal, guint *ret_changes, GError **error, const char *sql,
                const char *types, ...)
{
    GError *problem = NULL;
    va_list values;

    va_start(values, types);
    JournalQuery *query = query_va(journal, error, sql, types, &values);
    va_end(values);
    if (query == NULL)
        return FALSE;
    return store_run(query, ret_changes, &problem) || journal_fail(problem, error);
}

gboolean
journal_set_durable(Journal *journal, gboolean is_durable, GError **error)
{
    (void)error;
    if (journal->depth == 0)
        store_set_durable(journal->store, is_durable);
    return TRUE;
}

gboolean
journal_begin(Journal *journal, gboolean is_durable, GError **error)
{
    GError *problem = NULL;

    if (journal->depth == 0) {
        if (!journal_set_durable(journal, is_durable, error))
            return FALSE;
        if (!store_begin(journal->store, &problem))
            return journal_fail(problem, error);
    }
    journal->depth++;
    return TRUE;
}

gboolean
journal_commit(Journal *journal, GError **error)
{
    GError *problem = NULL;

    g_assert(journal->depth > 0);
    if (journal->depth > 1) {
        journal->depth--;
        return TRUE;
    }
    if (!store_commit(journal->store, &problem)) {
        journal_rollback(journal);
        return journal_fail(problem, error);
    }
    journal->depth = 0;
    journal_lease_settle(journal, TRUE);
    return TRUE;
}

void
journal_rollback(Journal *journal)
{
    if (journal->depth > 0)
        store_rollback(journal->store);
    journal->depth = 0;
    journal_lease_settle(journal, FALSE);
}

gboolean
journal_is_writable(Journal *journal, GError **error)
{
    if (!journal_begin(journal, FALSE, error))
        return FALSE;
    journal_rollback(journal);
    return TRUE;
}

/* journal_internal.h - what the modules of gateway/journal share, and nobody else may include. */
#pragma once

#include "gateway/journal/journal.h"
#include "gateway/journal/journal_owner.h"
#include "gateway/journal/store/store.h"

#include <sys/types.h>

struct Journal {
    Store *store;
    GHashTable *claims; /* set of mail keys that this handle has claimed and not given up */
    JournalOwner owner; /* who claims with this handle */
    pid_t pid;          /* a handle is worthless after fork() */
    guint depth;        /* of journal_begin() */
};

/* A prepared statement with its values bound. Cleanup resets it, so that it holds no lock. Columns
 * are read by store_column_text() and its like. */
typedef StoreStatement JournalQuery;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalQuery, store_reset)

/* Binds the values to `sql` (see store.h for what may stand in it, and store_prepare()): `types`
 * holds one letter for each, 't' const char * (NULL: null), 'i' gint64, 'b' GBytes *. Texts and
 * bytes must live until the query is reset. Owned by the journal. */
JournalQuery *journal_query(Journal *journal, GError **error, const char *sql, const char *types,
                            ...);

StoreRow journal_query_next(JournalQuery *query, GError **error);

/* How the claim stands whose owner and lease_until_s are that column and the next. */
JournalClaim journal_query_claim(Journal *journal, JournalQuery *query, int column, gint64 now_s);

/* Runs a statement that changes rows; `*ret_changes`, where not NULL, is their number. */
gboolean journal_execute(Journal *journal, guint *ret_changes, GError **error, const char *sql,
                         const char *types, ...);

/* Sets what the next commit costs, unless a transaction is open already (which keeps its own). */
gboolean journal_set_durable(Journal *journal, gboolean is_durable, GError **error);

/* Sets the DELIVERY_ERROR for what the store said, which is freed. Always FALSE. */
gboolean journal_fail(GError *problem, GError **error);

/* By the clock of the store. */
gint64 journal_now_s(Journal *journal);

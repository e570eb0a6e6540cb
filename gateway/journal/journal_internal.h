/* journal_internal.h - shared by the modules of gateway/journal; not for other folders. */
#pragma once

#include "gateway/journal/journal.h"
#include "gateway/journal/journal_owner.h"
#include "gateway/journal/store/store.h"

#include <sys/types.h>

struct Journal {
    Store *store;
    GHashTable *claims; /* set of mail keys that this handle holds */
    JournalOwner owner; /* the holder of this handle's claims */
    pid_t pid;          /* a handle cannot be used after fork() */
    guint depth;        /* of journal_begin() */
};

/* A prepared statement with its values bound. Cleanup resets it and releases its lock. Read columns
 * with store_column_text() and similar functions. */
typedef StoreStatement JournalQuery;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalQuery, store_reset)

/* Binds the values to `sql` (see store.h for its SQL, and store_prepare()): `types` has one letter
 * for each value, 't' const char * (NULL: null), 'i' gint64, 'b' GBytes *. Texts and bytes must
 * live until the query is reset. Owned by the journal. */
JournalQuery *journal_query(Journal *journal, GError **error, const char *sql, const char *types,
                            ...);

StoreRow journal_query_next(JournalQuery *query, GError **error);

/* The state of a claim; `column` has its owner and the next column its lease_until_s. */
JournalClaim journal_query_claim(Journal *journal, JournalQuery *query, int column, gint64 now_s);

/* Runs a statement that changes rows; `ret_changes`, if not NULL, receives their number. */
gboolean journal_execute(Journal *journal, guint *ret_changes, GError **error, const char *sql,
                         const char *types, ...);

/* Sets whether the next commit is durable, unless a transaction is already open. */
gboolean journal_set_durable(Journal *journal, gboolean is_durable, GError **error);

/* Turns the store's error into a DELIVERY_ERROR and frees it. Always returns FALSE. */
gboolean journal_fail(GError *problem, GError **error);

/* By the clock of the store. */
gint64 journal_now_s(Journal *journal);

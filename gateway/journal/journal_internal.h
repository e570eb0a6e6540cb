/* journal_internal.h - shared by the modules of gateway/journal; not for other folders. */
#pragma once

#include "gateway/journal/journal.h"
#include "gateway/journal/journal_owner.h"
#include "gateway/journal/store/store.h"

#include <sys/types.h>

struct Journal {
    Store *store;
    GHashTable *claims;       /* set of mail keys that this handle holds */
    JournalOwner owner;       /* the holder of this handle's claims */
    pid_t pid;                /* a handle cannot be used after fork() */
    guint depth;              /* of journal_begin() */
    gint64 deadline_us;       /* see journal_set_deadline() */
    GPtrArray *holds;         /* of JournalHold; NULL: none, or no lease is needed */
    gint64 renewal_failed_us; /* when journal_lease_keep() last failed; 0: never */
};

/* What a handle can hold: a mail by its key, a confirmation by its id, the turn to probe the API,
 * the run of news. */
typedef enum {
    JOURNAL_HOLD_MAIL,
    JOURNAL_HOLD_OUTBOX,
    JOURNAL_HOLD_PROBE,
    JOURNAL_HOLD_NEWS,
} JournalHoldKind;

/* An element of `holds`. */
typedef struct {
    JournalHoldKind kind;
    char *key;        /* of a mail; NULL: of none */
    gint64 id;        /* of a confirmation; 0: of none */
    gint64 proven_us; /* when the database last confirmed it (CLOCK_BOOTTIME) */
    gboolean is_open; /* the transaction that takes it is not over */
} JournalHold;

/* The end of a lease that begins now; `unseen_s` is its length if the journal belongs to one host,
 * where it only counts for holders that cannot be seen. */
gint64 journal_lease_until(Journal *journal, guint unseen_s);

/* This handle holds something since now, or has just proven that; `key` NULL or `id` 0: it has
 * none. */
void journal_lease_hold(Journal *journal, JournalHoldKind kind, const char *key, gint64 id);
/* It holds it no longer. */
void journal_lease_drop(Journal *journal, JournalHoldKind kind, const char *key, gint64 id);
/* A transaction ended; what was taken in it counts if it is committed. */
void journal_lease_settle(Journal *journal, gboolean is_committed);
/* The handle is being closed; `is_reachable` FALSE: the store cannot be asked. */
void journal_lease_release(Journal *journal, gboolean is_reachable);

/* Sets DELIVERY_ERROR_BUSY: something else holds it now. Always returns FALSE. */
gboolean journal_lease_set_lost(const Journal *journal, JournalHoldKind kind, GError **error);

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

/* Where [journal] url of the configuration is. `ret_password` belongs to the caller, for
 * config_secret_free(), and has to outlive the use of the location. DELIVERY_ERROR_CONFIGURATION:
 * it cannot be read. */
gboolean journal_database_location(const Config *config, StoreLocation *ret_location,
                                   char **ret_password, GError **error);

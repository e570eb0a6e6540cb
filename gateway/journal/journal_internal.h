/* journal_internal.h - what the modules of gateway/journal share, and nobody else may include.
 *
 * The only place, with store/, where it shows that SQLite is behind.
 */
#pragma once

#include "gateway/journal/journal.h"
#include "gateway/journal/journal_owner.h"

#include <sqlite3.h>
#include <sys/types.h>

#define JOURNAL_US_PER_S G_GINT64_CONSTANT(1000000)

struct Journal {
    sqlite3 *db;
    GHashTable *statements; /* SQL text, by its (static) address -> sqlite3_stmt */
    GHashTable *claims;     /* set of mail keys that this handle has claimed and not given up */
    char *path;
    JournalOwner owner; /* who claims with this handle */
    char
        *replaced_path; /* where a corrupt file went when this handle opened the journal, or NULL */
    ino_t inode;        /* of the file that is open */
    pid_t pid;          /* a handle is worthless after fork() */
    guint depth;        /* of journal_begin() */
    gboolean is_lost;   /* see journal_was_lost() */
    gboolean is_durable; /* what is committed now has to be on disk before the caller goes on */
    int synced_changes;  /* sqlite3_total_changes() at the last sync */
    gint64 busy_since_us;
    gint64 deadline_us; /* 0: none */
};

/* A prepared statement with its values bound. Cleanup resets it, so that it holds no lock. */
typedef sqlite3_stmt JournalQuery;
void journal_query_reset(JournalQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalQuery, journal_query_reset)

/* Prepares `sql` (a string literal: it is remembered by its address) at its first use and binds the
 * values: `types` holds one letter for each, 't' const char * (NULL: null), 'i' gint64, 'b' GBytes
 * *. Texts and bytes must live until the query is reset. Owned by the journal. */
JournalQuery *journal_query(Journal *journal, GError **error, const char *sql, const char *types,
                            ...);

typedef enum { JOURNAL_ROW_ERROR = -1, JOURNAL_ROW_NONE, JOURNAL_ROW_FOUND } JournalRow;
JournalRow journal_query_next(Journal *journal, JournalQuery *query, GError **error);

/* A text column. (transfer full) (nullable) */
char *journal_query_text(JournalQuery *query, int column);

/* How the claim stands whose owner and lease_until_s are that column and the next. */
JournalClaim journal_query_claim(Journal *journal, JournalQuery *query, int column, gint64 now_s);

/* Runs a statement that changes rows; `*ret_changes`, where not NULL, is their number. */
gboolean journal_execute(Journal *journal, guint *ret_changes, GError **error, const char *sql,
                         const char *types, ...);

/* As journal_execute(), with the values of a statement bound already. */
gboolean journal_query_run(Journal *journal, JournalQuery *query, guint *ret_changes,
                           GError **error);

/* Sets what the next commit costs, unless a transaction is open already (which keeps its own). */
gboolean journal_set_durable(Journal *journal, gboolean is_durable, GError **error);

/* Runs `sql` unprepared, for pragmas and schema. Returns the SQLite result code. */
int journal_run_script(Journal *journal, const char *sql);

/* The first column of the only row of `sql` as a number. Returns the SQLite result code. */
int journal_read_number(Journal *journal, const char *sql, gint64 *ret_number);

/* Sets DELIVERY_ERROR_TEMPORARY with `what` and SQLite's word for `code`; marks the file as suspect
 * where the code says that it is damaged. Always FALSE. */
gboolean journal_fail(Journal *journal, int code, const char *what, GError **error);

gint64 journal_now_s(void);

/* journal_copy.h - copies the tables of one store into another, and compares them.
 *
 * Reads page by page in the order of the primary keys, so memory does not grow with the journal.
 * Knows no table by name: the stores list them. Errors are STORE_ERROR, or what JournalCopyFunc
 * sets. */
#pragma once

#include "gateway/journal/journal_row.h"

/* Called now and then; `rows` were handled since the last call. FALSE with an error: stop. */
typedef gboolean (*JournalCopyFunc)(gpointer data, guint rows, GError **error);

typedef struct {
    JournalCopyFunc on_rows;
    gpointer data;
} JournalCopyWatch;

/* Checks that both have the same tables with the same columns. FALSE with STORE_ERROR_FOREIGN: they
 * are of different versions. */
gboolean journal_copy_check_tables(const GPtrArray *from, const GPtrArray *to, GError **error);

/* The number of rows of all the tables. */
gboolean journal_copy_count(Store *store, const GPtrArray *tables, guint64 *ret_rows,
                            GError **error);

/* Reads the table `from` and, if `into` is not NULL, adds its rows to that one, inside a
 * transaction of its store. */
typedef struct {
    Store *store;
    const StoreTable *table;
} JournalCopyTable;
gboolean journal_copy_table(const JournalCopyTable *from, const JournalCopyTable *into,
                            const JournalCopyWatch *watch, JournalRowSum *ret_sum, GError **error);

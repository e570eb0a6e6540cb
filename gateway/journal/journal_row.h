/* journal_row.h - one row of any table: its values, and a digest of them. Only for moving a
 * journal. */
#pragma once

#include "gateway/journal/store/store_tables.h"

typedef struct {
    const StoreTable *table;
    StoreValue *values;  /* in the order of the table's columns */
    char **clean;        /* for each column: a copy that is valid UTF-8, or NULL */
    GBytes **bytes;      /* for each column: what `values` refers to, or NULL */
    guint key_length;    /* columns of the primary key */
    char **key_texts;    /* of the row whose key was kept, in the order of the key: a text, or */
    gint64 *key_numbers; /* NULL and a number */
} JournalRow;

/* `table` has to outlive it. (transfer full) */
JournalRow *journal_row_new(const StoreTable *table);
void journal_row_free(JournalRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalRow, journal_row_free)

/* Takes the values of the row that `statement` is at; its columns are those of the table. They are
 * valid until its next step. Text that is not UTF-8 is made so, because not every store takes it.
 */
void journal_row_read(JournalRow *row, StoreStatement *statement);

/* Remembers the key of the row, for journal_row_bind_key(). */
void journal_row_keep_key(JournalRow *row);
/* Binds the key that was kept, from parameter 1 on. */
gboolean journal_row_bind_key(const JournalRow *row, StoreStatement *statement, GError **error);

/* How many rows a table has, and a sum over the SHA-256 of each. Does not depend on their order. */
typedef struct {
    guint64 rows;
    guint64 sums[2];
} JournalRowSum;

void journal_row_add(const JournalRow *row, GChecksum *checksum, JournalRowSum *sum);
gboolean journal_row_sum_equals(const JournalRowSum *one, const JournalRowSum *other);

/* journal_row.c - see journal_row.h. */
#include "gateway/journal/journal_row.h"

#include <string.h>

#define SHA256_SIZE 32

static const StoreColumn *
column_of(const StoreTable *table, guint i)
{
    return g_ptr_array_index(table->columns, i);
}

JournalRow *
journal_row_new(const StoreTable *table)
{
    JournalRow *row = g_new0(JournalRow, 1);

    row->table = table;
    row->values = g_new0(StoreValue, table->columns->len);
    row->clean = g_new0(char *, table->columns->len);
    row->bytes = g_new0(GBytes *, table->columns->len);
    for (guint i = 0; i < table->columns->len; i++)
        row->key_length = MAX(row->key_length, column_of(table, i)->key);
    row->key_texts = g_new0(char *, row->key_length);
    row->key_numbers = g_new0(gint64, row->key_length);
    return row;
}

void
journal_row_free(JournalRow *row)
{
    if (row == NULL)
        return;
    for (guint i = 0; i < row->table->columns->len; i++) {
        g_free(row->clean[i]);
        g_clear_pointer(&row->bytes[i], g_bytes_unref);
    }
    for (guint i = 0; i < row->key_length; i++)
        g_free(row->key_texts[i]);
    g_free(row->values);
    g_free(row->clean);
    g_free(row->bytes);
    g_free(row->key_texts);
    g_free(row->key_numbers);
    g_free(row);
}

static void
read_text(JournalRow *row, StoreStatement *statement, guint i)
{
    const char *text = store_column_text(statement, (int)i);

    g_clear_pointer(&row->clean[i], g_free);
    if (text != NULL && !g_utf8_validate(text, -1, NULL))
        text = row->clean[i] = g_utf8_make_valid(text, -1);
    row->values[i] = (StoreValue){
        .is_null = text == NULL, .data = text, .size = text != NULL ? strlen(text) : 0};
}

static void
read_bytes(JournalRow *row, StoreStatement *statement, guint i)
{
    StoreValue *value = &row->values[i];

    *value = (StoreValue){.is_null = store_column_is_null(statement, (int)i)};
    g_clear_pointer(&row->bytes[i], g_bytes_unref);
    if (value->is_null)
        return;
    row->bytes[i] = store_column_blob(statement, (int)i);
    value->data = g_bytes_get_data(row->bytes[i], &value->size);
}

void
journal_row_read(JournalRow *row, StoreStatement *statement)
{
    for (guint i = 0; i < row->table->columns->len; i++) {
        switch (column_of(row->table, i)->type) {
        case STORE_TYPE_TEXT:
            read_text(row, statement, i);
            break;
        case STORE_TYPE_BYTES:
            read_bytes(row, statement, i);
            break;
        case STORE_TYPE_NUMBER:
            row->values[i] = (StoreValue){.is_null = store_column_is_null(statement, (int)i),
                                          .number = store_column_int64(statement, (int)i)};
            break;
        }
    }
}

void
journal_row_keep_key(JournalRow *row)
{
    for (guint i = 0; i < row->table->columns->len; i++) {
        guint place = column_of(row->table, i)->key;
        if (place == 0)
            continue;
        g_free(row->key_texts[place - 1]);
        row->key_texts[place - 1] = g_strdup(row->values[i].data);
        row->key_numbers[place - 1] = row->values[i].number;
    }
}

gboolean
journal_row_bind_key(const JournalRow *row, StoreStatement *statement, GError **error)
{
    for (guint i = 0; i < row->key_length; i++) {
        gboolean is_bound =
            row->key_texts[i] != NULL
                ? store_bind_text(statement, (int)i + 1, row->key_texts[i], error)
                : store_bind_int64(statement, (int)i + 1, row->key_numbers[i], error);
        if (!is_bound)
            return FALSE;
    }
    return TRUE;
}

/* The kind of the value, its length and its bytes, so that no two rows look the same. */
static void
add_value(GChecksum *checksum, const StoreValue *value, StoreType type)
{
    guint64 length = GUINT64_TO_BE((guint64)value->size);
    gint64 number = GINT64_TO_BE(value->number);
    guchar kind = value->is_null ? 0xff : (guchar)type;

    g_checksum_update(checksum, &kind, sizeof kind);
    if (value->is_null)
        return;
    if (type == STORE_TYPE_NUMBER) {
        g_checksum_update(checksum, (const guchar *)&number, sizeof number);
        return;
    }
    g_checksum_update(checksum, (const guchar *)&length, sizeof length);
    g_checksum_update(checksum, (const guchar *)value->data, (gssize)value->size);
}

void
journal_row_add(const JournalRow *row, GChecksum *checksum, JournalRowSum *sum)
{
    guint8 digest[SHA256_SIZE];
    gsize size = sizeof digest;
    guint64 halves[2];

    g_checksum_reset(checksum);
    for (guint i = 0; i < row->table->columns->len; i++)
        add_value(checksum, &row->values[i], column_of(row->table, i)->type);
    g_checksum_get_digest(checksum, digest, &size);
    memcpy(halves, digest, sizeof halves);
    sum->rows++;
    sum->sums[0] += halves[0];
    sum->sums[1] += halves[1];
}

gboolean
journal_row_sum_equals(const JournalRowSum *one, const JournalRowSum *other)
{
    return one->rows == other->rows && one->sums[0] == other->sums[0] &&
           one->sums[1] == other->sums[1];
}

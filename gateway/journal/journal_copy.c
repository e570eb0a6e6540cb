/* journal_copy.c - see journal_copy.h. */
#include "gateway/journal/journal_copy.h"

#include <string.h>

#define PAGE_ROWS 500

static gboolean
set_different(GError **error, const char *table)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_FOREIGN,
                "the table %s is not the same in both journals, which are of different versions; "
                "use one version of ticketgate for the whole move",
                table);
    return FALSE;
}

static gboolean
is_same_table(const StoreTable *one, const StoreTable *other)
{
    if (strcmp(one->name, other->name) != 0 || one->columns->len != other->columns->len)
        return FALSE;
    for (guint i = 0; i < one->columns->len; i++) {
        const StoreColumn *left = g_ptr_array_index(one->columns, i);
        const StoreColumn *right = g_ptr_array_index(other->columns, i);
        if (strcmp(left->name, right->name) != 0 || left->type != right->type ||
            left->key != right->key)
            return FALSE;
    }
    return TRUE;
}

gboolean
journal_copy_check_tables(const GPtrArray *from, const GPtrArray *to, GError **error)
{
    for (guint i = 0; i < MAX(from->len, to->len); i++) {
        const StoreTable *one = g_ptr_array_index(i < from->len ? from : to, i);
        if (i >= from->len || i >= to->len || !is_same_table(one, g_ptr_array_index(to, i)))
            return set_different(error, one->name);
    }
    return TRUE;
}

/* Statements are found by the address of their text, so it has to stay. */
static StoreStatement *
prepare(Store *store, char *sql, GError **error)
{
    const char *text = g_intern_string(sql);

    g_free(sql);
    return store_prepare(store, text, error);
}

gboolean
journal_copy_count(Store *store, const GPtrArray *tables, guint64 *ret_rows, GError **error)
{
    guint64 sum = 0;

    for (guint i = 0; i < tables->len; i++) {
        const StoreTable *table = g_ptr_array_index(tables, i);
        StoreStatement *count =
            prepare(store, g_strdup_printf("SELECT count(*) FROM %s", table->place), error);
        StoreRow row = count != NULL ? store_step(count, error) : STORE_ROW_ERROR;
        if (row == STORE_ROW_FOUND)
            sum += (guint64)store_column_int64(count, 0);
        if (count != NULL)
            store_reset(count);
        if (row != STORE_ROW_FOUND)
            return FALSE;
    }
    *ret_rows = sum;
    return TRUE;
}

/* ---- one table ---- */

typedef struct {
    const JournalCopyTable *from, *into;
    const JournalCopyWatch *watch;
    StoreStatement *first, *next; /* a page from the beginning, and behind a key */
    JournalRow *row;
    GChecksum *checksum;
    JournalRowSum sum;
} Copy;

/* "a, b" and "?1, ?2": the columns of the primary key in its order. */
static void
append_key(const StoreTable *table, GString *names, GString *parameters)
{
    for (guint place = 1; place <= table->columns->len; place++)
        for (guint i = 0; i < table->columns->len; i++) {
            const StoreColumn *column = g_ptr_array_index(table->columns, i);
            if (column->key != place)
                continue;
            g_string_append_printf(names, "%s%s", place > 1 ? ", " : "", column->name);
            g_string_append_printf(parameters, "%s?%u", place > 1 ? ", " : "", place);
        }
}

static gboolean
prepare_pages(Copy *copy, GError **error)
{
    const StoreTable *table = copy->from->table;
    g_autoptr(GString) columns = g_string_new(NULL);
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(GString) parameters = g_string_new(NULL);

    for (guint i = 0; i < table->columns->len; i++) {
        const StoreColumn *column = g_ptr_array_index(table->columns, i);
        g_string_append_printf(columns, "%s%s", i > 0 ? ", " : "", column->name);
    }
    append_key(table, names, parameters);
    copy->first = prepare(copy->from->store,
                          g_strdup_printf("SELECT %s FROM %s ORDER BY %s LIMIT %d", columns->str,
                                          table->place, names->str, PAGE_ROWS),
                          error);
    if (copy->first == NULL)
        return FALSE;
    copy->next = prepare(copy->from->store,
                         g_strdup_printf("SELECT %s FROM %s WHERE (%s) > (%s) ORDER BY %s LIMIT %d",
                                         columns->str, table->place, names->str, parameters->str,
                                         names->str, PAGE_ROWS),
                         error);
    return copy->next != NULL;
}

/* *ret_rows: of the page. */
static gboolean
copy_rows(Copy *copy, StoreStatement *page, guint *ret_rows, GError **error)
{
    for (*ret_rows = 0;; (*ret_rows)++) {
        StoreRow row = store_step(page, error);
        if (row != STORE_ROW_FOUND)
            return row == STORE_ROW_NONE;
        journal_row_read(copy->row, page);
        journal_row_add(copy->row, copy->checksum, &copy->sum);
        if (*ret_rows == PAGE_ROWS - 1)
            journal_row_keep_key(copy->row);
        if (copy->into != NULL && !store_load_row(copy->into->store, copy->row->values, error))
            return FALSE;
    }
}

static gboolean
copy_pages(Copy *copy, GError **error)
{
    guint rows = PAGE_ROWS;

    for (StoreStatement *page = copy->first; rows == PAGE_ROWS; page = copy->next) {
        gboolean is_done = (page == copy->first || journal_row_bind_key(copy->row, page, error)) &&
                           copy_rows(copy, page, &rows, error);
        store_reset(page);
        if (!is_done || !copy->watch->on_rows(copy->watch->data, rows, error))
            return FALSE;
    }
    return TRUE;
}

/* The target counts on from where the source was. */
static gboolean
copy_number(const Copy *copy, GError **error)
{
    gint64 number = 0;

    return store_last_number(copy->from->store, copy->from->table, &number, error) &&
           store_set_last_number(copy->into->store, copy->into->table, number, error);
}

gboolean
journal_copy_table(const JournalCopyTable *from, const JournalCopyTable *into,
                   const JournalCopyWatch *watch, JournalRowSum *ret_sum, GError **error)
{
    g_autoptr(JournalRow) row = journal_row_new(from->table);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    Copy copy = {.from = from, .into = into, .watch = watch, .row = row, .checksum = checksum};

    if (!prepare_pages(&copy, error) ||
        (into != NULL && !store_load_begin(into->store, into->table, error)))
        return FALSE;
    gboolean is_done = copy_pages(&copy, error);
    if (into != NULL && !store_load_end(into->store, is_done ? error : NULL))
        is_done = FALSE;
    if (!is_done || (into != NULL && !copy_number(&copy, error)))
        return FALSE;
    *ret_sum = copy.sum;
    return TRUE;
}

/* journal_work.c - see journal_work.h. Knows no table by name. */
#include "gateway/journal/journal_work.h"

#include <string.h>

#include "gateway/journal/journal_owner_lease.h"
#include "gateway/journal/journal_owner_process.h"

static gboolean
has_column(const StoreTable *table, const char *name)
{
    for (guint i = 0; i < table->columns->len; i++)
        if (strcmp(((const StoreColumn *)g_ptr_array_index(table->columns, i))->name, name) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
count_claims(Store *store, const StoreTable *table, const JournalOwner *owner, guint *count,
             GError **error)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT owner, lease_until_s FROM %s WHERE owner IS NOT NULL", table->place);
    StoreStatement *query = store_prepare(store, g_intern_string(sql), error);
    gint64 now_s = store_now_s(store);
    StoreRow row = STORE_ROW_ERROR;

    while (query != NULL && (row = store_step(query, error)) == STORE_ROW_FOUND)
        *count += journal_owner_see(owner, store_column_text(query, 0),
                                    store_column_int64(query, 1), now_s) == JOURNAL_CLAIM_HELD;
    if (query != NULL)
        store_reset(query);
    return row == STORE_ROW_NONE;
}

gboolean
journal_work_count(Store *store, const GPtrArray *tables, guint *ret_count, GError **error)
{
    JournalOwner owner = {0};
    gboolean is_read = TRUE;

    *ret_count = 0;
    journal_owner_init(&owner,
                       store_is_shared(store) ? &journal_owner_lease : &journal_owner_process);
    for (guint i = 0; is_read && i < tables->len; i++) {
        const StoreTable *table = g_ptr_array_index(tables, i);
        if (has_column(table, "owner") && has_column(table, "lease_until_s"))
            is_read = count_claims(store, table, &owner, ret_count, error);
    }
    journal_owner_clear(&owner);
    return is_read;
}

#include "desk_updates.h"

void
desk_update_free(DeskUpdate *update)
{
    if (update == NULL)
        return;
    g_free(update->transaction_id);
    g_free(update->state);
    g_free(update->comments);
    g_free(update->acknowledged);
    g_free(update->words);
    g_free(update);
}

gboolean
desk_updates_add(DeskStore *store, const DeskUpdate *update, GError **error)
{
    g_autofree char *transaction_id = g_uuid_string_random();
    g_autoptr(DeskStatement) insert = desk_store_prepare(
        store,
        "INSERT INTO updates (transaction_id, ticket, state, comments, comment, time)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        error);
    if (insert == NULL)
        return FALSE;
    desk_statement_bind_text(insert, 1, transaction_id);
    desk_statement_bind_int(insert, 2, update->ticket);
    desk_statement_bind_text(insert, 3, update->state);
    desk_statement_bind_text(insert, 4, update->comments);
    desk_statement_bind_int(insert, 5, update->comment);
    desk_statement_bind_int(insert, 6, desk_clock_now_ms());
    return desk_statement_step(insert, NULL, error);
}

static DeskUpdate *
update_from_row(DeskStatement *row)
{
    DeskUpdate *update = g_new0(DeskUpdate, 1);
    update->id = sqlite3_column_int64(row, 0);
    update->transaction_id = g_strdup(desk_statement_text(row, 1));
    update->ticket = sqlite3_column_int64(row, 2);
    update->state = g_strdup(desk_statement_text(row, 3));
    update->comments = g_strdup(desk_statement_text(row, 4));
    update->comment = sqlite3_column_int64(row, 5);
    update->time_ms = sqlite3_column_int64(row, 6);
    update->told = sqlite3_column_int64(row, 7);
    update->acknowledged = g_strdup(desk_statement_text(row, 8));
    update->words = g_strdup(desk_statement_text(row, 9));
    return update;
}

GPtrArray *
desk_updates_list(DeskStore *store, gboolean has_acknowledged, GError **error)
{
    g_autoptr(GPtrArray) updates = g_ptr_array_new_with_free_func((GDestroyNotify)desk_update_free);
    g_autoptr(DeskStatement) select = desk_store_prepare(
        store,
        "SELECT id, transaction_id, ticket, state, comments, comment, time, told, acknowledged,"
        " words FROM updates WHERE ? OR acknowledged = '' ORDER BY id",
        error);
    if (select == NULL)
        return NULL;
    gboolean has_row = TRUE;
    desk_statement_bind_int(select, 1, has_acknowledged);
    while (desk_statement_step(select, &has_row, error)) {
        if (!has_row)
            return g_steal_pointer(&updates);
        g_ptr_array_add(updates, update_from_row(select));
    }
    return NULL;
}

gboolean
desk_updates_count(DeskStore *store, const DeskUpdate *update, GError **error)
{
    g_autoptr(DeskStatement) count =
        desk_store_prepare(store, "UPDATE updates SET told = told + 1 WHERE id = ?", error);
    if (count == NULL)
        return FALSE;
    desk_statement_bind_int(count, 1, update->id);
    return desk_statement_step(count, NULL, error);
}

gboolean
desk_updates_acknowledge(DeskStore *store, const DeskUpdate *update, GError **error)
{
    g_autoptr(DeskStatement) change = desk_store_prepare(
        store,
        "UPDATE updates SET words = CASE acknowledged WHEN '' THEN ?4 ELSE words END,"
        " acknowledged = CASE acknowledged WHEN '' THEN ?3 ELSE acknowledged END"
        " WHERE transaction_id = ?1 AND ticket = ?2",
        error);
    if (change == NULL)
        return FALSE;
    desk_statement_bind_text(change, 1, update->transaction_id);
    desk_statement_bind_int(change, 2, update->ticket);
    desk_statement_bind_text(change, 3, update->acknowledged);
    desk_statement_bind_text(change, 4, update->words);
    if (!desk_statement_step(change, NULL, error))
        return FALSE;
    if (desk_store_changes(store) == 0)
        g_set_error(error, DESK_ERROR, DESK_ERROR_NOT_FOUND, "no such update of this ticket: %s",
                    update->transaction_id);
    return desk_store_changes(store) != 0;
}

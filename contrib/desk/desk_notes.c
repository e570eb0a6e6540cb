#include "desk_notes.h"

void
desk_note_free(DeskNote *note)
{
    if (note == NULL)
        return;
    g_free(note->action);
    g_free(note->text);
    g_free(note->reference_number);
    g_free(note->content_type);
    g_free(note->sys_id);
    g_free(note);
}

char *
desk_notes_new_sys_id(void)
{
    g_autofree char *uuid = g_uuid_string_random();
    g_auto(GStrv) parts = g_strsplit(uuid, "-", -1);
    return g_strjoinv("", parts);
}

gboolean
desk_notes_comment(DeskStore *store, gint64 ticket, const DeskNote *note, gint64 *ret_id,
                   GError **error)
{
    g_autoptr(DeskStatement) insert = desk_store_prepare(
        store,
        "INSERT INTO comments (ticket, reference_number, action, text, time, request)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        error);
    if (insert == NULL)
        return FALSE;
    desk_statement_bind_int(insert, 1, ticket);
    desk_statement_bind_text(insert, 2, note->reference_number);
    desk_statement_bind_text(insert, 3, note->action);
    desk_statement_bind_text(insert, 4, note->text);
    desk_statement_bind_int(insert, 5, desk_clock_now_ms());
    desk_statement_bind_int(insert, 6, note->request);
    if (!desk_statement_step(insert, NULL, error))
        return FALSE;
    if (ret_id != NULL)
        *ret_id = desk_store_last_id(store);
    return TRUE;
}

gboolean
desk_notes_attach(DeskStore *store, gint64 ticket, const DeskNote *note, GBytes *content,
                  GError **error)
{
    g_autoptr(DeskStatement) insert = desk_store_prepare(
        store,
        "INSERT INTO attachments (ticket, name, size, time, request, content, content_type, sys_id,"
        " comment) VALUES (?, ?, ?, ?, ?, ?, coalesce(?, ''), ?, ?)",
        error);
    if (insert == NULL)
        return FALSE;
    gsize size = 0;
    const void *bytes = g_bytes_get_data(content, &size);
    g_autofree char *sys_id = desk_notes_new_sys_id();
    desk_statement_bind_int(insert, 1, ticket);
    desk_statement_bind_text(insert, 2, note->text);
    desk_statement_bind_int(insert, 3, (gint64)size);
    desk_statement_bind_int(insert, 4, desk_clock_now_ms());
    desk_statement_bind_int(insert, 5, note->request);
    /* With a NULL pointer SQLite would store NULL instead of an empty blob. */
    sqlite3_bind_blob64(insert, 6, size > 0 ? bytes : "", size, SQLITE_STATIC);
    desk_statement_bind_text(insert, 7, note->content_type);
    desk_statement_bind_text(insert, 8, sys_id);
    desk_statement_bind_int(insert, 9, note->comment);
    return desk_statement_step(insert, NULL, error);
}

/* Reads rows of (id, time, request, size, comment, action, text, reference_number, content_type,
 * sys_id).
 */
static GPtrArray *
read_notes(DeskStore *store, const char *sql, gint64 ticket, GError **error)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func((GDestroyNotify)desk_note_free);
    g_autoptr(DeskStatement) select = desk_store_prepare(store, sql, error);
    if (select == NULL)
        return NULL;
    gboolean has_row = TRUE;
    desk_statement_bind_int(select, 1, ticket);
    while (desk_statement_step(select, &has_row, error)) {
        if (!has_row)
            return g_steal_pointer(&notes);
        DeskNote *note = g_new0(DeskNote, 1);
        note->id = sqlite3_column_int64(select, 0);
        note->time_ms = sqlite3_column_int64(select, 1);
        note->request = sqlite3_column_int64(select, 2);
        note->size = sqlite3_column_int64(select, 3);
        note->comment = sqlite3_column_int64(select, 4);
        note->action = g_strdup(desk_statement_text(select, 5));
        note->text = g_strdup(desk_statement_text(select, 6));
        note->reference_number = g_strdup(desk_statement_text(select, 7));
        note->content_type = g_strdup(desk_statement_text(select, 8));
        note->sys_id = g_strdup(desk_statement_text(select, 9));
        g_ptr_array_add(notes, note);
    }
    return NULL;
}

GPtrArray *
desk_notes_comments(DeskStore *store, gint64 ticket, GError **error)
{
    return read_notes(store,
                      "SELECT id, time, request, 0, 0, action, text, reference_number, '', ''"
                      " FROM comments WHERE ticket = ? ORDER BY id",
                      ticket, error);
}

GPtrArray *
desk_notes_attachments(DeskStore *store, gint64 ticket, GError **error)
{
    return read_notes(store,
                      "SELECT id, time, request, size, comment, '', name, '', content_type, sys_id"
                      " FROM attachments WHERE ticket = ? ORDER BY id",
                      ticket, error);
}

/* Reads the bytes in a column of the one row of a query. */
static GBytes *
read_content(DeskStatement *select, int column, GError **error)
{
    gboolean has_row = FALSE;
    if (!desk_statement_step(select, &has_row, error))
        return NULL;
    if (!has_row) {
        g_set_error_literal(error, DESK_ERROR, DESK_ERROR_NOT_FOUND, "no such attachment");
        return NULL;
    }
    const void *content = sqlite3_column_blob(select, column);
    return g_bytes_new(content, (gsize)sqlite3_column_bytes(select, column));
}

GBytes *
desk_notes_content(DeskStore *store, gint64 ticket, gint64 attachment, char **ret_name,
                   GError **error)
{
    g_autoptr(DeskStatement) select = desk_store_prepare(
        store, "SELECT name, content FROM attachments WHERE ticket = ? AND id = ?", error);
    if (select == NULL)
        return NULL;
    desk_statement_bind_int(select, 1, ticket);
    desk_statement_bind_int(select, 2, attachment);
    GBytes *content = read_content(select, 1, error);
    if (content != NULL && ret_name != NULL)
        *ret_name = g_strdup(desk_statement_text(select, 0));
    return content;
}

GBytes *
desk_notes_find(DeskStore *store, const char *sys_id, DeskNote **ret_note, GError **error)
{
    g_autoptr(DeskStatement) select = desk_store_prepare(
        store,
        "SELECT name, content_type, content FROM attachments WHERE sys_id = ? AND sys_id <> ''",
        error);
    if (select == NULL)
        return NULL;
    desk_statement_bind_text(select, 1, sys_id);
    GBytes *content = read_content(select, 2, error);
    if (content == NULL)
        return NULL;
    DeskNote *note = g_new0(DeskNote, 1);
    note->text = g_strdup(desk_statement_text(select, 0));
    note->content_type = g_strdup(desk_statement_text(select, 1));
    *ret_note = note;
    return content;
}

#include "desk_change.h"

#include <gio/gio.h>

#include "desk_dialect.h"
#include "desk_updates.h"

static gboolean
attach_file(DeskStore *store, gint64 ticket, gint64 comment, const char *path, GError **error)
{
    char *text = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &text, &size, error))
        return FALSE;
    g_autoptr(GBytes) content = g_bytes_new_take(text, size);
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *type = g_content_type_guess(base, (const guchar *)text, size, NULL);
    g_autoptr(DeskNote) note = g_new0(DeskNote, 1);
    note->text = g_utf8_make_valid(base, -1);
    note->content_type = g_content_type_get_mime_type(type);
    if (note->content_type == NULL)
        note->content_type = g_strdup("application/octet-stream");
    note->comment = comment;
    return desk_notes_attach(store, ticket, note, content, error);
}

/* Adds the comment and its files. ret_comment: the row of the comment, unchanged without a comment.
 */
static gboolean
add_comment(DeskStore *store, const DeskTicket *ticket, const DeskChange *change,
            gint64 *ret_comment, GError **error)
{
    if (!change->has_comment && change->files == NULL)
        return TRUE;
    const char *text = change->text != NULL ? change->text : "";
    if (!desk_tickets_remark(store, ticket, text, ret_comment, error))
        return FALSE;
    for (char **file = change->files; file != NULL && *file != NULL; file++) {
        if (!attach_file(store, ticket->id, *ret_comment, *file, error))
            return FALSE;
    }
    return TRUE;
}

gboolean
desk_change_run(DeskStore *store, const DeskTicket *ticket, const DeskChange *change,
                GError **error)
{
    gint64 comment = 0;
    if (change->state != NULL &&
        !desk_tickets_move(store, ticket, change->state, change->text, error))
        return FALSE;
    if (!add_comment(store, ticket, change, &comment, error))
        return FALSE;
    if (!desk_dialect_of(store)->has_updates)
        return TRUE;
    g_autoptr(DeskUpdate) update = g_new0(DeskUpdate, 1);
    update->ticket = ticket->id;
    update->state = g_strdup(change->state != NULL ? change->state : ticket->state);
    update->comments = g_strdup(change->text != NULL ? change->text : "");
    update->comment = comment;
    return desk_updates_add(store, update, error);
}

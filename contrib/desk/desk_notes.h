#pragma once

/*
 * Comments and attachments of tickets, as rows of the store: from requests, and from the desk
 * itself. Knows of a ticket only its row id.
 */

#include "desk_store.h"

/* One row of comments or attachments; text is the comment or the name of the file. */
typedef struct {
    gint64 id;
    gint64 time_ms;
    gint64 request; /* 0: from the desk itself */
    gint64 size;    /* attachments: decoded bytes */
    gint64 comment; /* attachments from the desk itself: the row of their comment, else 0 */
    char
        *action; /* comments: Comment, Response, Close, Reopen; Desk for one from the desk itself */
    char *text;  /* unchanged: escape it wherever it is shown */
    char *reference_number; /* comments: as in the request */
    char *content_type;     /* attachments: (nullable) as in the request */
    char *sys_id;           /* attachments: 32 hexadecimal digits */
} DeskNote;

/* note: (nullable) (transfer full) */
void desk_note_free(DeskNote *note);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskNote, desk_note_free)

/* Returns: (transfer full): 32 random hexadecimal digits. */
char *desk_notes_new_sys_id(void);

/*
 * Stores a comment (action, text, reference_number, request) of a ticket. ret_id: (nullable).
 * Errors: DESK_ERROR_STORAGE.
 */
gboolean desk_notes_comment(DeskStore *store, gint64 ticket, const DeskNote *note, gint64 *ret_id,
                            GError **error);

/* Stores an attachment (text, content_type, request, comment). Errors: DESK_ERROR_STORAGE. */
gboolean desk_notes_attach(DeskStore *store, gint64 ticket, const DeskNote *note, GBytes *content,
                           GError **error);

/* Returns: (transfer full) (nullable): DeskNote, oldest first; NULL with DESK_ERROR_STORAGE. */
GPtrArray *desk_notes_comments(DeskStore *store, gint64 ticket, GError **error);
GPtrArray *desk_notes_attachments(DeskStore *store, gint64 ticket, GError **error);

/*
 * Reads one attachment of one ticket.
 *
 * Returns: (transfer full) (nullable): the bytes, or NULL with DESK_ERROR_NOT_FOUND or
 * DESK_ERROR_STORAGE; ret_name (nullable) (transfer full) is its name.
 */
GBytes *desk_notes_content(DeskStore *store, gint64 ticket, gint64 attachment, char **ret_name,
                           GError **error);

/*
 * Reads the attachment with this sys_id. Returns: (transfer full) (nullable): its bytes, or NULL
 * with DESK_ERROR_NOT_FOUND or DESK_ERROR_STORAGE; ret_note (transfer full) has its text and
 * content_type.
 */
GBytes *desk_notes_find(DeskStore *store, const char *sys_id, DeskNote **ret_note, GError **error);

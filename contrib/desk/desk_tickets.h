#pragma once

/*
 * Tickets with their comments and attachments, as rows of the store. Knows the states, and which
 * actions each of them allows. Does not depend on the form of requests and answers.
 */

#include "desk_store.h"

/* A ticket number is INC and at least seven digits. */
#define DESK_TICKET_FORMAT "INC%07" G_GINT64_FORMAT

/* All states, ended by NULL. */
extern const char *const desk_ticket_states[];

typedef struct {
    gint64 id;
    char *reference_number;
    char *sys_id;
    char *short_description;
    char *description;
    char *ci;
    char *service;
    char *state; /* New, In Progress, On Hold, Resolved, Closed or Canceled */
    char *pending_reason;
    char *close_code;
    char *solution;
    gint64 created_ms;
    gint64 updated_ms;
    gint64 request; /* the id of the request that created it */
} DeskTicket;

/* One row of comments or attachments; text is the comment or the name of the file. */
typedef struct {
    gint64 id;
    gint64 time_ms;
    gint64 request;
    gint64 size;  /* attachments: decoded bytes */
    char *action; /* comments: Comment, Close, Reopen; Desk for one from the desk itself */
    char *text;   /* unchanged: escape it wherever it is shown */
    char *reference_number; /* comments: as in the request */
} DeskNote;

void desk_ticket_free(DeskTicket *ticket);
void desk_note_free(DeskNote *note);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskTicket, desk_ticket_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskNote, desk_note_free)

/* Returns: (transfer full): the ticket number of a row. */
char *desk_ticket_number(gint64 id);

/*
 * Stores a new ticket with the texts, ci, service and request of ticket. Sets id, sys_id, state and
 * times in ticket, where they must be unset. With is_unique a reference number that another ticket
 * has is refused with DESK_ERROR_BAD_REQUEST. Other errors: DESK_ERROR_STORAGE.
 */
gboolean desk_tickets_insert(DeskStore *store, DeskTicket *ticket, gboolean is_unique,
                             GError **error);

/*
 * Finds a ticket by its number: `INC` and digits in their one valid spelling.
 *
 * Returns: (transfer full) (nullable): the ticket, or NULL with DESK_ERROR_NOT_FOUND or
 * DESK_ERROR_STORAGE.
 */
DeskTicket *desk_tickets_find(DeskStore *store, const char *number, GError **error);

/* Returns: (transfer full) (nullable): DeskTicket, oldest first; NULL with DESK_ERROR_STORAGE. */
GPtrArray *desk_tickets_list(DeskStore *store, GError **error);

/*
 * Applies an action of the API to a ticket, and stores note (action, text, reference_number,
 * request) as its comment. Errors: DESK_ERROR_BAD_REQUEST for an unknown action,
 * DESK_ERROR_PRECONDITION if the state forbids it, DESK_ERROR_STORAGE.
 */
gboolean desk_tickets_act(DeskStore *store, const DeskTicket *ticket, const DeskNote *note,
                          GError **error);

/*
 * Moves a ticket to a state, as people at the desk do, from any state. text (nullable) becomes the
 * pending_reason for On Hold, and the solution for Resolved and Closed. Errors:
 * DESK_ERROR_NOT_FOUND, DESK_ERROR_STORAGE.
 */
gboolean desk_tickets_move(DeskStore *store, const char *number, const char *state,
                           const char *text, GError **error);

/*
 * Adds a comment from the desk itself (action Desk, request 0), in any state of the ticket. Errors:
 * DESK_ERROR_STORAGE.
 */
gboolean desk_tickets_remark(DeskStore *store, const DeskTicket *ticket, const char *text,
                             GError **error);

/* Stores an attachment of a request. Errors: DESK_ERROR_STORAGE. */
gboolean desk_tickets_attach(DeskStore *store, const DeskNote *note, gint64 ticket, GBytes *content,
                             GError **error);

/* Returns: (transfer full) (nullable): DeskNote, oldest first; NULL with DESK_ERROR_STORAGE. */
GPtrArray *desk_tickets_comments(DeskStore *store, gint64 ticket, GError **error);
GPtrArray *desk_tickets_attachments(DeskStore *store, gint64 ticket, GError **error);

/*
 * Reads one attachment of one ticket.
 *
 * Returns: (transfer full) (nullable): the bytes, or NULL with DESK_ERROR_NOT_FOUND or
 * DESK_ERROR_STORAGE; ret_name (nullable) (transfer full) is its name.
 */
GBytes *desk_tickets_content(DeskStore *store, gint64 ticket, gint64 attachment, char **ret_name,
                             GError **error);

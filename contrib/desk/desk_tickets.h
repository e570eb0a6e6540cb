#pragma once

/*
 * Tickets as rows of the store. Knows their numbers, the states, and which actions each of them
 * allows. Does not depend on the form of requests and answers.
 */

#include "desk_notes.h"
#include "desk_store.h"

/* The types of the tickets of Customer Connect; those of the Incident API have "". */
#define DESK_TYPE_INCIDENT "Incident"
#define DESK_TYPE_REQUEST "Request for Information"
#define DESK_TYPE_CHANGE "Change Request"

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
    gint64 request; /* the id of the request that created it; 0 if the desk did */
    char *number;
    /* only in Customer Connect, else "": */
    char *ticket_type;
    char *priority;
    char *contact;
    char *user;
    char *desired_delivery_date;
} DeskTicket;

void desk_ticket_free(DeskTicket *ticket);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskTicket, desk_ticket_free)

/*
 * Returns: (transfer full): the ticket number of a row: `INC0000001` for the Incident API (type
 * ""), and for each type of Customer Connect three letters of its own: `INC#00000001`.
 */
char *desk_ticket_number(gint64 id, const char *ticket_type);

/*
 * Stores a new ticket with the texts (NULL counts as "") and request of ticket. Sets id, number,
 * sys_id, state and times in ticket, where they must be unset. With is_unique a reference number
 * that another ticket has is refused with DESK_ERROR_BAD_REQUEST. Other errors: DESK_ERROR_STORAGE.
 */
gboolean desk_tickets_insert(DeskStore *store, DeskTicket *ticket, gboolean is_unique,
                             GError **error);

/*
 * Finds a ticket by its number, in its one valid spelling.
 *
 * Returns: (transfer full) (nullable): the ticket, or NULL with DESK_ERROR_NOT_FOUND or
 * DESK_ERROR_STORAGE.
 */
DeskTicket *desk_tickets_find(DeskStore *store, const char *number, GError **error);

/* Returns: (transfer full) (nullable): the ticket of a row; NULL with DESK_ERROR_STORAGE. */
DeskTicket *desk_tickets_get(DeskStore *store, gint64 id, GError **error);

/* Returns: (transfer full) (nullable): DeskTicket, oldest first; NULL with DESK_ERROR_STORAGE. */
GPtrArray *desk_tickets_list(DeskStore *store, GError **error);

/* The same without those that are Closed or Canceled. */
GPtrArray *desk_tickets_list_open(DeskStore *store, GError **error);

/*
 * Applies an action of the API to a ticket, and stores note (action, text, reference_number,
 * request) as its comment. Errors: DESK_ERROR_BAD_REQUEST for an unknown action,
 * DESK_ERROR_PRECONDITION if the state forbids it, DESK_ERROR_STORAGE.
 */
gboolean desk_tickets_act(DeskStore *store, const DeskTicket *ticket, const DeskNote *note,
                          GError **error);

/*
 * Moves a ticket to a state, as people at the desk do, from any state. text (nullable) becomes the
 * pending_reason for On Hold, and the solution for Resolved and Closed. Errors: DESK_ERROR_STORAGE.
 */
gboolean desk_tickets_move(DeskStore *store, const DeskTicket *ticket, const char *state,
                           const char *text, GError **error);

/*
 * Adds a comment from the desk itself (action Desk, request 0), in any state of the ticket. ret_id:
 * (nullable): the row of the comment. Errors: DESK_ERROR_STORAGE.
 */
gboolean desk_tickets_remark(DeskStore *store, const DeskTicket *ticket, const char *text,
                             gint64 *ret_id, GError **error);

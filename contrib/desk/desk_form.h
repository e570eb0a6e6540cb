#pragma once

/*
 * What the form on a ticket's page does: a change of state and a comment, as somebody at the desk
 * would make them. Who may send it is in desk_door.h.
 */

#include "desk_answer.h"
#include "desk_store.h"

typedef struct {
    const char *path;       /* `/ticket/INC0000001` */
    const char *form_token; /* the secret of this process that its forms carry */
    const char *media_type; /* nullable: the Content-Type without its parameters */
    GBytes *body;           /* token, state, comment */
} DeskFormRequest;

/*
 * Does what the form says, in a transaction of its own. A text goes to the comments and, as with
 * the commands, to the reason of On Hold or the solution of Resolved and Closed when the state
 * changes.
 *
 * Returns: (transfer full): 303 to the ticket's page; a page with 403 for a token that is not of
 * this process, 400 for a form without a change, 404 for an unknown ticket, 500 when the store
 * failed.
 */
DeskAnswer *desk_form_run(DeskStore *store, const DeskFormRequest *request);

#pragma once

/*
 * Carries out the form on a ticket's page: a change of state and a comment, as people at the desk
 * make them. desk_door.h decides who may send it.
 */

#include "desk_answer.h"
#include "desk_store.h"

typedef struct {
    const char *path;       /* `/ticket/INC0000001`, not percent-encoded */
    const char *form_token; /* the secret of this process in its forms */
    const char *media_type; /* nullable: the Content-Type without its parameters */
    GBytes *body;           /* token, state, comment */
} DeskFormRequest;

/*
 * Carries out the form in its own transaction. A text becomes a comment. If the state changes, it
 * also becomes the reason of On Hold or the solution of Resolved and Closed, as with the commands.
 *
 * Returns: (transfer full): 303 to the ticket's page; a page with 403 for a token of another
 * process, 400 for a form without a change, 404 for an unknown ticket, 500 if the store failed.
 */
DeskAnswer *desk_form_run(DeskStore *store, const DeskFormRequest *request);

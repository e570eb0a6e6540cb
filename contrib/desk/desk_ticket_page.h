#pragma once

/* The page of one ticket: its data, a form to change it, its text, and comments with their files.
 */

#include "desk_answer.h"
#include "desk_store.h"
#include "desk_tickets.h"

/*
 * form_token: the secret in the form (desk_form.h). Returns: (transfer full): the page, or one that
 * says what went wrong.
 */
DeskAnswer *desk_ticket_page(DeskStore *store, const DeskTicket *ticket, const char *form_token);

/* ticket_step.h - the step that brings a mail to its ticket: find it, decide, write. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Finds the ticket that the mail is about and decides what happens to it. If an earlier try sent a
 * close, that is continued. Errors: those of ticket_finder.h, conversation.h, ticket_content.h. */
gboolean ticket_step_decide(RouteMail *mail, GError **error);

/* Writes what was decided. If a ticket cannot take the update (it is gone, or its state forbids
 * it), a new ticket names it. If the ticket system will never take the mail, it is quarantined,
 * with DELIVERY_ERROR_API_REFUSED. Other errors: as ticket_writer_main(). */
gboolean ticket_step_run(RouteMail *mail, GError **error);

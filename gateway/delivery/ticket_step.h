/* ticket_step.h - the step that brings a mail to its ticket: found, decided on, written. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Finds the ticket that the mail is about and decides what happens to it. A close that an earlier
 * try sent is gone on with. Errors: those of ticket_finder.h, conversation.h, ticket_content.h. */
gboolean ticket_step_decide(RouteMail *mail, GError **error);

/* Writes what was decided. A ticket that cannot take the update (gone, or its state forbids it) is
 * named by a new one. What the ticket system will never take is quarantined, and
 * DELIVERY_ERROR_API_REFUSED. Else as ticket_writer_main(). */
gboolean ticket_step_run(RouteMail *mail, GError **error);

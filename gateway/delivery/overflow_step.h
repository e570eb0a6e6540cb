/* overflow_step.h - the step after the ticket: it is remembered, and gets the attachments that did
 * not go with the main request. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Remembers the mail (conversation.h), then sends the attachments from record->files_done on, and
 * records each request, on disk. What is refused goes one by one; what is then refused alone is
 * quarantined and named in a comment. Costs nothing where there are none. Errors: the journal's,
 * DELIVERY_ERROR_API_*, quarantine_copy()'s. */
gboolean overflow_step_run(RouteMail *mail, GError **error);

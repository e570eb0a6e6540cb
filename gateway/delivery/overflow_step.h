/* overflow_step.h - the step after the ticket: remembers it, and sends the attachments that did not
 * fit into the main request. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Remembers the mail (conversation.h), then sends the attachments from record->files_done on, and
 * records each request on disk. If a request is refused, its files are sent one by one; a file that
 * is then refused alone is quarantined, and a comment names it. Costs nothing if there are no more
 * files. Errors: the journal's, DELIVERY_ERROR_API_*, quarantine_copy()'s. */
gboolean overflow_step_run(RouteMail *mail, GError **error);

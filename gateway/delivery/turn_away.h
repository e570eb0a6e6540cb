/* turn_away.h - the step of a mail that gets no ticket: ignored for good, or refused. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* What is ignored is kept for a while; what is refused goes back to its sender, by a confirmation
 * of ours or, DELIVERY_ERROR_REFUSED, by the mail server. The reason is for the log alone: what the
 * sender reads is the same whatever it is. Errors else: those of quarantine_copy(), confirm_run().
 */
gboolean turn_away_run(RouteMail *mail, GError **error);

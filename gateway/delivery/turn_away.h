/* turn_away.h - the step of a mail that gets no ticket: ignored for good, or refused. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* An ignored mail is quarantined for a while. A refused mail goes back to its sender: by our
 * confirmation, or by the mail server with DELIVERY_ERROR_REFUSED. The reason is only logged; the
 * sender reads the same text for any reason. Other errors: those of quarantine_copy(),
 * confirm_run(). */
gboolean turn_away_run(RouteMail *mail, GError **error);

/* earlier_try.h - continues where an earlier try of the same mail stopped. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* The ticket of the mail exists, so the decision of the earlier try still holds: it is made from
 * the record. DELIVERY_ERROR_TEMPORARY if the record names an action that this version does not
 * know; then a newer version can continue, or the operator has to help. */
gboolean earlier_try_resume(RouteMail *mail, GError **error);

/* Whether an earlier try sent a close but did not learn whether it worked, and the ticket is closed
 * now. */
gboolean earlier_try_has_closed(const RouteMail *mail);

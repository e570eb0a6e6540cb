/* earlier_try.h - goes on where an earlier try of the same mail stopped. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* The ticket of the mail is there: what was decided then still holds, and is made of the record.
 * DELIVERY_ERROR_TEMPORARY where the record names an action that this version does not know: a
 * newer one may, or the operator. */
gboolean earlier_try_resume(RouteMail *mail, GError **error);

/* Whether an earlier try sent a close and never learned that it worked: the ticket that was found
 * is closed. */
gboolean earlier_try_has_closed(const RouteMail *mail);

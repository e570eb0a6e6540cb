/* ticket_writer.h - carries a Decision out: the main request to the ticket system. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Sends the main request and fills ticket_number and action of the record; recording them is the
 * caller's. A create that an earlier try, or this one, may already have done is looked up by its
 * reference number first, and adopted where it is there. A request that is refused with its
 * attachments is tried without them; they then go one by one (overflow_step.h).
 *
 * What the API, or a proxy before it, does not take without them either (413, 414, 415, 422; 403
 * where other requests pass) goes into the quarantine, and a ticket or comment of a few words says
 * so.
 *
 * Errors: DELIVERY_ERROR_API_*; API_REFUSED with the API's own words as its message: the ticket
 * system will never take it, and has no ticket of it. API_NOT_FOUND and API_STATE say that an
 * update cannot be done and that nothing was recorded. */
gboolean ticket_writer_main(const RouteMail *mail, GError **error);

/* Whether the request is refused while the API works, so that its content is the reason. */
gboolean ticket_writer_is_refusal(const DeliveryContext *context, const GError *problem);

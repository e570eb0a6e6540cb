/* ticket_writer.h - carries out a Decision: sends the main request to the ticket system. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Sends the main request and sets ticket_number and action of the record; the caller records them.
 * If an earlier try, or this one, may have made the ticket already, it is first looked up by its
 * reference number, and used if it exists. A request that is refused with its attachments is tried
 * without them; they are then sent one by one (overflow_step.h).
 *
 * If the API, or a proxy before it, refuses it without attachments too (413, 414, 415, 422; 403 if
 * other requests pass), the mail is quarantined, and a ticket or comment of a few words says so.
 *
 * Errors: DELIVERY_ERROR_API_*. API_REFUSED has the API's own words as its message: the ticket
 * system will never take the mail, and has no ticket of it. API_NOT_FOUND and API_STATE mean that
 * an update is not possible and that nothing was recorded.
 */
gboolean ticket_writer_main(const RouteMail *mail, GError **error);

/* Whether the API refuses the request although it works, so that the content must be the reason. */
gboolean ticket_writer_is_refusal(const DeliveryContext *context, const GError *problem);

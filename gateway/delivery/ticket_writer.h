/* ticket_writer.h - carries a Decision out: the requests to the API. */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery/request_plan.h"
#include "gateway/journal/journal_mail.h"

/* The number of the active ticket that carries our reference, or NULL without error: there is none.
 * Errors: ticket_system_list()'s. (transfer full) (nullable) */
char *ticket_writer_look_up(const DeliveryContext *context, const char *reference_number,
                            GError **error);

/* Sends the main request and fills ticket_number and action of `mail`; recording them is the
 * caller's. A create that an earlier try, or this one, may already have done is looked up by its
 * reference number first, and adopted where it is there. A request that is refused with its
 * attachments is tried without them; they then go one by one (ticket_writer_overflow()).
 *
 * What the API, or a proxy before
 * it, does not take without them either (413, 414, 415, 422; 403 where other requests pass) goes
 * into the quarantine, and a ticket or comment of a few words says so.
 *
 * Errors: DELIVERY_ERROR_API_*; API_REFUSED with the API's own words as its message: the ticket
 * system will never take it, and has no ticket of it. API_NOT_FOUND and API_STATE say that an
 * update cannot be done and that nothing was recorded. */
gboolean ticket_writer_main(const DeliveryContext *context, const RequestPlanInput *plan,
                            JournalMail *mail, GError **error);

/* Sends the attachments that did not go with the main request, from mail->files_done on, and
 * records each request, durably. What is refused goes one by one; what is then refused alone is
 * quarantined and named in a comment. Costs nothing where there are none. */
gboolean ticket_writer_overflow(const DeliveryContext *context, const RequestPlanInput *plan,
                                JournalMail *mail, GError **error);

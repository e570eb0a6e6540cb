/* redelivery.h - delivers a mail again, on purpose, and exactly once for each command.
 *
 * For the journal and the ticket system, the nth further delivery is a mail of its own: its names
 * (mail_key.h) contain the number n. n is the first number that the journal does not have as done.
 * So if a command was killed, the same command continues it; only a command after its end makes
 * another ticket.
 */
#pragma once

#include "gateway/delivery/delivery_context.h"

/* Sets the number of the delivery (MailIdentity.copy) for the mail of `context`: the first that is
 * not done on all of `routes` (element-type Route). The context must be open. Errors: those of the
 * journal; DELIVERY_ERROR_USAGE after 1,000 deliveries. */
gboolean redelivery_choose(DeliveryContext *context, const GPtrArray *routes, GError **error);

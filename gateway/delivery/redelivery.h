/* redelivery.h - delivers a mail once more, on purpose, and each time exactly once.
 *
 * The nth further delivery is a mail of its own for the journal and the ticket system: its names
 * (mail_key.h) contain the number n. It is the first that the journal does not have as done, so a
 * command that was killed is continued by the same command, and only the next one after its end
 * makes another ticket. */
#pragma once

#include "gateway/delivery/delivery_context.h"

/* Sets the number of the delivery (MailIdentity.copy) for the mail of `context`: the first one that
 * is not done on each of `routes` (element-type Route). The context has to be open. Errors: those
 * of the journal; DELIVERY_ERROR_USAGE after 1,000 deliveries. */
gboolean redelivery_choose(DeliveryContext *context, const GPtrArray *routes, GError **error);

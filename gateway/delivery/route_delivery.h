/* route_delivery.h - delivers one message on one of its routes, from the claim to the last record.
 *
 * A mail to two departments has two deliveries, each with its own key, ticket and confirmation.
 */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/policy/route.h"

/* Claims the message for this route, decides, writes the ticket and the confirmation, and records
 * each step. TRUE: it is done, now or earlier. On failure the claim is given up, finished steps
 * stay recorded, and delivery_error_exit_status() maps the error. `context` must be open. */
gboolean route_delivery_run(DeliveryContext *context, const Route *route, GError **error);

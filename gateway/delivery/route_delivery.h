/* route_delivery.h - one message on one of its routes: from the claim to the last record.
 *
 * A mail to two departments is two of these, each with its own key, ticket and confirmation.
 */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/policy/route.h"

/* Claims the message for this route, decides, writes the ticket and the confirmation, and records
 * each step. TRUE: done, also where it was done before. On failure the claim is given up, the steps
 * that were done stay recorded, and the error is what delivery_error_exit_status() maps. `context`
 * is open. */
gboolean route_delivery_run(DeliveryContext *context, const Route *route, GError **error);

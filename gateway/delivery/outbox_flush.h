/* outbox_flush.h - hands confirmations from the outbox to the mail server. */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/journal/journal_outbox.h"

/* Hands over one confirmation from the outbox and records the result. FALSE if the MTA could not be
 * reached: then it is due again later, and it makes no sense to try others. */
gboolean outbox_flush_item(const DeliveryContext *context, const OutboxItem *item);

/* Tries a few of the confirmations that are due. Only logs errors, and never fails a delivery. */
void outbox_flush_run(const DeliveryContext *context);

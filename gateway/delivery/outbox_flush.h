/* outbox_flush.h - hands confirmations from the outbox to the mail server. */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/journal/journal_outbox.h"

/* Hands one over, which is in the outbox, and notes what came of it. FALSE where the MTA could not
 * be reached: it is due again later, and others need not be tried. */
gboolean outbox_flush_item(const DeliveryContext *context, const OutboxItem *item);

/* Tries what is due in the outbox, a few confirmations at most; logs, and never fails a delivery.
 */
void outbox_flush_run(const DeliveryContext *context);

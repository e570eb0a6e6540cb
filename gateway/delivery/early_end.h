/* early_end.h - tells of a mail that ended before its routes were begun: too large, without a
 * route, or not taken in because of a disk, a scanner or a key.
 *
 * "I wrote and got no ticket" has an answer for these mails, too. */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/spool.h"

/* Writes the line in the log and the row in the trace (delivery_trace.h), one for each route of the
 * envelope's recipients, or one if there is no route. Sender, Message-ID and Subject are those of
 * the message in `context`, else of the header in `spool`; NULL: nothing of the message came. The
 * journal is opened if that is possible. */
void early_end_tell(DeliveryContext *context, const Spool *spool, const GError *problem);

/* news_queue.h - news of a ticket system that keeps a queue of updates until they are acknowledged.
 */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/journal/journal_news.h"

/* Takes the queue, [news] max_requests updates at most, those of one ticket together: records each
 * once, on disk, and the mails that tell it; then acknowledges it. An update of a ticket that the
 * journal does not know is refused, unless it is so new that the ticket may just be made. The first
 * run takes everything and tells nothing. Errors: the journal's, the ticket system's,
 * confirmation_compose()'s; what was done until then is recorded, and acknowledged by the next run
 * if it was not yet. */
gboolean news_queue_run(const DeliveryContext *context, const JournalNewsRun *run, GError **error);

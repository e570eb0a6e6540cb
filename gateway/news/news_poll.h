/* news_poll.h - news of a ticket system that reports no changes: its list of tickets is compared
 * with what the journal remembers. */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/journal/journal_news.h"

typedef struct {
    guint asked; /* single tickets */
    guint told;  /* changes that were worth a mail */
    guint left;  /* tickets to ask for that the next run has to */
} NewsPollResult;

/* Asks for the list, then for each known ticket whose state differs from the remembered one or that
 * is not in the list any more, those that waited longest first, [news] max_requests at most; tells
 * the people. The first run remembers all states and tells nothing. Errors: the journal's, the
 * ticket system's, confirmation_compose()'s; what was done until then is recorded. */
gboolean news_poll_run(const DeliveryContext *context, const JournalNewsRun *run,
                       NewsPollResult *ret_result, GError **error);

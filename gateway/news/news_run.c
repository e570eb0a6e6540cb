/* news_run.c - see news_run.h. Holds the claim of a run, and chooses how the ticket system is
 * asked.
 */
#include "gateway/news/news_run.h"

#include "gateway/delivery/outbox_flush.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_news.h"
#include "gateway/log.h"
#include "gateway/news/news_poll.h"
#include "gateway/news/news_queue.h"
#include "gateway/ticket_system/ticket_dialect.h"

/* The lease ends this long after the deadline of its process. */
#define LEASE_MARGIN_S 60

/* In the record of failures, where a mail has its key. */
#define RUN_KEY "news"

static gboolean
is_anybody_told(const Config *config)
{
    return config->news_to != CONFIG_NEWS_NONE && config->is_reply_on;
}

static gboolean
run_claimed(DeliveryContext *context, const JournalNewsRun *run, GError **error)
{
    GError *problem = NULL;
    NewsPollResult result = {0};
    gboolean is_done = ticket_dialect_has_news(ticket_dialect_of(context->config))
                           ? news_queue_run(context, run, &problem)
                           : news_poll_run(context, run, &result, &problem);

    api_backoff_leave(&context->backoff, RUN_KEY, problem);
    if (result.left > 0)
        log_info("news", "news: asked for %u tickets, %u are left for the next run", result.asked,
                 result.left);
    if (is_done)
        return TRUE;
    if (!g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY)) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    g_error_free(problem); /* paused: the next run comes in a minute */
    return TRUE;
}

gboolean
news_run_once(DeliveryContext *context, GError **error)
{
    JournalNewsRun run;

    if (!is_anybody_told(context->config))
        return journal_news_forget(context->journal, error);
    if (!journal_news_begin(context->journal, context->config->deadline_s + LEASE_MARGIN_S, &run,
                            error))
        return FALSE;
    if (!run.is_ours)
        return TRUE;
    gboolean is_done = run_claimed(context, &run, error);
    outbox_flush_run(context); /* what a run that crashed did not hand over */
    return journal_news_end(context->journal, is_done ? error : NULL) && is_done;
}

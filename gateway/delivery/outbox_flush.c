/* outbox_flush.c - see outbox_flush.h. journal_outbox.c keeps the outbox, submission.c hands a mail
 * over. */
#include "gateway/delivery/outbox_flush.h"

#include "gateway/confirmation/submission.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_tally.h"
#include "gateway/log.h"

/* one delivery sends a few confirmations of other mails, never all of them */
#define OUTBOX_FLUSH_MAX 5
#define OUTBOX_FLUSH_TIMEOUT_US (20 * G_USEC_PER_SEC)
#define OUTBOX_FLUSH_FIRST_RETRY_S 60
#define OUTBOX_FLUSH_LAST_RETRY_S 3600

static gint64
retry_at(Journal *journal, guint tries)
{
    gint64 wait_s = OUTBOX_FLUSH_FIRST_RETRY_S << MIN(tries, 6U);
    return journal_now_s(journal) + MIN(wait_s, (gint64)OUTBOX_FLUSH_LAST_RETRY_S);
}

static gboolean
note_in_transaction(Journal *journal, const OutboxItem *item, gboolean is_over,
                    const GError *problem, GError **error)
{
    const char *reason = problem != NULL ? problem->message : NULL;

    return (is_over ? journal_outbox_sent(journal, item->id, error)
                    : journal_outbox_failed(journal, item->id, retry_at(journal, item->tries),
                                            reason, error)) &&
           journal_tally_count(journal,
                               problem == NULL ? JOURNAL_TALLY_SUBMISSION_SUCCESS
                                               : JOURNAL_TALLY_SUBMISSION_FAILURE,
                               0, reason, error);
}

/* `is_over`: it is sent, or with a problem given up. */
static gboolean
note_try(Journal *journal, const OutboxItem *item, gboolean is_over, const GError *problem,
         GError **error)
{
    if (!journal_begin(journal, !is_over, error))
        return FALSE;
    if (note_in_transaction(journal, item, is_over, problem, error))
        return journal_commit(journal, error);
    journal_rollback(journal);
    return FALSE;
}

gboolean
outbox_flush_item(const DeliveryContext *context, const OutboxItem *item)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GError) journal_problem = NULL;
    gint64 deadline_us =
        MIN(context->deadline_us, g_get_monotonic_time() + OUTBOX_FLUSH_TIMEOUT_US);
    const SubmissionMail mail = {.recipient = item->recipient,
                                 .message = item->message,
                                 .heartbeat = delivery_context_heartbeat(context)};
    gboolean is_over = submission_send(context->config, &mail, deadline_us, &problem);
    if (!is_over && g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE)) {
        log_warning("reply", "reply to <%s> refused for good, given up: %s", item->recipient,
                    problem->message);
        is_over = TRUE;
    } else if (!is_over) {
        log_warning("reply", "reply to <%s> stays in the outbox: %s", item->recipient,
                    problem->message);
    }
    gboolean is_noted = note_try(context->journal, item, is_over, problem, &journal_problem);
    if (!is_noted)
        log_warning("journal", "outbox not brought up to date: %s", journal_problem->message);
    return is_over;
}

void
outbox_flush_run(const DeliveryContext *context)
{
    for (guint i = 0; i < OUTBOX_FLUSH_MAX; i++) {
        g_autoptr(GError) problem = NULL;
        g_autoptr(OutboxItem) item =
            journal_outbox_next(context->journal, journal_now_s(context->journal), &problem);
        if (problem != NULL)
            log_warning("journal", "outbox not read: %s", problem->message);
        if (item == NULL || !outbox_flush_item(context, item))
            return;
    }
}

/* answer.c - see answer.h. Whether an answer is due is decision.c's business. */
#include "gateway/delivery/answer.h"

#include <string.h>

#include "gateway/delivery/delivery_error.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/log.h"
#include "gateway/policy/answerable.h"
#include "gateway/reply/submission.h"

/* One delivery does a little of what others left, never all of it. */
#define ANSWER_FLUSH_MAX 5
#define ANSWER_TIMEOUT_US (20 * G_USEC_PER_SEC)
#define ANSWER_FIRST_RETRY_S 60
#define ANSWER_LAST_RETRY_S 3600

static ReplyKind
answer_kind(DecisionKind kind)
{
    switch (kind) {
    case DECISION_CREATE:
        return REPLY_KIND_CREATED;
    case DECISION_CLOSE:
        return REPLY_KIND_CLOSED;
    case DECISION_REOPEN:
        return REPLY_KIND_REOPENED;
    case DECISION_REJECT:
        return REPLY_KIND_REFUSED;
    case DECISION_COMMENT:
    case DECISION_IGNORE:
        break;
    }
    return REPLY_KIND_COMMENTED;
}

Reply *
answer_compose(const AnswerInput *input, GError **error)
{
    g_autofree char *why = NULL;
    const char *recipient = answerable_sender(input->config, input->letter, &why);
    g_autofree char *own = answerable_own_address(input->config);
    if (recipient == NULL || own == NULL) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, "cannot answer: %s",
                    own == NULL ? "[mail] from is not set" : why);
        return NULL;
    }
    const char *at = strrchr(own, '@');
    g_autofree char *own_id = g_strdup_printf("ticketgate.%s.%s@%s", input->mail_key,
                                              decision_kind_name(input->decision->kind),
                                              at != NULL ? at + 1 : "localhost");
    ReplyRequest request = {
        .kind = answer_kind(input->decision->kind),
        .recipient = recipient,
        .ticket_number = input->ticket_number,
        .original_subject = *input->letter->thread_topic != '\0' ? input->letter->thread_topic
                                                                 : input->letter->subject,
        .message_id = input->letter->message_id,
        .references = input->letter->references,
        .language = input->route->language,
        .own_message_id = own_id,
        .date_s = g_get_real_time() / G_USEC_PER_SEC,
        .note = input->note,
    };
    return reply_compose(input->config, &request, error);
}

static gint64
answer_retry_at(guint tries)
{
    gint64 wait_s = ANSWER_FIRST_RETRY_S << MIN(tries, 6U);
    return g_get_real_time() / G_USEC_PER_SEC + MIN(wait_s, (gint64)ANSWER_LAST_RETRY_S);
}

/* Hands one reply over. FALSE where the MTA could not be reached: then others need not be tried. */
static gboolean
answer_hand_over(const Delivery *delivery, const OutboxItem *item)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GError) journal_problem = NULL;
    gint64 deadline_us = MIN(delivery->deadline_us, g_get_monotonic_time() + ANSWER_TIMEOUT_US);
    gboolean is_over =
        submission_send(delivery->config, item->recipient, item->message, deadline_us, &problem);
    if (!is_over && g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE)) {
        log_warning("reply to <%s> refused for good, given up: %s", item->recipient,
                    problem->message);
        is_over = TRUE;
    } else if (!is_over) {
        log_warning("reply to <%s> stays in the outbox: %s", item->recipient, problem->message);
    }
    gboolean is_noted = is_over
                            ? journal_outbox_sent(delivery->journal, item->id, &journal_problem)
                            : journal_outbox_failed(delivery->journal, item->id,
                                                    answer_retry_at(item->tries), &journal_problem);
    if (!is_noted)
        log_warning("outbox not brought up to date: %s", journal_problem->message);
    return is_over;
}

gboolean
answer_send(const Delivery *delivery, const AnswerInput *input, GError **error)
{
    g_autoptr(Reply) reply = answer_compose(input, error);
    if (reply == NULL)
        return FALSE;
    OutboxItem item = {.recipient = reply->recipient, .message = reply->message};
    g_autofree char *key =
        g_strdup_printf("%s.%s", input->mail_key, decision_kind_name(input->decision->kind));
    if (!journal_outbox_add(delivery->journal, key, reply->recipient, reply->message, &item.id,
                            error) ||
        !journal_thread_add(delivery->journal, reply->message_id, input->ticket_number, error))
        return FALSE;
    if (item.id >= 0)
        answer_hand_over(delivery, &item);
    return TRUE;
}

void
answer_flush_outbox(const Delivery *delivery)
{
    for (guint i = 0; i < ANSWER_FLUSH_MAX; i++) {
        g_autoptr(GError) problem = NULL;
        g_autoptr(OutboxItem) item =
            journal_outbox_next(delivery->journal, g_get_real_time() / G_USEC_PER_SEC, &problem);
        if (problem != NULL)
            log_warning("outbox not read: %s", problem->message);
        if (item == NULL || !answer_hand_over(delivery, item))
            return;
    }
}

/* route_delivery.c - see route_delivery.h. Has only the order of the steps; the work of a step is
 * in the file that has its name. */
#include "gateway/delivery/route_delivery.h"

#include "gateway/delivery/confirm.h"
#include "gateway/delivery/delivery_trace.h"
#include "gateway/delivery/earlier_try.h"
#include "gateway/delivery/mail_claim.h"
#include "gateway/delivery/overflow_step.h"
#include "gateway/delivery/request_plan.h"
#include "gateway/delivery/ticket_step.h"
#include "gateway/delivery/turn_away.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_lease.h"
#include "gateway/log.h"

/* Tells the result to an operator who delivers the mail by hand. */
static void
tell_result(const RouteMail *mail, const char *outcome, const char *reason)
{
    const Envelope *envelope = mail->context->envelope;
    const DeliveryResult result = {.outcome = outcome,
                                   .reason = reason,
                                   .ticket_number = mail->record->ticket_number,
                                   .added_s = mail->record->added_s};
    if (envelope->on_result != NULL)
        envelope->on_result(envelope->data, &result);
}

static gboolean
last_step(RouteMail *mail, GError **error)
{
    (void)error;
    tell_result(mail, decision_kind_name(mail->decision->kind), mail->decision->reason);
    return TRUE;
}

/* How the end of a step is recorded. */
typedef enum {
    RECORD_ON_DISK,   /* synced before anything else is done */
    RECORD_AT_ONCE,   /* survives a crash of this process, but not a power cut */
    RECORD_WITH_NEXT, /* the step has recorded its work elsewhere; the next record includes it */
} RouteRecord;

/* One row: the step in the journal, the work to be done, and the step after it. */
typedef struct {
    JournalStep from;
    gboolean (*work)(RouteMail *mail, GError **error);
    JournalStep to;
    RouteRecord record;
} RouteStep;

/* The state machine of a mail, one row for each step; journal/README.md describes it. After any
 * failure, the next try begins at the step that was recorded last. Before the first row come the
 * claim (mail_claim.c, on disk) and the decision. */
static const RouteStep route_steps[] = {
    {JOURNAL_STEP_CLAIMED, ticket_step_run, JOURNAL_STEP_TICKETED, RECORD_ON_DISK},
    /* each request records itself, on disk */
    {JOURNAL_STEP_TICKETED, overflow_step_run, JOURNAL_STEP_OVERFLOW, RECORD_WITH_NEXT},
    /* the outbox knows what was sent */
    {JOURNAL_STEP_OVERFLOW, confirm_run, JOURNAL_STEP_REPLIED, RECORD_WITH_NEXT},
    {JOURNAL_STEP_REPLIED, last_step, JOURNAL_STEP_DONE, RECORD_AT_ONCE},
};
G_STATIC_ASSERT(G_N_ELEMENTS(route_steps) == JOURNAL_STEP_DONE);

/* The only step of a mail that gets no ticket. */
static const RouteStep turn_away_step = {JOURNAL_STEP_CLAIMED, turn_away_run, JOURNAL_STEP_DONE,
                                         RECORD_AT_ONCE};

static gboolean
take_step(RouteMail *mail, const RouteStep *row, GError **error)
{
    g_assert(row->from == mail->record->step);
    mail->is_record_due = FALSE;
    if (!journal_lease_prove(mail->context->journal, error) || !row->work(mail, error))
        return FALSE;
    mail->record->step = row->to;
    gboolean is_on_disk = row->record == RECORD_ON_DISK || mail->is_record_due;
    return (row->record == RECORD_WITH_NEXT && !is_on_disk) ||
           journal_mail_record(mail->context->journal, mail->record, is_on_disk, error);
}

static gboolean
take_steps(RouteMail *mail, GError **error)
{
    gboolean is_first = mail->record->step == JOURNAL_STEP_CLAIMED;
    if (!(is_first ? ticket_step_decide(mail, error) : earlier_try_resume(mail, error)))
        return FALSE;
    if (request_plan_count(mail) == 0) {
        if (!take_step(mail, &turn_away_step, error))
            return FALSE;
        tell_result(mail, decision_kind_name(mail->decision->kind), mail->decision->reason);
        return TRUE;
    }
    while (mail->record->step < JOURNAL_STEP_DONE)
        if (!take_step(mail, &route_steps[mail->record->step], error))
            return FALSE;
    return TRUE;
}

/* How a try ended, for the log and `ticketgate trace`, once for each mail and route. */
static DeliveryTraceEnd
end_of(const RouteMail *mail, const char *outcome, const char *reason)
{
    const JournalMail *record = mail->record;
    return (DeliveryTraceEnd){.mail_key = mail->key->key,
                              .route = mail->route->name,
                              .outcome = outcome,
                              .reason = reason,
                              .ticket_number = record != NULL ? record->ticket_number : NULL,
                              .is_aside = record == NULL || (mail->decision == NULL &&
                                                             record->step == JOURNAL_STEP_DONE)};
}

static void
tell_end(const RouteMail *mail, const char *outcome, const char *reason)
{
    DeliveryTraceEnd end = end_of(mail, outcome, reason);
    delivery_trace_describe(mail->context, &end);
    delivery_trace_tell(mail->context, &end);
}

/* The operator learns why the policy refuses a mail; its sender does not. What becomes of a mail
 * that another process took over is told by that one. */
static void
tell_failure(const RouteMail *mail, const GError *problem)
{
    gboolean is_refused =
        g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_REFUSED) && mail->decision != NULL;
    DeliveryTraceEnd end = end_of(mail, delivery_trace_outcome(problem),
                                  is_refused ? mail->decision->reason : problem->message);
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_BUSY))
        end.is_aside = TRUE;
    delivery_trace_describe(mail->context, &end);
    delivery_trace_tell(mail->context, &end);
}

gboolean
route_delivery_run(DeliveryContext *context, const Route *route, GError **error)
{
    g_auto(RouteMail) mail;
    route_mail_init(&mail, context, route);
    GError *problem = NULL;
    gboolean is_known = FALSE;
    if ((context->envelope->passes_known &&
         !mail_claim_find_done(&mail, context->journal, &is_known, &problem)) ||
        (!is_known && !mail_claim_run(&mail, &problem))) {
        tell_failure(&mail, problem);
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (is_known) {
        tell_result(&mail, DELIVERY_DUPLICATE, "delivered before");
        return TRUE;
    }
    if (mail.record->step == JOURNAL_STEP_DONE) {
        tell_end(&mail, DELIVERY_DUPLICATE, "delivered before");
        tell_result(&mail, DELIVERY_DUPLICATE, "delivered before");
        return TRUE;
    }
    gboolean is_done = take_steps(&mail, &problem);
    api_backoff_leave(&context->backoff, mail.key->key, problem);
    if (!is_done) {
        tell_failure(&mail, problem);
        g_autoptr(GError) ignored = NULL;
        if (!journal_mail_release(context->journal, mail.record, &ignored))
            log_warning("journal", "claim not given up: %s", ignored->message);
        g_propagate_error(error, problem);
        return FALSE;
    }
    tell_end(&mail, decision_kind_name(mail.decision->kind), mail.decision->reason);
    return TRUE;
}

/* route_delivery.c - see route_delivery.h. The order of the steps (the table at the end), and
 * nothing else: what each step does is in the file that bears its name. */
#include "gateway/delivery/route_delivery.h"

#include <string.h>

#include "gateway/delivery/api_backoff.h"
#include "gateway/delivery/confirm.h"
#include "gateway/delivery/conversation.h"
#include "gateway/delivery/delivery_trace.h"
#include "gateway/delivery/mail_names.h"
#include "gateway/delivery/quarantine_choice.h"
#include "gateway/delivery/quoted_file.h"
#include "gateway/delivery/refused_files.h"
#include "gateway/delivery/ticket_finder.h"
#include "gateway/delivery/ticket_writer.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/log.h"
#include "gateway/policy/authentication.h"
#include "gateway/policy/ticket_route.h"

/* A claim outlives its process's deadline by this much. */
#define ROUTE_DELIVERY_LEASE_MARGIN_S 60

/* One message on one route. */
typedef struct {
    const DeliveryContext *context;
    const Route *route;
    Route ticket_route; /* `route`, or that of the ticket that the mail refers to */
    MailKey *key;
    JournalMail *mail;
    TicketFinding *finding;
    Decision *decision;
    AttachmentPlan *plan;
    PassageKeys passage_keys;
    KnownText *known;          /* what the ticket that is updated holds; NULL: not asked */
    ReplyPassages *passages;   /* what the comment shows; NULL: there is none */
    gboolean is_other_subject; /* than the ticket is known by */
} RouteDelivery;

static void
route_delivery_clear(RouteDelivery *one)
{
    g_clear_pointer(&one->key, mail_key_free);
    g_clear_pointer(&one->mail, journal_mail_free);
    g_clear_pointer(&one->finding, ticket_finding_free);
    g_clear_pointer(&one->decision, decision_free);
    g_clear_pointer(&one->plan, attachment_plan_free);
    g_clear_pointer(&one->known, known_text_free);
    g_clear_pointer(&one->passages, reply_passages_free);
    explicit_bzero(&one->passage_keys, sizeof one->passage_keys);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RouteDelivery, route_delivery_clear)

static const char *
route_delivery_scan_note(const RouteDelivery *one)
{
    const ScanResult *scan = one->context->intake->scan;
    if (scan == NULL)
        return NULL;
    return scan->infected_note != NULL ? scan->infected_note : scan->pass_note;
}

static RequestPlanInput
route_delivery_plan_input(const RouteDelivery *one)
{
    const DeliveryContext *context = one->context;
    return (RequestPlanInput){
        .text = {.config = context->config,
                 .letter = context->intake->letter,
                 .decision = one->decision,
                 .plan = one->plan,
                 .key = one->key,
                 .passages = one->passages,
                 .envelope_sender = context->envelope->sender,
                 .scan_note = route_delivery_scan_note(one),
                 .has_command = one->finding != NULL && one->finding->command_rest != NULL,
                 .is_other_subject = one->is_other_subject,
                 .siblings = one->finding != NULL ? one->finding->siblings : NULL,
                 .copy_ticket = one->mail->copy_ticket,
                 .is_author_known = one->finding != NULL && one->finding->is_creator,
                 .is_repeat = one->mail->is_in_doubt},
        .route = &one->ticket_route,
        .files = intake_files(context->intake),
        .ticket_reference = one->finding != NULL && one->finding->ticket_reference != NULL
                                ? one->finding->ticket_reference
                                : one->mail->ticket_reference,
    };
}

/* What a comment shows and what is attached, by what the ticket holds. An answer to a ticket alone
 * is cut: a new ticket, and a new matter that a storm's takes, has the whole text. */
static gboolean
route_delivery_cut(RouteDelivery *one, GError **error)
{
    const DeliveryContext *context = one->context;
    const Decision *decision = one->decision;
    gboolean is_answer = decision->kind == DECISION_COMMENT || decision->kind == DECISION_CLOSE ||
                         decision->kind == DECISION_REOPEN;
    g_clear_pointer(&one->known, known_text_free);
    g_clear_pointer(&one->passages, reply_passages_free);
    g_clear_pointer(&one->mail->quoted, g_free);
    if (!is_answer || decision->is_storm)
        return TRUE;
    one->passage_keys = ticket_memory_keys(context->keys);
    one->known = ticket_memory_recall(context, &one->passage_keys, decision->ticket_number, error);
    if (one->known == NULL)
        return FALSE;
    const Letter *letter = context->intake->letter;
    g_autoptr(KnownText) answered = ticket_memory_recall_answered(
        context, &one->passage_keys, decision->ticket_number, letter, error);
    if (answered == NULL)
        return FALSE;
    one->passages = reply_passages_new(letter, context->config->quoted, one->known, answered);
    one->is_other_subject = ticket_memory_is_other_subject(one->known, letter->thread_topic);
    one->mail->quoted = g_strdup(one->passages->ranges);
    return TRUE;
}

/* The attachments of the decision: those of the mail, and quoted.txt. */
static gboolean
route_delivery_set_plan(RouteDelivery *one, GError **error)
{
    const Intake *intake = one->context->intake;
    g_clear_pointer(&one->plan, attachment_plan_free);
    if (!quoted_file_set(intake, one->mail->quoted, error))
        return FALSE;
    one->plan = attachment_plan_new(intake->letter, one->decision->kind != DECISION_CREATE,
                                    one->mail->plan_bytes);
    return TRUE;
}

static KeptMail
route_delivery_kept(const RouteDelivery *one)
{
    return (KeptMail){.context = one->context, .route = one->route, .mail_key = one->key->key};
}

/* The ticket system will never take this mail: kept for the operator, then back to its sender. */
static gboolean
route_delivery_refuse(const RouteDelivery *one, GError *problem, GError **error)
{
    const KeptMail kept = route_delivery_kept(one);
    g_autofree char *text =
        g_strdup_printf("The ticket system refuses the message: %s", problem->message);
    g_error_free(problem);
    if (quarantine_copy(&kept, QUARANTINE_COPY_REFUSED, text, NULL, error))
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED, text);
    return FALSE;
}

static gboolean
route_delivery_decide(RouteDelivery *one, GError **error)
{
    Decision *decision =
        conversation_decide(one->context, one->route, one->finding, one->mail, error);
    if (decision == NULL)
        return FALSE;
    g_clear_pointer(&one->decision, decision_free);
    one->decision = decision;
    return route_delivery_cut(one, error) && route_delivery_set_plan(one, error);
}

/* The ticket cannot take the update (gone, or its state forbids it): a new one names it, and
 * *problem is cleared. FALSE: nothing is to be tried, and *problem says why. */
static gboolean
route_delivery_fall_back_to_create(RouteDelivery *one, GError **problem)
{
    gboolean is_gone = g_error_matches(*problem, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND);
    if (one->decision->kind == DECISION_CREATE ||
        (!is_gone && !g_error_matches(*problem, DELIVERY_ERROR, DELIVERY_ERROR_API_STATE)))
        return FALSE;
    if (one->decision->is_storm)
        one->finding->facts.is_storm_ticket_lost = TRUE;
    else
        one->finding->facts.state = is_gone ? TICKET_NOT_FOUND : TICKET_CLOSED;
    GError *other = NULL;
    if (!route_delivery_decide(one, &other)) {
        g_clear_error(problem);
        *problem = other;
        return FALSE;
    }
    if (one->decision->kind != DECISION_CREATE && !one->decision->is_storm)
        return FALSE;
    g_clear_error(problem);
    return TRUE;
}

/* What the ticket system will never take goes back to its sender, all else waits. */
static gboolean
route_delivery_give_up(const RouteDelivery *one, GError *problem, GError **error)
{
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED))
        return route_delivery_refuse(one, problem, error);
    g_propagate_error(error, problem);
    return FALSE;
}

static gboolean
route_delivery_write_ticket(RouteDelivery *one, GError **error)
{
    GError *problem = NULL;
    RequestPlanInput plan = route_delivery_plan_input(one);
    if (ticket_writer_main(one->context, &plan, one->mail, &problem))
        return TRUE;
    if (!route_delivery_fall_back_to_create(one, &problem))
        return route_delivery_give_up(one, problem, error);
    plan = route_delivery_plan_input(one);
    if (ticket_writer_main(one->context, &plan, one->mail, &problem))
        return TRUE;
    return route_delivery_give_up(one, problem, error);
}

/* An earlier try made the ticket and stopped: what was decided then still holds. */
static gboolean
route_delivery_resume(RouteDelivery *one, GError **error)
{
    Decision *decision = g_new0(Decision, 1);
    for (guint kind = DECISION_CREATE; kind <= DECISION_REOPEN; kind++)
        if (g_strcmp0(decision_kind_name(kind), one->mail->action) == 0)
            decision->kind = kind;
    decision->ticket_number = g_strdup(one->mail->ticket_number);
    decision->named_ticket = g_strdup(one->mail->named_ticket);
    decision->is_follow_up = one->mail->is_follow_up;
    decision->is_storm = one->mail->is_storm;
    decision->reason = g_strdup("goes on where an earlier try stopped");
    decision_add_reply(one->context->config, one->context->intake->letter, decision);
    g_clear_pointer(&one->decision, decision_free);
    one->decision = decision;
    return route_delivery_set_plan(one, error);
}

/* Which files the ticket does not have, for the sender; NULL: none. */
static char *
route_delivery_files(const RouteDelivery *one)
{
    g_autoptr(GPtrArray) refused =
        refused_files_list(one->mail->refused, one->context->intake->letter);
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    g_ptr_array_extend(files, one->plan->oversize, NULL, NULL);
    if (refused != NULL)
        g_ptr_array_extend(files, refused, NULL, NULL);
    return ticket_text_file_list(files);
}

static gboolean
route_delivery_reply_step(RouteDelivery *one, GError **error)
{
    g_autofree char *files = route_delivery_files(one);
    if (files != NULL)
        decision_add_oversize_reply(one->context->config, one->context->intake->letter,
                                    one->decision);
    if (!one->decision->is_reply_due)
        return TRUE;
    ConfirmInput input = {
        .config = one->context->config,
        .letter = one->context->intake->letter,
        .decision = one->decision,
        .route = &one->ticket_route,
        .keys = one->context->keys,
        .is_participant = one->mail->is_participant,
        .is_proven = conversation_is_proven(one->context, NULL),
        .is_part = conversation_is_part(one->context, one->finding, one->mail->is_participant),
        .mail_key = one->key->key,
        .ticket_number = one->mail->ticket_number,
        .files = files};
    GError *problem = NULL;
    if (confirm_send(one->context, &input, &problem))
        return TRUE;
    /* The ticket is there: neither a template nor an address that cannot be used holds it back. */
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION) ||
        g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE)) {
        log_error("no reply to %s: %s", one->mail->ticket_number, problem->message);
        g_error_free(problem);
        return TRUE;
    }
    g_propagate_error(error, problem);
    return FALSE;
}

/* Not a ticket at all: ignored for good, or sent back, by the MTA or by a reply of ours. The reason
 * is for the log alone: what the sender reads is the same whatever it is. */
static gboolean
route_delivery_turn_away(RouteDelivery *one, GError **error)
{
    const KeptMail kept = route_delivery_kept(one);
    if (one->decision->kind == DECISION_REJECT && !one->decision->is_reply_due) {
        log_warning("refused: %s", one->decision->reason);
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_REFUSED,
                            "The sender is not accepted here");
        return FALSE;
    }
    if (one->decision->kind == DECISION_REJECT && !route_delivery_reply_step(one, error))
        return FALSE;
    if (one->decision->kind == DECISION_IGNORE &&
        !quarantine_choice_of_ignored(
            &kept, one->decision, conversation_is_part(one->context, one->finding, FALSE), error))
        return FALSE;
    g_free(one->mail->action);
    one->mail->action = g_strdup(decision_kind_name(one->decision->kind));
    one->mail->step = JOURNAL_STEP_DONE;
    return TRUE;
}

/* An earlier try sent a close and never learned that it worked. */
static gboolean
route_delivery_has_closed(const RouteDelivery *one)
{
    const JournalMail *mail = one->mail;
    return one->finding->facts.state == TICKET_CLOSED && mail->ticket_number != NULL &&
           g_strcmp0(mail->action, decision_kind_name(DECISION_CLOSE)) == 0 &&
           g_strcmp0(mail->ticket_number, one->finding->ticket_number) == 0;
}

/* The ticket: decided on and written, or the mail turned away. */
static gboolean
route_delivery_ticket_step(RouteDelivery *one, GError **error)
{
    one->finding = ticket_finder_run(one->context, one->route, error);
    if (one->finding == NULL || !route_delivery_decide(one, error))
        return FALSE;
    one->mail->is_participant = one->finding->facts.is_participant;
    one->ticket_route = ticket_route_of(one->context->config, one->route, one->finding->ticket_ci,
                                        one->finding->ticket_service);
    if (route_delivery_has_closed(one)) {
        if (!route_delivery_resume(one, error))
            return FALSE;
        one->mail->files_done = attachment_plan_end(one->plan, 0, one->context->intake->letter);
        return TRUE;
    }
    RequestPlanInput plan = route_delivery_plan_input(one);
    if (request_plan_count(&plan) == 0)
        return route_delivery_turn_away(one, error);
    const KeptMail kept = route_delivery_kept(one);
    return quarantine_choice_of_ticket(&kept, one->plan, error) &&
           route_delivery_write_ticket(one, error);
}

/* What the ticket has of the mail's text: not what was refused, nor quotations that are dropped. */
static const char *
route_delivery_text_on_ticket(const RouteDelivery *one)
{
    gboolean is_whole = one->decision->kind == DECISION_CREATE || one->decision->is_storm ||
                        one->context->config->quoted != CONFIG_QUOTED_DROP;
    if (one->mail->is_plain)
        return "";
    if (is_whole)
        return one->context->intake->letter->text;
    return one->passages != NULL ? one->passages->words : "";
}

static gboolean
route_delivery_overflow_step(RouteDelivery *one, GError **error)
{
    RequestPlanInput plan = route_delivery_plan_input(one);
    ConversationOutcome outcome = {.route = one->route,
                                   .finding = one->finding,
                                   .decision = one->decision,
                                   .text = route_delivery_text_on_ticket(one),
                                   .known = one->known};
    return conversation_remember(one->context, &outcome, one->mail, error) &&
           ticket_writer_overflow(one->context, &plan, one->mail, error);
}

static gboolean
route_delivery_last_step(RouteDelivery *one, GError **error)
{
    (void)one;
    (void)error;
    return TRUE;
}

/* How the end of a step's work is written down. */
typedef enum {
    RECORD_ON_DISK,   /* synced, before anything else is done */
    RECORD_AT_ONCE,   /* survives this process, not a power cut */
    RECORD_WITH_NEXT, /* what it did is recorded elsewhere already: the next record holds it too */
} RouteRecord;

/* From the step that the journal holds, by this work, to the next step; the work may lead further
 * itself, by setting mail->step. */
typedef struct {
    JournalStep from;
    gboolean (*work)(RouteDelivery *one, GError **error);
    JournalStep to;
    RouteRecord record;
} RouteStep;

/* The state machine of a mail, one row for each step; journal/README.md says it in words. Whatever
 * breaks, the next try begins at the row of the step that was recorded last. Before the first row
 * stands the claim (on disk), which is journal_mail_claim(). */
static const RouteStep route_steps[] = {
    {JOURNAL_STEP_CLAIMED, route_delivery_ticket_step, JOURNAL_STEP_TICKETED, RECORD_ON_DISK},
    /* each request records itself, on disk */
    {JOURNAL_STEP_TICKETED, route_delivery_overflow_step, JOURNAL_STEP_OVERFLOW, RECORD_WITH_NEXT},
    /* the outbox knows what was sent */
    {JOURNAL_STEP_OVERFLOW, route_delivery_reply_step, JOURNAL_STEP_REPLIED, RECORD_WITH_NEXT},
    {JOURNAL_STEP_REPLIED, route_delivery_last_step, JOURNAL_STEP_DONE, RECORD_AT_ONCE},
};
G_STATIC_ASSERT(G_N_ELEMENTS(route_steps) == JOURNAL_STEP_DONE);

static gboolean
route_delivery_steps(RouteDelivery *one, GError **error)
{
    JournalMail *mail = one->mail;
    if (mail->step > JOURNAL_STEP_CLAIMED && !route_delivery_resume(one, error))
        return FALSE;
    while (mail->step < JOURNAL_STEP_DONE) {
        const RouteStep *row = &route_steps[mail->step];
        g_assert(row->from == mail->step);
        if (!row->work(one, error))
            return FALSE;
        mail->step = MAX(mail->step, row->to);
        gboolean is_over = mail->step == JOURNAL_STEP_DONE;
        if ((is_over || row->record != RECORD_WITH_NEXT) &&
            !journal_mail_record(one->context->journal, mail,
                                 !is_over && row->record == RECORD_ON_DISK, error))
            return FALSE;
    }
    return TRUE;
}

static void
route_delivery_log(const RouteDelivery *one, const char *outcome, const char *detail)
{
    const DeliveryContext *context = one->context;
    log_info("%s: %s", outcome, detail);
    log_outcome(context->intake->letter->message_id, one->mail->ticket_number, outcome,
                (g_get_monotonic_time() - context->start_us) / 1000);
    const DeliveryTraceEnd end = {.mail_key = one->key->key,
                                  .route = one->route->name,
                                  .outcome = outcome,
                                  .reason = detail,
                                  .ticket_number = one->mail->ticket_number,
                                  .is_copy = one->decision == NULL &&
                                             one->mail->step == JOURNAL_STEP_DONE};
    delivery_trace_note(context, &end);
}

/* The mail by its own name, or by another where that one is taken. */
static gboolean
route_delivery_claim(RouteDelivery *one, GError **error)
{
    const DeliveryContext *context = one->context;
    g_auto(MailNames) names;
    mail_names_init(&names, &context->intake->identity, one->route->name);
    names.wanted.message_id = context->intake->letter->message_id;
    names.wanted.is_unproven = authentication_is_missing(context->config, context->intake->letter);
    names.wanted.plan_bytes = context->config->attachments_per_request;
    one->mail = journal_mail_claim(context->journal, &names.wanted,
                                   context->config->deadline_s + ROUTE_DELIVERY_LEASE_MARGIN_S,
                                   context->deadline_us, error);
    if (one->mail == NULL)
        return FALSE;
    if (one->mail->is_new && g_strcmp0(one->mail->key, names.wanted.key) != 0)
        log_warning("another mail came with the same Message-ID <%s> before, and says something "
                    "else, or was not proven as this one is: this one is a mail of its own",
                    context->intake->identity.message_id);
    one->key = mail_names_steal(&names, one->mail->key);
    return TRUE;
}

gboolean
route_delivery_run(DeliveryContext *context, const Route *route, GError **error)
{
    g_auto(RouteDelivery) one = {.context = context, .route = route, .ticket_route = *route};
    if (!route_delivery_claim(&one, error))
        return FALSE;
    if (one.mail->step == JOURNAL_STEP_DONE) {
        route_delivery_log(&one, "duplicate", "delivered before");
        return TRUE;
    }
    GError *problem = NULL;
    gboolean is_done = route_delivery_steps(&one, &problem);
    api_backoff_leave(&context->backoff, one.key->key, problem);
    if (!is_done) {
        route_delivery_log(&one, "failed", problem->message);
        g_autoptr(GError) ignored = NULL;
        if (!journal_mail_release(context->journal, one.mail, &ignored))
            log_warning("claim not given up: %s", ignored->message);
        g_propagate_error(error, problem);
        return FALSE;
    }
    route_delivery_log(&one, decision_kind_name(one.decision->kind), one.decision->reason);
    return TRUE;
}

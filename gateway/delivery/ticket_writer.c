/* ticket_writer.c - see ticket_writer.h. Sends what request_plan.c made; decides nothing. */
#include "gateway/delivery/ticket_writer.h"

#include "gateway/delivery/quarantine_copy.h"
#include "gateway/delivery/refused_files.h"
#include "gateway/delivery_error.h"
#include "gateway/log.h"

/* How often, and how long between, a ticket that was accepted without a number is looked for. */
#define TICKET_WRITER_LOOKUPS 5
#define TICKET_WRITER_FIRST_PAUSE_MS 200

/* That the list is denied says nothing of the request that is looked for: it is not one that could
 * be taken apart, or quarantined. */
static void
ticket_writer_set_list_error(GError *problem, GError **error)
{
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_DENIED))
        problem->code = DELIVERY_ERROR_TEMPORARY;
    g_propagate_error(error, problem);
}

char *
ticket_writer_look_up(const DeliveryContext *context, const char *reference_number, GError **error)
{
    GError *problem = NULL;
    g_autoptr(Ticket) ticket =
        ticket_system_find_reference(context->ticket_system, reference_number, &problem);
    if (problem != NULL)
        ticket_writer_set_list_error(problem, error);
    return ticket != NULL ? g_steal_pointer(&ticket->ticket_number) : NULL;
}

/* The API took the create but named no number (202): it shows in the list before long. */
static char *
ticket_writer_await(const DeliveryContext *context, const char *reference_number, GError **error)
{
    gulong pause_us = TICKET_WRITER_FIRST_PAUSE_MS * 1000;
    for (guint i = 0; i < TICKET_WRITER_LOOKUPS; i++, pause_us *= 2) {
        GError *problem = NULL;
        char *number = ticket_writer_look_up(context, reference_number, &problem);
        if (number != NULL)
            return number;
        if (problem != NULL) {
            g_propagate_error(error, problem);
            return NULL;
        }
        if (g_get_monotonic_time() + (gint64)pause_us >= context->deadline_us)
            break;
        g_usleep(pause_us);
    }
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                "the API accepted the ticket with reference %s, but it is not in the list yet",
                reference_number);
    return NULL;
}

/* What the API says of this request, and not of the mail: another may pass. */
static gboolean
ticket_writer_is_content(const GError *problem)
{
    return g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_CONTENT) ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_DENIED);
}

/* The request is refused while the API works, so its content is the reason. */
static gboolean
ticket_writer_is_refusal(const DeliveryContext *context, const GError *problem)
{
    if (problem == NULL || problem->domain != DELIVERY_ERROR)
        return FALSE;
    return problem->code == DELIVERY_ERROR_API_REFUSED ||
           problem->code == DELIVERY_ERROR_API_CONTENT ||
           (problem->code == DELIVERY_ERROR_API_DENIED &&
            ticket_system_has_passed(context->ticket_system));
}

/* After an error: is the ticket there all the same? A refusal (400, 413, ...) may have come after
 * the ticket was made, too: only a list without it lets the refusal stand. */
static char *
ticket_writer_resolve_doubt(const DeliveryContext *context, const char *reference_number,
                            GError *doubt, GError **error)
{
    gboolean is_refused = g_error_matches(doubt, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED);
    gboolean is_content = ticket_writer_is_content(doubt);
    if (!is_refused && !is_content &&
        !g_error_matches(doubt, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT)) {
        g_propagate_error(error, doubt);
        return NULL;
    }
    GError *unknown = NULL;
    g_autofree char *reason = g_strdup(ticket_system_reason(context->ticket_system));
    char *number = ticket_writer_look_up(context, reference_number, &unknown);
    if (number != NULL) {
        g_clear_error(&doubt);
    } else if ((is_refused || is_content) && unknown != NULL) {
        g_propagate_error(error, g_steal_pointer(&unknown));
        g_clear_error(&doubt);
    } else if (is_refused) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED, "%s",
                    reason != NULL ? reason : "no reason given");
        g_clear_error(&doubt);
    } else {
        g_propagate_error(error, doubt);
    }
    g_clear_error(&unknown);
    return number;
}

/* The create was taken; from now on it is never sent again, however long its number takes. */
static char *
ticket_writer_accepted(const DeliveryContext *context, JournalMail *mail, GError **error)
{
    mail->is_accepted = TRUE;
    if (!journal_mail_record(context->journal, mail, TRUE, error))
        return NULL;
    return ticket_writer_await(context, mail->reference_number, error);
}

/* One create. After a 401 the ticket is looked up before it is sent once more, with a new token. */
static Ticket *
ticket_writer_send_create(const DeliveryContext *context, const RequestPlanInput *plan,
                          const JournalMail *mail, char **ret_found, GError **error)
{
    g_autoptr(TicketRequest) request = request_plan_request(plan, 0, NULL);
    GError *problem = NULL;
    Ticket *ticket = ticket_system_create(context->ticket_system, request, &problem);
    if (ticket != NULL || !ticket_system_has_new_token(context->ticket_system)) {
        if (problem != NULL)
            g_propagate_error(error, problem);
        return ticket;
    }
    g_clear_error(&problem);
    *ret_found = ticket_writer_look_up(context, mail->reference_number, &problem);
    if (problem != NULL)
        g_propagate_error(error, problem);
    if (problem != NULL || *ret_found != NULL)
        return NULL;
    return ticket_system_create(context->ticket_system, request, error);
}

static char *
ticket_writer_create(const DeliveryContext *context, const RequestPlanInput *plan,
                     JournalMail *mail, GError **error)
{
    if (mail->is_accepted)
        return ticket_writer_await(context, mail->reference_number, error);
    GError *problem = NULL;
    char *found = NULL;
    if (mail->is_in_doubt)
        found = ticket_writer_look_up(context, mail->reference_number, &problem);
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return NULL;
    }
    if (found != NULL)
        return found;
    g_autoptr(Ticket) ticket = ticket_writer_send_create(context, plan, mail, &found, &problem);
    if (problem != NULL)
        return ticket_writer_resolve_doubt(context, mail->reference_number, problem, error);
    if (ticket == NULL)
        return found;
    if (ticket->ticket_number == NULL || *ticket->ticket_number == '\0')
        return ticket_writer_accepted(context, mail, error);
    return g_strdup(ticket->ticket_number);
}

/* A close that worked leaves a ticket that looks closed for good to the next try: so what is begun
 * is written down first. A comment that is sent twice says so itself. */
static gboolean
ticket_writer_begin_close(const DeliveryContext *context, const Decision *decision,
                          JournalMail *mail, GError **error)
{
    g_free(mail->action);
    mail->action = g_strdup(decision_kind_name(decision->kind));
    g_free(mail->ticket_number);
    mail->ticket_number = g_strdup(decision->ticket_number);
    return journal_mail_record(context->journal, mail, TRUE, error);
}

/* The decision itself as an update. A repeat after a 401 says that it is one, like any other. */
static gboolean
ticket_writer_send_update(const DeliveryContext *context, const RequestPlanInput *plan,
                          GError **error)
{
    const char *number = plan->text.decision->ticket_number;
    RequestPlanInput again = *plan;
    again.text.is_repeat = TRUE;
    g_autoptr(GError) problem = NULL;
    g_autoptr(TicketRequest) request = request_plan_request(plan, 0, number);
    if (ticket_system_update_once(context->ticket_system, request, &problem))
        return TRUE;
    if (ticket_system_has_new_token(context->ticket_system)) {
        g_autoptr(TicketRequest) repeat = request_plan_request(&again, 0, number);
        return ticket_system_update(context->ticket_system, repeat, error);
    }
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

static char *
ticket_writer_update(const DeliveryContext *context, const RequestPlanInput *plan,
                     JournalMail *mail, GError **error)
{
    const Decision *decision = plan->text.decision;
    if (decision->kind == DECISION_CLOSE &&
        !ticket_writer_begin_close(context, decision, mail, error))
        return NULL;
    GError *problem = NULL;
    if (ticket_writer_send_update(context, plan, &problem))
        return g_strdup(decision->ticket_number);
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED)) {
        const char *reason = ticket_system_reason(context->ticket_system);
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED, "%s",
                    reason != NULL ? reason : "no reason given");
        g_error_free(problem);
    } else {
        g_propagate_error(error, problem);
    }
    return NULL;
}

/* What was decided, for a later try that has to tell the sender and the ticket the same. */
static void
ticket_writer_note_decision(const RequestPlanInput *plan, JournalMail *mail)
{
    const Decision *decision = plan->text.decision;
    char *reference = g_strdup(decision->kind != DECISION_CREATE ? plan->ticket_reference : NULL);
    g_free(mail->ticket_reference);
    mail->ticket_reference = reference;
    g_free(mail->action);
    mail->action = g_strdup(decision_kind_name(decision->kind));
    g_free(mail->named_ticket);
    mail->named_ticket = g_strdup(decision->named_ticket);
    mail->is_follow_up = decision->is_follow_up;
    mail->is_storm = decision->is_storm;
}

/* One try at the main request, and what `mail` then knows. */
static gboolean
ticket_writer_try(const DeliveryContext *context, const RequestPlanInput *plan, JournalMail *mail,
                  GError **error)
{
    const Decision *decision = plan->text.decision;
    char *number = decision->kind == DECISION_CREATE
                       ? ticket_writer_create(context, plan, mail, error)
                       : ticket_writer_update(context, plan, mail, error);
    if (number == NULL)
        return FALSE;
    g_free(mail->ticket_number);
    mail->ticket_number = number;
    ticket_writer_note_decision(plan, mail);
    mail->files_done = attachment_plan_end(plan->text.plan, 0, plan->text.letter);
    return TRUE;
}

static AttachmentPlan *
ticket_writer_rest(const RequestPlanInput *plan, const JournalMail *mail)
{
    const AttachmentRest rest = {.letter = plan->text.letter,
                                 .is_answer = plan->text.decision->kind != DECISION_CREATE,
                                 .first = mail->files_done,
                                 .is_single = mail->is_single};
    return attachment_plan_rest(&rest, mail->plan_bytes);
}

static gboolean
ticket_writer_has_files(const RequestPlanInput *plan)
{
    return ((const GPtrArray *)g_ptr_array_index(plan->text.plan->requests, 0))->len > 0;
}

/* The main request without any file. */
static gboolean
ticket_writer_try_bare(const DeliveryContext *context, const RequestPlanInput *plan,
                       JournalMail *mail, GError **error)
{
    g_autoptr(AttachmentPlan) bare = ticket_writer_rest(plan, mail);
    RequestPlanInput without_files = *plan;
    without_files.text.plan = bare;
    return ticket_writer_try(context, &without_files, mail, error);
}

/* Its subject and text are not taken either: they are kept, and the ticket says so. A refusal of
 * these few words cannot be the mail's fault. */
static gboolean
ticket_writer_try_plain(const DeliveryContext *context, const RequestPlanInput *plan,
                        JournalMail *mail, GError **error)
{
    const GPtrArray *from = plan->text.letter->from;
    RequestPlanInput plain = *plan;
    const KeptMail kept = {.context = context, .route = plan->route, .mail_key = mail->key};
    g_autofree char *name = quarantine_copy_name(&kept, QUARANTINE_COPY_REFUSED_TEXT);
    g_autofree char *text = g_strdup_printf(
        "From: %s\n\nThe ticket system does not take the text of this mail (%" G_GUINT64_FORMAT
        " bytes with its files). The mail is in the quarantine of the mail gateway, as %s.",
        from->len > 0 ? ((const LetterAddress *)g_ptr_array_index(from, 0))->address : "?",
        context->intake->spool->length, name);
    plain.plain = text;
    g_autoptr(GError) problem = NULL;
    if (ticket_writer_try_bare(context, &plain, mail, &problem))
        return TRUE;
    if (problem != NULL && g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED))
        problem->code = DELIVERY_ERROR_API_DENIED;
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

/* On disk before the next request: a ticket that is found later has no attachments, or no text. */
static gboolean
ticket_writer_begin_plain(const DeliveryContext *context, const RequestPlanInput *plan,
                          JournalMail *mail, const GError *problem, GError **error)
{
    KeptMail kept = {.context = context, .route = plan->route, .mail_key = mail->key};
    g_autofree char *text =
        g_strdup_printf("The ticket system does not take this mail: %s", problem->message);
    mail->is_single = TRUE;
    mail->is_plain = TRUE;
    return quarantine_copy(&kept, QUARANTINE_COPY_REFUSED_TEXT, text, NULL, error) &&
           journal_mail_record(context->journal, mail, TRUE, error);
}

/* The main request whole, then without its files. */
static gboolean
ticket_writer_try_parts(const DeliveryContext *context, const RequestPlanInput *plan,
                        JournalMail *mail, GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (mail->is_single)
        return ticket_writer_try_bare(context, plan, mail, error);
    if (ticket_writer_try(context, plan, mail, &problem))
        return TRUE;
    if (!ticket_writer_is_refusal(context, problem) || !ticket_writer_has_files(plan)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    log_warning("refused with its attachments, tried without: %s", problem->message);
    mail->is_single = TRUE;
    return journal_mail_record(context->journal, mail, TRUE, error) &&
           ticket_writer_try_bare(context, plan, mail, error);
}

gboolean
ticket_writer_main(const DeliveryContext *context, const RequestPlanInput *plan, JournalMail *mail,
                   GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (mail->is_plain)
        return ticket_writer_try_plain(context, plan, mail, error);
    if (ticket_writer_try_parts(context, plan, mail, &problem))
        return TRUE;
    if (!ticket_writer_is_content(problem) || !ticket_writer_is_refusal(context, problem)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    return ticket_writer_begin_plain(context, plan, mail, problem, error) &&
           ticket_writer_try_plain(context, plan, mail, error);
}

/* A file that the ticket will never take: quarantined first, then done with. */
static gboolean
ticket_writer_refuse_file(const DeliveryContext *context, const RequestPlanInput *plan,
                          JournalMail *mail, const char *reason, GError **error)
{
    const GPtrArray *request = g_ptr_array_index(plan->text.plan->requests, 1);
    KeptMail kept = {.context = context, .route = plan->route, .mail_key = mail->key};
    for (guint i = 0; i < request->len; i++) {
        guint index = 0;
        if (g_ptr_array_find(plan->text.letter->attachments, g_ptr_array_index(request, i), &index))
            refused_files_add(&mail->refused, index, reason);
    }
    g_autoptr(GPtrArray) files = refused_files_list(mail->refused, plan->text.letter);
    g_autofree char *note = refused_files_note(mail->refused, plan->text.letter);
    return quarantine_copy(&kept, QUARANTINE_COPY_REFUSED_FILES, note, files, error);
}

/* Sends the first of the further requests of `plan`, or finds out that it has to go in another way,
 * and records what is done. */
static gboolean
ticket_writer_send_files(const DeliveryContext *context, const RequestPlanInput *plan,
                         JournalMail *mail, GError **error)
{
    const GPtrArray *files = g_ptr_array_index(plan->text.plan->requests, 1);
    g_autoptr(TicketRequest) request = request_plan_request(plan, 1, mail->ticket_number);
    g_autoptr(GError) problem = NULL;
    gboolean is_sent = ticket_system_update(context->ticket_system, request, &problem);
    gboolean is_refused = ticket_writer_is_refusal(context, problem);
    if (!is_sent && is_refused && files->len > 1) {
        /* On disk before they go one by one: files_done means another thing from here on. */
        mail->is_single = TRUE;
        return journal_mail_record(context->journal, mail, TRUE, error);
    }
    if (!is_sent &&
        (is_refused || g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_STATE))) {
        if (!ticket_writer_refuse_file(context, plan, mail,
                                       ticket_system_reason(context->ticket_system), error))
            return FALSE;
    } else if (!is_sent) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    /* On disk before the next request: what is recorded as sent is never sent again. */
    mail->files_done = attachment_plan_end(plan->text.plan, 1, plan->text.letter);
    return journal_mail_record(context->journal, mail, TRUE, error);
}

/* The comment that names what was refused. Where even that is refused, the log and the quarantine
 * have it, and the reply names it. */
static gboolean
ticket_writer_name_refused(const DeliveryContext *context, const RequestPlanInput *plan,
                           JournalMail *mail, GError **error)
{
    g_autofree char *note = refused_files_note(mail->refused, plan->text.letter);
    if (note == NULL)
        return TRUE;
    g_autoptr(TicketRequest) request = request_plan_note(plan, note, mail->ticket_number);
    g_autoptr(GError) problem = NULL;
    if (!ticket_system_update(context->ticket_system, request, &problem)) {
        if (!ticket_writer_is_refusal(context, problem) &&
            !g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_STATE)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
        log_error("%s cannot be told which files it lacks: %s", mail->ticket_number,
                  problem->message);
    }
    /* On disk before the reply: the comment that names the refused files is not written twice. */
    mail->step = JOURNAL_STEP_OVERFLOW;
    return journal_mail_record(context->journal, mail, TRUE, error);
}

gboolean
ticket_writer_overflow(const DeliveryContext *context, const RequestPlanInput *plan,
                       JournalMail *mail, GError **error)
{
    for (;;) {
        g_autoptr(AttachmentPlan) rest = ticket_writer_rest(plan, mail);
        if (rest->requests->len < 2)
            return ticket_writer_name_refused(context, plan, mail, error);
        RequestPlanInput further = *plan;
        further.text.plan = rest;
        if (!ticket_writer_send_files(context, &further, mail, error))
            return FALSE;
    }
}

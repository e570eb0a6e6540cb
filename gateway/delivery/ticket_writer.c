/* ticket_writer.c - see ticket_writer.h. Sends what request_plan.c made; decides nothing. */
#include "gateway/delivery/ticket_writer.h"

#include "gateway/delivery/own_words.h"
#include "gateway/delivery/quarantine_copy.h"
#include "gateway/delivery/request_plan.h"
#include "gateway/delivery/ticket_content.h"
#include "gateway/delivery/ticket_lookup.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_ticket.h"
#include "gateway/log.h"

/* Whether the API rejects only this request, and another one for the same mail may pass. */
static gboolean
is_content(const GError *problem)
{
    return g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_CONTENT) ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_DENIED);
}

gboolean
ticket_writer_is_refusal(const DeliveryContext *context, const GError *problem)
{
    if (problem == NULL || problem->domain != DELIVERY_ERROR)
        return FALSE;
    return problem->code == DELIVERY_ERROR_API_REFUSED ||
           problem->code == DELIVERY_ERROR_API_CONTENT ||
           (problem->code == DELIVERY_ERROR_API_DENIED &&
            ticket_system_has_passed(context->ticket_system));
}

static gboolean
record_on_disk(const RouteMail *mail, GError **error)
{
    return journal_mail_record(mail->context->journal, mail->record, TRUE, error);
}

/* After an error: does the ticket exist all the same? Even a refusal (400, 413, ...) may have come
 * after the ticket was made. So a refusal is final only if the list does not have the ticket. */
static char *
resolve_doubt(const RouteMail *mail, GError *doubt, GError **error)
{
    gboolean is_refused = g_error_matches(doubt, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED);
    gboolean is_content_refused = is_content(doubt);
    if (!is_refused && !is_content_refused &&
        !g_error_matches(doubt, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT)) {
        g_propagate_error(error, doubt);
        return NULL;
    }
    GError *unknown = NULL;
    g_autofree char *reason = g_strdup(ticket_system_reason(mail->context->ticket_system));
    char *number = ticket_lookup_find(mail, &unknown);
    if (number != NULL) {
        g_clear_error(&doubt);
    } else if ((is_refused || is_content_refused) && unknown != NULL) {
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

/* The API accepted the create: it is never sent again, even if its number takes long to come. */
static char *
await_accepted(const RouteMail *mail, GError **error)
{
    mail->record->is_accepted = TRUE;
    if (!record_on_disk(mail, error))
        return NULL;
    return ticket_lookup_await(mail, error);
}

/* Sends one create. After a 401 it looks for the ticket first, then sends the create once more with
 * a new token. */
static Ticket *
send_create(const RouteMail *mail, const RequestForm *form, char **ret_found, GError **error)
{
    TicketSystem *ticket_system = mail->context->ticket_system;
    g_autoptr(TicketRequest) request = request_plan_main(mail, form);
    GError *problem = NULL;
    Ticket *ticket = ticket_system_create(ticket_system, request, &problem);
    if (ticket != NULL || !ticket_system_has_new_token(ticket_system)) {
        if (problem != NULL)
            g_propagate_error(error, problem);
        return ticket;
    }
    g_clear_error(&problem);
    *ret_found = ticket_lookup_find(mail, &problem);
    if (problem != NULL)
        g_propagate_error(error, problem);
    if (problem != NULL || *ret_found != NULL)
        return NULL;
    return ticket_system_create(ticket_system, request, error);
}

static char *
create(const RouteMail *mail, const RequestForm *form, GError **error)
{
    const JournalMail *record = mail->record;
    if (record->is_accepted)
        return ticket_lookup_await(mail, error);
    GError *problem = NULL;
    char *found = NULL;
    if (record->is_in_doubt)
        found = ticket_lookup_find(mail, &problem);
    if (problem != NULL) {
        g_propagate_error(error, problem);
        return NULL;
    }
    if (found != NULL)
        return found;
    g_autoptr(Ticket) ticket = send_create(mail, form, &found, &problem);
    if (problem != NULL)
        return resolve_doubt(mail, problem, error);
    if (ticket == NULL)
        return found;
    if (ticket->ticket_number == NULL || *ticket->ticket_number == '\0')
        return await_accepted(mail, error);
    return g_strdup(ticket->ticket_number);
}

/* What the mail is about to do to the ticket is no news. Recorded before the request: whoever takes
 * news may be faster than we are, and this process may die. `is_done` FALSE: it did nothing, so
 * that what the desk does later is news. */
static gboolean
note_own_change(const RouteMail *mail, gboolean is_done, GError **error)
{
    DecisionKind kind = mail->decision->kind;
    if (kind != DECISION_CLOSE && kind != DECISION_REOPEN)
        return TRUE;
    return journal_ticket_note_own(mail->context->journal, mail->decision->ticket_number,
                                   is_done ? decision_kind_name(kind) : NULL, error);
}

/* Recorded before the close is sent: after a close that worked, the ticket would look closed for
 * good to the next try. A comment that is sent twice says so itself. */
static gboolean
begin_close(const RouteMail *mail, GError **error)
{
    g_free(mail->record->action);
    mail->record->action = g_strdup(decision_kind_name(DECISION_CLOSE));
    g_free(mail->record->ticket_number);
    mail->record->ticket_number = g_strdup(mail->decision->ticket_number);
    return record_on_disk(mail, error);
}

/* Sends the decision as an update. If it is repeated after a 401, its text says so, as for any
 * repeat. */
static gboolean
send_update(const RouteMail *mail, const RequestForm *form, GError **error)
{
    TicketSystem *ticket_system = mail->context->ticket_system;
    const RequestForm again = {.plan = form->plan, .plain = form->plain, .is_repeat = TRUE};
    g_autoptr(GError) problem = NULL;
    g_autoptr(TicketRequest) request = request_plan_main(mail, form);
    if (!own_words_note(mail->context, request->ticket_number, request->comment, error))
        return FALSE;
    if (ticket_system_update_once(ticket_system, request, &problem))
        return TRUE;
    if (ticket_system_has_new_token(ticket_system)) {
        g_autoptr(TicketRequest) repeat = request_plan_main(mail, &again);
        return own_words_note(mail->context, repeat->ticket_number, repeat->comment, error) &&
               ticket_system_update(ticket_system, repeat, error);
    }
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

/* A refusal may be because of the state of the ticket, where the API does not say so by its status.
 * Asks for the ticket; if that is closed or gone, changes the code of `problem`. */
static void
check_state(const RouteMail *mail, GError *problem)
{
    const DeliveryContext *context = mail->context;
    g_autoptr(GError) unknown = NULL;
    if (!ticket_dialect_of(context->config)->has_no_state_status)
        return;
    g_autoptr(Ticket) ticket =
        ticket_system_get(context->ticket_system, mail->decision->ticket_number, &unknown);
    if (ticket != NULL && decision_ticket_state(context->config, ticket->state) == TICKET_CLOSED)
        problem->code = DELIVERY_ERROR_API_STATE;
    else if (g_error_matches(unknown, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND))
        problem->code = DELIVERY_ERROR_API_NOT_FOUND;
}

/* The ticket system says that it did not do it; else it may have. */
static gboolean
is_undone(const GError *problem)
{
    return g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED) ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND) ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_STATE) ||
           is_content(problem);
}

static char *
update(const RouteMail *mail, const RequestForm *form, GError **error)
{
    if (!note_own_change(mail, TRUE, error) ||
        (mail->decision->kind == DECISION_CLOSE && !begin_close(mail, error)))
        return NULL;
    GError *problem = NULL;
    if (send_update(mail, form, &problem))
        return g_strdup(mail->decision->ticket_number);
    if (is_undone(problem) && !note_own_change(mail, FALSE, error)) {
        g_error_free(problem);
        return NULL;
    }
    g_autofree char *reason = g_strdup(ticket_system_reason(mail->context->ticket_system));
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED))
        check_state(mail, problem);
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED)) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED, "%s",
                    reason != NULL ? reason : "no reason given");
        g_error_free(problem);
    } else {
        g_propagate_error(error, problem);
    }
    return NULL;
}

/* Records the decision, so that a later try tells the sender and the ticket the same. */
static void
note_decision(const RouteMail *mail)
{
    const Decision *decision = mail->decision;
    JournalMail *record = mail->record;
    char *reference =
        decision->kind != DECISION_CREATE ? g_strdup(route_mail_ticket_reference(mail)) : NULL;
    g_free(record->ticket_reference);
    record->ticket_reference = reference;
    g_free(record->action);
    record->action = g_strdup(decision_action_name(decision));
    g_free(record->named_ticket);
    record->named_ticket = g_strdup(decision->named_ticket);
    record->is_follow_up = decision->is_follow_up;
    record->is_storm = decision->is_storm;
}

/* Tries the main request once, and fills the record. */
static gboolean
try_form(const RouteMail *mail, const RequestForm *form, GError **error)
{
    char *number = mail->decision->kind == DECISION_CREATE ? create(mail, form, error)
                                                           : update(mail, form, error);
    if (number == NULL)
        return FALSE;
    g_free(mail->record->ticket_number);
    mail->record->ticket_number = number;
    note_decision(mail);
    mail->record->files_done = attachment_plan_end(form->plan, 0, mail->context->intake->letter);
    return TRUE;
}

/* Sends the main request without any file. `plain` replaces its text, or is NULL. */
static gboolean
try_bare(const RouteMail *mail, const char *plain, GError **error)
{
    g_autoptr(AttachmentPlan) bare = ticket_content_rest(mail);
    return try_form(mail, &(RequestForm){.plan = bare, .plain = plain}, error);
}

/* The API does not take subject and text either: the mail is quarantined, and the ticket says so.
 * If even these few words are refused, it is not the fault of the mail. */
static gboolean
try_plain(const RouteMail *mail, GError **error)
{
    const Intake *intake = mail->context->intake;
    const GPtrArray *from = intake->letter->from;
    g_autofree char *name = quarantine_copy_name(mail, QUARANTINE_COPY_REFUSED_TEXT);
    g_autofree char *plain = g_strdup_printf(
        "From: %s\n\nThe ticket system does not take the text of this mail (%" G_GUINT64_FORMAT
        " bytes with its files). The mail is in the quarantine of the mail gateway, as %s.",
        from->len > 0 ? ((const LetterAddress *)g_ptr_array_index(from, 0))->address : "?",
        intake->spool->length, name);
    g_autoptr(GError) problem = NULL;
    if (try_bare(mail, plain, &problem))
        return TRUE;
    if (problem != NULL && g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED))
        problem->code = DELIVERY_ERROR_API_DENIED;
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

/* On disk before the next request, so that it is known of a ticket found later that it lacks the
 * attachments or the text. */
static gboolean
begin_plain(const RouteMail *mail, const GError *problem, GError **error)
{
    g_autofree char *text =
        g_strdup_printf("The ticket system does not take this mail: %s", problem->message);
    mail->record->is_single = TRUE;
    mail->record->is_plain = TRUE;
    return quarantine_copy(mail, QUARANTINE_COPY_REFUSED_TEXT, text, NULL, error) &&
           record_on_disk(mail, error);
}

static gboolean
has_files(const AttachmentPlan *plan)
{
    return ((const GPtrArray *)g_ptr_array_index(plan->requests, 0))->len > 0;
}

/* Tries the main request with its files, then without them. */
static gboolean
try_parts(const RouteMail *mail, GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (mail->record->is_single)
        return try_bare(mail, NULL, error);
    if (try_form(mail, &(RequestForm){.plan = mail->plan}, &problem))
        return TRUE;
    if (!ticket_writer_is_refusal(mail->context, problem) || !has_files(mail->plan)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    log_warning("attachment", "refused with its attachments, tried without: %s", problem->message);
    mail->record->is_single = TRUE;
    return record_on_disk(mail, error) && try_bare(mail, NULL, error);
}

gboolean
ticket_writer_main(const RouteMail *mail, GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (mail->record->is_plain)
        return try_plain(mail, error);
    if (try_parts(mail, &problem))
        return TRUE;
    if (!is_content(problem) || !ticket_writer_is_refusal(mail->context, problem)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    return begin_plain(mail, problem, error) && try_plain(mail, error);
}

/* overflow_step.c - see overflow_step.h. */
#include "gateway/delivery/overflow_step.h"

#include "gateway/delivery/conversation.h"
#include "gateway/delivery/own_words.h"
#include "gateway/delivery/quarantine_copy.h"
#include "gateway/delivery/refused_files.h"
#include "gateway/delivery/request_plan.h"
#include "gateway/delivery/ticket_content.h"
#include "gateway/delivery/ticket_writer.h"
#include "gateway/delivery_error.h"
#include "gateway/log.h"

/* The ticket will never take these files: quarantines them, then counts them as done. */
static gboolean
refuse_files(const RouteMail *mail, const GPtrArray *files, GError **error)
{
    const Letter *letter = mail->context->intake->letter;
    const char *reason = ticket_system_reason(mail->context->ticket_system);
    for (guint i = 0; i < files->len; i++) {
        guint index = 0;
        if (g_ptr_array_find(letter->attachments, g_ptr_array_index(files, i), &index))
            refused_files_add(mail, index, reason);
    }
    g_autoptr(GPtrArray) refused = refused_files_list(mail);
    g_autofree char *note = refused_files_note(mail);
    return quarantine_copy(mail, QUARANTINE_COPY_REFUSED_FILES, note, refused, error);
}

/* Sends the first of the remaining requests in `rest`, or switches to one file for each request,
 * and records the result. */
static gboolean
send_files(const RouteMail *mail, const AttachmentPlan *rest, GError **error)
{
    const DeliveryContext *context = mail->context;
    const GPtrArray *files = g_ptr_array_index(rest->requests, 1);
    g_autoptr(TicketRequest) request = request_plan_files(mail, rest, 1);
    g_autoptr(GError) problem = NULL;
    if (!own_words_note(context, request->ticket_number, request->comment, error))
        return FALSE;
    gboolean is_sent = ticket_system_update(context->ticket_system, request, &problem);
    gboolean is_refused = ticket_writer_is_refusal(context, problem);
    if (!is_sent && is_refused && files->len > 1) {
        /* On disk before the first single file is sent: from here on files_done counts in another
         * way. */
        mail->record->is_single = TRUE;
        return journal_mail_record(context->journal, mail->record, TRUE, error);
    }
    if (!is_sent &&
        (is_refused || g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_STATE))) {
        if (!refuse_files(mail, files, error))
            return FALSE;
    } else if (!is_sent) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    /* On disk before the next request: what is recorded as sent is never sent again. */
    mail->record->files_done = attachment_plan_end(rest, 1, context->intake->letter);
    return journal_mail_record(context->journal, mail->record, TRUE, error);
}

/* Sends the comment that names the refused files. If that is refused too, the log, the quarantine
 * and the confirmation still name them. */
static gboolean
name_refused(RouteMail *mail, GError **error)
{
    const DeliveryContext *context = mail->context;
    g_autofree char *note = refused_files_note(mail);
    if (note == NULL)
        return TRUE;
    g_autoptr(TicketRequest) request = request_plan_note(mail, note);
    g_autoptr(GError) problem = NULL;
    if (!own_words_note(context, request->ticket_number, request->comment, error))
        return FALSE;
    if (!ticket_system_update(context->ticket_system, request, &problem)) {
        if (!ticket_writer_is_refusal(context, problem) &&
            !g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_STATE)) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return FALSE;
        }
        log_error("attachment", "%s cannot be told which files it lacks: %s",
                  mail->record->ticket_number, problem->message);
    }
    mail->is_record_due = TRUE; /* so that the comment is not sent twice */
    return TRUE;
}

gboolean
overflow_step_run(RouteMail *mail, GError **error)
{
    if (!conversation_remember(mail, error))
        return FALSE;
    for (;;) {
        g_autoptr(AttachmentPlan) rest = ticket_content_rest(mail);
        if (rest->requests->len < 2)
            return name_refused(mail, error);
        if (!send_files(mail, rest, error))
            return FALSE;
    }
}

/* ticket_content.c - see ticket_content.h. reply_passages.c finds the passages of a reply. */
#include "gateway/delivery/ticket_content.h"

#include "gateway/delivery/quoted_file.h"
#include "gateway/delivery/ticket_memory.h"

/* Finds what the ticket holds now, and what it held when the mail arrived that this one answers. */
static gboolean
recall(RouteMail *mail, KnownText **ret_answered, GError **error)
{
    const DeliveryContext *context = mail->context;
    const char *number = mail->decision->ticket_number;
    if (context->journal == NULL)
        return TRUE;
    mail->passage_keys = ticket_memory_keys(context->keys);
    mail->known = ticket_memory_recall(context, &mail->passage_keys, number, error);
    if (mail->known == NULL)
        return FALSE;
    *ret_answered = ticket_memory_recall_answered(context, &mail->passage_keys, number,
                                                  context->intake->letter, error);
    return *ret_answered != NULL;
}

/* Shortens the text of a reply to a ticket. A new ticket has the whole text, and so has a new
 * matter that goes to the ticket of a storm. */
static gboolean
cut(RouteMail *mail, GError **error)
{
    const Decision *decision = mail->decision;
    const Letter *letter = mail->context->intake->letter;
    gboolean is_answer = decision->kind == DECISION_COMMENT || decision->kind == DECISION_CLOSE ||
                         decision->kind == DECISION_REOPEN;
    g_autoptr(KnownText) answered = NULL;
    g_clear_pointer(&mail->known, known_text_free);
    g_clear_pointer(&mail->passages, reply_passages_free);
    g_clear_pointer(&mail->record->quoted, g_free);
    if (!is_answer || decision->is_storm || decision->is_returned)
        return TRUE;
    if (!recall(mail, &answered, error))
        return FALSE;
    mail->passages =
        reply_passages_new(letter, mail->context->config->quoted, mail->known, answered);
    mail->is_other_subject = ticket_memory_is_other_subject(mail->known, letter->thread_topic);
    mail->record->quoted = g_strdup(mail->passages->ranges);
    return TRUE;
}

/* The attachments for the decision: those of the mail, and quoted.txt. A delivery report has none
 * for the ticket. */
static gboolean
set_plan(RouteMail *mail, GError **error)
{
    const Intake *intake = mail->context->intake;
    g_clear_pointer(&mail->plan, attachment_plan_free);
    if (!quoted_file_set(intake, mail->record->quoted, error))
        return FALSE;
    mail->plan = mail->decision->is_returned
                     ? ticket_content_rest(mail)
                     : attachment_plan_new(intake->letter, mail->decision->kind != DECISION_CREATE,
                                           mail->record->plan_bytes);
    return TRUE;
}

gboolean
ticket_content_set(RouteMail *mail, Decision *decision, GError **error)
{
    g_clear_pointer(&mail->decision, decision_free);
    mail->decision = decision;
    return cut(mail, error) && set_plan(mail, error);
}

gboolean
ticket_content_set_earlier(RouteMail *mail, Decision *decision, GError **error)
{
    g_clear_pointer(&mail->decision, decision_free);
    mail->decision = decision;
    return set_plan(mail, error);
}

AttachmentPlan *
ticket_content_rest(const RouteMail *mail)
{
    const AttachmentRest rest = {.letter = mail->context->intake->letter,
                                 .is_answer = mail->decision->kind != DECISION_CREATE,
                                 .is_bare = mail->decision->is_returned,
                                 .first = mail->record->files_done,
                                 .is_single = mail->record->is_single};
    return attachment_plan_rest(&rest, mail->record->plan_bytes);
}

const char *
ticket_content_words(const RouteMail *mail)
{
    gboolean is_whole = mail->decision->kind == DECISION_CREATE || mail->decision->is_storm ||
                        mail->context->config->quoted != CONFIG_QUOTED_DROP;
    if (mail->record->is_plain)
        return "";
    if (is_whole)
        return mail->context->intake->letter->text;
    return mail->passages != NULL ? mail->passages->words : "";
}

/* route_mail.c - see route_mail.h. Only keeps data: decides nothing, and asks neither journal nor
 * API. */
#include "gateway/delivery/route_mail.h"

#include <string.h>

#include "gateway/policy/authentication.h"

void
route_mail_init(RouteMail *mail, const DeliveryContext *context, const Route *route)
{
    g_autofree char *why = NULL;
    *mail = (RouteMail){.context = context, .route = route, .ticket_route = *route};
    mail->is_proven = authentication_is_passed(context->config, context->intake->letter, &why);
}

void
route_mail_clear(RouteMail *mail)
{
    g_clear_pointer(&mail->key, mail_key_free);
    g_clear_pointer(&mail->record, journal_mail_free);
    g_clear_pointer(&mail->finding, ticket_finding_free);
    g_clear_pointer(&mail->decision, decision_free);
    g_clear_pointer(&mail->plan, attachment_plan_free);
    g_clear_pointer(&mail->known, known_text_free);
    g_clear_pointer(&mail->passages, reply_passages_free);
    explicit_bzero(&mail->passage_keys, sizeof mail->passage_keys);
}

static const char *
scan_note(const ScanResult *scan)
{
    if (scan == NULL)
        return NULL;
    return scan->infected_note != NULL ? scan->infected_note : scan->pass_note;
}

TicketTextInput
route_mail_text(const RouteMail *mail, const AttachmentPlan *plan)
{
    const DeliveryContext *context = mail->context;
    const TicketFinding *finding = mail->finding;
    return (TicketTextInput){.config = context->config,
                             .letter = context->intake->letter,
                             .decision = mail->decision,
                             .plan = plan,
                             .key = mail->key,
                             .scan_note = scan_note(context->intake->scan),
                             .passages = mail->passages,
                             .envelope_sender = context->envelope->sender,
                             .has_command = finding != NULL && finding->command_rest != NULL,
                             .is_other_subject = mail->is_other_subject,
                             .siblings = finding != NULL ? finding->siblings : NULL,
                             .returned = finding != NULL ? finding->returned : NULL,
                             .copy_ticket = mail->record->copy_ticket,
                             .is_author_known = finding != NULL && finding->is_creator,
                             .is_repeat = mail->record->is_in_doubt};
}

const char *
route_mail_ticket_reference(const RouteMail *mail)
{
    return mail->finding != NULL && mail->finding->ticket_reference != NULL
               ? mail->finding->ticket_reference
               : mail->record->ticket_reference;
}

/* earlier_try.c - see earlier_try.h. journal/README.md says what is recorded, and when. */
#include "gateway/delivery/earlier_try.h"

#include "gateway/delivery/ticket_content.h"
#include "gateway/delivery_error.h"

/* The decisions that lead to a ticket. Only these are ever continued. */
static gboolean
read_action(const JournalMail *record, Decision *decision, GError **error)
{
    if (decision_read_action(record->action, decision) && decision->kind <= DECISION_REOPEN)
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                "the journal has '%s' as what an earlier try did with this mail on %s, which this "
                "version cannot go on with",
                record->action != NULL ? record->action : "",
                record->ticket_number != NULL ? record->ticket_number : "no ticket");
    return FALSE;
}

gboolean
earlier_try_resume(RouteMail *mail, GError **error)
{
    const JournalMail *record = mail->record;
    g_autoptr(Decision) decision = g_new0(Decision, 1);
    if (!read_action(record, decision, error))
        return FALSE;
    decision->ticket_number = g_strdup(record->ticket_number);
    decision->named_ticket = g_strdup(record->named_ticket);
    decision->is_follow_up = record->is_follow_up;
    decision->is_storm = record->is_storm;
    decision->reason = g_strdup("goes on where an earlier try stopped");
    decision_add_reply(mail->context->config, mail->context->intake->letter, decision);
    return ticket_content_set_earlier(mail, g_steal_pointer(&decision), error);
}

gboolean
earlier_try_has_closed(const RouteMail *mail)
{
    const JournalMail *record = mail->record;
    return mail->finding->facts.state == TICKET_CLOSED && record->ticket_number != NULL &&
           g_strcmp0(record->action, decision_kind_name(DECISION_CLOSE)) == 0 &&
           g_strcmp0(record->ticket_number, mail->finding->ticket_number) == 0;
}

/* quarantine_choice.c - see quarantine_choice.h. quarantine_copy.c makes the copy. */
#include "gateway/delivery/quarantine_choice.h"

#include "gateway/delivery/conversation.h"
#include "gateway/delivery/quarantine_copy.h"

gboolean
quarantine_choice_of_ticket(const RouteMail *mail, GError **error)
{
    const Intake *intake = mail->context->intake;
    const AttachmentPlan *plan = mail->plan;
    const char *infected = intake->scan != NULL ? intake->scan->infected_note : NULL;
    g_autofree char *oversize = ticket_text_oversize_note(mail->context->config, plan);
    const struct {
        const char *kind;
        const char *text; /* NULL: not this kind */
        const GPtrArray *files;
    } copies[] = {{QUARANTINE_COPY_UNPARSED, intake->failure, NULL},
                  {QUARANTINE_COPY_INFECTED, infected, NULL},
                  {QUARANTINE_COPY_OVERSIZE, oversize, plan->oversize}};
    for (guint i = 0; i < G_N_ELEMENTS(copies); i++)
        if (copies[i].text != NULL &&
            !quarantine_copy(mail, copies[i].kind, copies[i].text, copies[i].files, error))
            return FALSE;
    return TRUE;
}

gboolean
quarantine_choice_of_ignored(const RouteMail *mail, GError **error)
{
    const Decision *decision = mail->decision;
    if (decision->is_duplicate)
        return TRUE;
    if (decision->is_flood)
        return quarantine_copy(
            mail, conversation_is_part(mail) ? QUARANTINE_PART_FLOOD : QUARANTINE_FLOOD,
            decision->reason, NULL, error);
    return mail->context->config->ignored_max == 0 ||
           quarantine_copy(mail, QUARANTINE_IGNORED, decision->reason, NULL, error);
}

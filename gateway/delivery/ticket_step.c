/* ticket_step.c - see ticket_step.h. */
#include "gateway/delivery/ticket_step.h"

#include "gateway/delivery/conversation.h"
#include "gateway/delivery/earlier_try.h"
#include "gateway/delivery/quarantine_choice.h"
#include "gateway/delivery/quarantine_copy.h"
#include "gateway/delivery/returned_memory.h"
#include "gateway/delivery/ticket_content.h"
#include "gateway/delivery/ticket_writer.h"
#include "gateway/delivery_error.h"
#include "gateway/policy/ticket_route.h"

static gboolean
decide(RouteMail *mail, const PolicyFacts *facts, GError **error)
{
    Decision *decision = conversation_decide(mail, *facts, error);
    return decision != NULL && ticket_content_set(mail, decision, error);
}

gboolean
ticket_step_decide(RouteMail *mail, GError **error)
{
    mail->finding = ticket_finder_run(mail->context, mail->route, error);
    if (mail->finding == NULL || !returned_memory_claim(mail, error) ||
        !decide(mail, &mail->finding->facts, error))
        return FALSE;
    mail->record->is_participant = mail->finding->facts.is_participant;
    mail->ticket_route = ticket_route_of(mail->context->config, mail->route,
                                         mail->finding->ticket_ci, mail->finding->ticket_service);
    return !earlier_try_has_closed(mail) || earlier_try_resume(mail, error);
}

/* The ticket system will never take this mail: a copy goes to the quarantine, the mail back to its
 * sender. */
static gboolean
refuse(const RouteMail *mail, GError *problem, GError **error)
{
    g_autofree char *text =
        g_strdup_printf("The ticket system refuses the message: %s", problem->message);
    g_error_free(problem);
    if (quarantine_copy(mail, QUARANTINE_COPY_REFUSED, text, NULL, error))
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED, text);
    return FALSE;
}

/* A mail that the ticket system will never take goes back to its sender; for all other errors it
 * waits. */
static gboolean
give_up(const RouteMail *mail, GError *problem, GError **error)
{
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED))
        return refuse(mail, problem, error);
    g_propagate_error(error, problem);
    return FALSE;
}

/* The ticket cannot take the update (it is gone, or its state forbids it): a new ticket names it,
 * and *problem is cleared. FALSE: nothing else can be tried, and *problem says why. */
static gboolean
fall_back_to_create(RouteMail *mail, GError **problem)
{
    gboolean is_gone = g_error_matches(*problem, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND);
    PolicyFacts facts = mail->finding->facts;
    GError *other = NULL;
    if (mail->decision->kind == DECISION_CREATE ||
        (!is_gone && !g_error_matches(*problem, DELIVERY_ERROR, DELIVERY_ERROR_API_STATE)))
        return FALSE;
    if (mail->decision->is_storm)
        facts.is_storm_ticket_lost = TRUE;
    else
        facts.state = is_gone ? TICKET_NOT_FOUND : TICKET_CLOSED;
    if (!decide(mail, &facts, &other)) {
        g_clear_error(problem);
        *problem = other;
        return FALSE;
    }
    if (mail->decision->kind != DECISION_CREATE && !mail->decision->is_storm)
        return FALSE;
    g_clear_error(problem);
    return TRUE;
}

gboolean
ticket_step_run(RouteMail *mail, GError **error)
{
    GError *problem = NULL;
    if (earlier_try_has_closed(mail)) {
        mail->record->files_done =
            attachment_plan_end(mail->plan, 0, mail->context->intake->letter);
        return TRUE;
    }
    if (!quarantine_choice_of_ticket(mail, error))
        return FALSE;
    if (ticket_writer_main(mail, &problem))
        return TRUE;
    if (!fall_back_to_create(mail, &problem))
        return give_up(mail, problem, error);
    return ticket_writer_main(mail, &problem) || give_up(mail, problem, error);
}

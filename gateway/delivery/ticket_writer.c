/* ticket_writer.c - see ticket_writer.h. Sends what request_plan.c made; decides nothing. */
#include "gateway/delivery/ticket_writer.h"

#include "gateway/delivery/delivery_error.h"

/* How often, and how long between, a ticket that was accepted without a number is looked for. */
#define TICKET_WRITER_LOOKUPS 5
#define TICKET_WRITER_FIRST_PAUSE_MS 200

/* The number of the ticket that carries our reference, or NULL without error: there is none. */
static char *
ticket_writer_look_up(const Delivery *delivery, const char *reference_number, GError **error)
{
    g_autoptr(GPtrArray) incidents = incident_api_list(delivery->api, error);
    if (incidents == NULL)
        return NULL;
    for (guint i = 0; i < incidents->len; i++) {
        const Incident *incident = g_ptr_array_index(incidents, i);
        if (incident->ticket_number != NULL && *incident->ticket_number != '\0' &&
            g_strcmp0(incident->reference_number, reference_number) == 0)
            return g_strdup(incident->ticket_number);
    }
    return NULL;
}

/* The API took the create but named no number (202): it shows in the list before long. */
static char *
ticket_writer_await(const Delivery *delivery, const char *reference_number, GError **error)
{
    gulong pause_us = TICKET_WRITER_FIRST_PAUSE_MS * 1000;
    for (guint i = 0; i < TICKET_WRITER_LOOKUPS; i++, pause_us *= 2) {
        GError *problem = NULL;
        char *number = ticket_writer_look_up(delivery, reference_number, &problem);
        if (number != NULL)
            return number;
        if (problem != NULL) {
            g_propagate_error(error, problem);
            return NULL;
        }
        g_usleep(pause_us);
    }
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                "the API accepted the ticket with reference %s, but it is not in the list yet",
                reference_number);
    return NULL;
}

/* After an error that leaves it open whether the ticket was made: is it there? */
static char *
ticket_writer_resolve_doubt(const Delivery *delivery, const char *reference_number, GError *doubt,
                            GError **error)
{
    if (!g_error_matches(doubt, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT)) {
        g_propagate_error(error, doubt);
        return NULL;
    }
    g_autoptr(GError) ignored = NULL;
    char *number = ticket_writer_look_up(delivery, reference_number, &ignored);
    if (number == NULL)
        g_propagate_error(error, doubt);
    else
        g_error_free(doubt);
    return number;
}

static char *
ticket_writer_create(const Delivery *delivery, const RequestPlanInput *plan,
                     const JournalMail *mail, GError **error)
{
    const char *reference_number = mail->reference_number;
    if (!mail->is_new) {
        GError *problem = NULL;
        char *number = ticket_writer_look_up(delivery, reference_number, &problem);
        if (number != NULL)
            return number;
        if (problem != NULL) {
            g_propagate_error(error, problem);
            return NULL;
        }
    }
    GError *problem = NULL;
    g_autoptr(RequestBody) body = request_plan_body(plan, 0, NULL);
    g_autoptr(Incident) incident = incident_api_create(delivery->api, body, &problem);
    if (incident == NULL)
        return ticket_writer_resolve_doubt(delivery, reference_number, problem, error);
    if (incident->ticket_number == NULL || *incident->ticket_number == '\0')
        return ticket_writer_await(delivery, reference_number, error);
    return g_strdup(incident->ticket_number);
}

gboolean
ticket_writer_main(const Delivery *delivery, const RequestPlanInput *plan, JournalMail *mail,
                   GError **error)
{
    const Decision *decision = plan->text.decision;
    g_autofree char *number = NULL;
    if (decision->kind == DECISION_CREATE) {
        number = ticket_writer_create(delivery, plan, mail, error);
        if (number == NULL)
            return FALSE;
    } else {
        g_autoptr(RequestBody) body = request_plan_body(plan, 0, decision->ticket_number);
        if (!incident_api_update(delivery->api, body, error))
            return FALSE;
        number = g_strdup(decision->ticket_number);
    }
    g_free(mail->ticket_number);
    mail->ticket_number = g_steal_pointer(&number);
    g_free(mail->action);
    mail->action = g_strdup(decision_kind_name(decision->kind));
    mail->parts_sent = 0;
    return TRUE;
}

gboolean
ticket_writer_overflow(const Delivery *delivery, const RequestPlanInput *plan, JournalMail *mail,
                       GError **error)
{
    guint count = request_plan_count(plan);
    for (guint index = mail->parts_sent + 1; index < count; index++) {
        g_autoptr(RequestBody) body = request_plan_body(plan, index, mail->ticket_number);
        if (!incident_api_update(delivery->api, body, error))
            return FALSE;
        mail->parts_sent = index;
        if (!journal_mail_record(delivery->journal, mail, TRUE, error))
            return FALSE;
    }
    return TRUE;
}

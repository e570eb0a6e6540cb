/* ticket_lookup.c - see ticket_lookup.h. */
#include "gateway/delivery/ticket_lookup.h"

#include <string.h>

#include "gateway/delivery/request_plan.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_thread.h"

/* How often to look for a ticket that the API accepted without a number, and the first pause
 * between two tries. */
#define TICKET_LOOKUP_TRIES 5
#define TICKET_LOOKUP_FIRST_PAUSE_MS 200

/* If the API denies the list, that says nothing about the request that is looked for. It is a
 * temporary error then, so that the mail is not taken apart or quarantined. */
static void
set_list_error(GError *problem, GError **error)
{
    if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_DENIED))
        problem->code = DELIVERY_ERROR_TEMPORARY;
    g_propagate_error(error, problem);
}

/* Whether the ticket, whose reference the list does not tell, can be that of our mail: it has the
 * short description of our request, and no other mail is known to have made it. */
static gboolean
is_candidate(const RouteMail *mail, const Ticket *ticket, gboolean *ret_is, GError **error)
{
    g_autofree char *description = request_plan_short_description(mail);
    gboolean is_known = FALSE;
    *ret_is = FALSE;
    if (ticket->short_description != NULL && strcmp(ticket->short_description, description) != 0)
        return TRUE;
    if (!journal_participant_has_any(mail->context->journal, ticket->ticket_number, &is_known,
                                     error))
        return FALSE;
    *ret_is = !is_known;
    return TRUE;
}

/* Asks for the candidates one by one. NULL without an error: none is ours. */
static char *
find_unknown(const RouteMail *mail, const GPtrArray *tickets, GError **error)
{
    const char *reference_number = mail->record->reference_number;
    for (guint i = 0; i < tickets->len; i++) {
        const Ticket *listed = g_ptr_array_index(tickets, i);
        gboolean is_possible = FALSE;
        if (!is_candidate(mail, listed, &is_possible, error))
            return NULL;
        if (!is_possible)
            continue;
        GError *problem = NULL;
        g_autoptr(Ticket) ticket =
            ticket_system_get(mail->context->ticket_system, listed->ticket_number, &problem);
        if (g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND)) {
            g_clear_error(&problem);
            continue;
        }
        if (ticket == NULL) {
            g_propagate_error(error, problem);
            return NULL;
        }
        if (g_strcmp0(ticket->reference_number, reference_number) == 0)
            return g_steal_pointer(&ticket->ticket_number);
        if (ticket->reference_number == NULL || *ticket->reference_number == '\0') {
            g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                        "the API does not tell the reference of %s, which may be the ticket with "
                        "reference %s",
                        listed->ticket_number, reference_number);
            return NULL;
        }
    }
    return NULL;
}

char *
ticket_lookup_find(const RouteMail *mail, GError **error)
{
    GError *problem = NULL;
    g_autoptr(GPtrArray) unknown = NULL;
    g_autoptr(Ticket) ticket = ticket_system_find_reference(
        mail->context->ticket_system, mail->record->reference_number, &unknown, &problem);
    char *number = ticket != NULL ? g_steal_pointer(&ticket->ticket_number) : NULL;
    if (unknown != NULL)
        number = find_unknown(mail, unknown, &problem);
    if (problem != NULL)
        set_list_error(problem, error);
    return number;
}

char *
ticket_lookup_await(const RouteMail *mail, GError **error)
{
    gulong pause_us = TICKET_LOOKUP_FIRST_PAUSE_MS * 1000;
    for (guint i = 0; i < TICKET_LOOKUP_TRIES; i++, pause_us *= 2) {
        GError *problem = NULL;
        char *number = ticket_lookup_find(mail, &problem);
        if (number != NULL)
            return number;
        if (problem != NULL) {
            g_propagate_error(error, problem);
            return NULL;
        }
        if (g_get_monotonic_time() + (gint64)pause_us >= mail->context->deadline_us)
            break;
        g_usleep(pause_us);
    }
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT,
                "the API accepted the ticket with reference %s, but it is not in the list yet",
                mail->record->reference_number);
    return NULL;
}

/* ticket_lookup.c - see ticket_lookup.h. */
#include "gateway/delivery/ticket_lookup.h"

#include "gateway/delivery_error.h"

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

char *
ticket_lookup_find(const DeliveryContext *context, const char *reference_number, GError **error)
{
    GError *problem = NULL;
    g_autoptr(Ticket) ticket =
        ticket_system_find_reference(context->ticket_system, reference_number, &problem);
    if (problem != NULL)
        set_list_error(problem, error);
    return ticket != NULL ? g_steal_pointer(&ticket->ticket_number) : NULL;
}

char *
ticket_lookup_await(const DeliveryContext *context, const char *reference_number, GError **error)
{
    gulong pause_us = TICKET_LOOKUP_FIRST_PAUSE_MS * 1000;
    for (guint i = 0; i < TICKET_LOOKUP_TRIES; i++, pause_us *= 2) {
        GError *problem = NULL;
        char *number = ticket_lookup_find(context, reference_number, &problem);
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

/* delivery.c - see delivery.h. Takes the message in and sends it on each of its routes; what
 * happens on a route is in route_delivery.c. */
#include "gateway/delivery/delivery.h"

#include <sysexits.h>

#include "gateway/delivery/api_backoff.h"
#include "gateway/delivery/confirm.h"
#include "gateway/delivery/route_delivery.h"
#include "gateway/delivery_error.h"
#include "gateway/policy/ticket_route.h"

static gboolean
delivery_routes(const Delivery *delivery, GPtrArray *routes, GError **error)
{
    GError *first = NULL;
    for (guint i = 0; i < routes->len; i++) {
        GError *problem = NULL;
        if (route_delivery_run(delivery, g_ptr_array_index(routes, i), &problem))
            continue;
        /* The other routes still get theirs; a temporary failure weighs more than a final one. */
        if (first == NULL || delivery_error_exit_status(problem) == EX_TEMPFAIL) {
            g_clear_error(&first);
            first = g_steal_pointer(&problem);
        }
        g_clear_error(&problem);
    }
    if (first == NULL)
        return TRUE;
    g_propagate_error(error, first);
    return FALSE;
}

Journal *
delivery_open_journal(const Config *config, GError **error)
{
    return journal_open(config->journal_path, error);
}

gboolean
delivery_read_keys(const Config *config, SigningKeys **ret_keys, GError **error)
{
    g_autoptr(GError) problem = NULL;
    *ret_keys = signing_keys_read(config, &problem);
    if (problem == NULL)
        return TRUE;
    g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, problem->message);
    return FALSE;
}

gboolean
delivery_run(const Config *config, int input_fd, const Envelope *envelope, void (*end)(void),
             GError **error)
{
    Delivery delivery = {
        .config = config, .envelope = envelope, .start_us = g_get_monotonic_time()};
    delivery.deadline_us = delivery.start_us + (gint64)config->deadline_s * G_USEC_PER_SEC;
    g_autoptr(Intake) intake =
        intake_read(config, input_fd, envelope->sender, config->spool_path, error);
    if (intake == NULL)
        return FALSE;
    delivery.intake = intake;
    g_autoptr(SigningKeys) keys = NULL;
    if (!delivery_read_keys(config, &keys, error))
        return FALSE;
    delivery.keys = keys;
    g_autoptr(GPtrArray) routes =
        ticket_route_select(config, envelope->recipients, keys, intake->letter);
    if (routes->len == 0) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_NO_ROUTE,
                    "no route for this recipient is configured");
        return FALSE;
    }
    g_autoptr(Journal) journal = delivery_open_journal(config, error);
    if (journal == NULL)
        return FALSE;
    journal_set_deadline(journal, delivery.deadline_us);
    delivery.journal = journal;
    g_autoptr(TicketSystem) ticket_system = ticket_system_new(config, delivery.deadline_us);
    ApiBackoff gate = {.config = config, .journal = journal, .ticket_system = ticket_system};
    ticket_system_set_gate(ticket_system, api_backoff_enter, &gate);
    delivery.ticket_system = ticket_system;
    delivery.gate = &gate;
    if (!delivery_routes(&delivery, routes, error))
        return FALSE;
    confirm_flush_outbox(&delivery);
    if (end != NULL)
        end();
    return TRUE;
}

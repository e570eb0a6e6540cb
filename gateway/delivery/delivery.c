/* delivery.c - see delivery.h. Reads the message and delivers it on each of its routes;
 * route_delivery.c does the work of one route. */
#include "gateway/delivery/delivery.h"

#include <sysexits.h>

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery/outbox_flush.h"
#include "gateway/delivery/redelivery.h"
#include "gateway/delivery/route_delivery.h"
#include "gateway/delivery_error.h"
#include "gateway/policy/ticket_route.h"

static gboolean
deliver_routes(DeliveryContext *context, GPtrArray *routes, GError **error)
{
    GError *first = NULL;
    for (guint i = 0; i < routes->len; i++) {
        GError *problem = NULL;
        if (route_delivery_run(context, g_ptr_array_index(routes, i), &problem))
            continue;
        /* The other routes are still tried. A temporary failure counts more than a final one. */
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

gboolean
delivery_run(const Config *config, int input_fd, const Envelope *envelope, void (*end)(void),
             GError **error)
{
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, config);
    delivery_context_begin(&context, envelope);
    Intake *intake = intake_read(config, input_fd, envelope->sender, config->spool_path, error);
    if (intake == NULL || !delivery_context_take(&context, intake, error))
        return FALSE;
    g_autoptr(GPtrArray) routes =
        ticket_route_select(config, envelope->recipients, context.keys, intake->letter);
    if (routes->len == 0) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_NO_ROUTE,
                    "no route for this recipient is configured");
        return FALSE;
    }
    if (!delivery_context_open(&context, error) ||
        (envelope->is_again && !redelivery_choose(&context, routes, error)) ||
        !deliver_routes(&context, routes, error))
        return FALSE;
    outbox_flush_run(&context);
    if (end != NULL)
        end();
    return TRUE;
}

/* delivery.c - see delivery.h. Reads the message and delivers it on each of its routes;
 * route_delivery.c does the work of one route. */
#include "gateway/delivery/delivery.h"

#include <sysexits.h>

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery/early_end.h"
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

static gboolean
take_message(DeliveryContext *context, int input_fd, IntakeSource *source, GError **error)
{
    const Config *config = context->config;
    Intake *intake =
        intake_spool(config, input_fd, source, error) ? intake_take(config, source, error) : NULL;
    return intake != NULL && delivery_context_take(context, intake, error);
}

/* The routes of the message, with everything open that they need; NULL: it ends here. (transfer
 * full) (element-type Route) */
static GPtrArray *
prepare(DeliveryContext *context, int input_fd, IntakeSource *source, GError **error)
{
    const Envelope *envelope = context->envelope;
    if (!take_message(context, input_fd, source, error))
        return NULL;
    g_autoptr(GPtrArray) routes = ticket_route_select(context->config, envelope->recipients,
                                                      context->keys, context->intake->letter);
    if (routes->len == 0) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_NO_ROUTE,
                    "no route for this recipient is configured");
        return NULL;
    }
    if (!delivery_context_open(context, error) ||
        (envelope->is_again && !redelivery_choose(context, routes, error)))
        return NULL;
    return g_steal_pointer(&routes);
}

gboolean
delivery_run(const Config *config, int input_fd, const Envelope *envelope, void (*end)(void),
             GError **error)
{
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, config);
    delivery_context_begin(&context, envelope);
    g_auto(IntakeSource)
        source = {.envelope_sender = envelope->sender, .directory = config->spool_path};
    GError *problem = NULL;
    g_autoptr(GPtrArray) routes = prepare(&context, input_fd, &source, &problem);
    if (routes == NULL) {
        early_end_tell(&context, source.spool, problem);
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (!deliver_routes(&context, routes, error))
        return FALSE;
    outbox_flush_run(&context);
    if (end != NULL)
        end();
    return TRUE;
}

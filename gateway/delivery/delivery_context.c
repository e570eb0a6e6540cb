/* delivery_context.c - see delivery_context.h. Knows in which order things are opened, but no step
 * of a delivery. */
#include "gateway/delivery/delivery_context.h"

#include "gateway/delivery/key_check.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_lease.h"

#define KEYS_CHECKED_US (60 * G_USEC_PER_SEC)

void
delivery_context_init(DeliveryContext *context, const Config *config)
{
    *context = (DeliveryContext){.config = config};
}

void
delivery_context_begin(DeliveryContext *context, const Envelope *envelope)
{
    context->envelope = envelope;
    context->is_journal_down = FALSE;
    context->start_us = g_get_monotonic_time();
    context->deadline_us = context->start_us + (gint64)context->config->deadline_s * G_USEC_PER_SEC;
}

gboolean
delivery_context_take(DeliveryContext *context, Intake *intake, GError **error)
{
    g_autoptr(GError) problem = NULL;
    context->intake = intake;
    context->keys = signing_keys_read(context->config, &problem);
    if (problem == NULL)
        return TRUE;
    g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION, problem->message);
    return FALSE;
}

static gboolean
prove(gpointer journal, GError **error)
{
    return journal_lease_prove(journal, error);
}

static gboolean
keep(gpointer journal, GError **error)
{
    return journal_lease_keep(journal, error);
}

const Heartbeat *
delivery_context_heartbeat(const DeliveryContext *context)
{
    return context->journal != NULL && journal_is_shared(context->journal) ? &context->heartbeat
                                                                           : NULL;
}

gboolean
delivery_context_open_journal(DeliveryContext *context, GError **error)
{
    if (context->journal != NULL && !journal_is_current(context->journal))
        delivery_context_drop_journal(context);
    if (context->journal == NULL)
        context->journal = journal_open_configured(context->config, error);
    context->is_journal_down = context->journal == NULL;
    if (context->is_journal_down)
        return FALSE;
    journal_set_deadline(context->journal, context->deadline_us);
    context->heartbeat = (Heartbeat){.prove = prove, .keep = keep, .data = context->journal};
    return TRUE;
}

/* A resident worker asks the journal once a minute. */
static gboolean
check_keys(DeliveryContext *context, GError **error)
{
    gint64 now_us = g_get_monotonic_time();

    if (now_us < context->keys_until_us)
        return TRUE;
    if (!key_check_run(context->config, context->journal, context->keys, error))
        return FALSE;
    journal_note_shared(context->config);
    context->keys_until_us = now_us + KEYS_CHECKED_US;
    return TRUE;
}

gboolean
delivery_context_open(DeliveryContext *context, GError **error)
{
    if (!delivery_context_open_journal(context, error) || !check_keys(context, error))
        return FALSE;
    if (context->ticket_system == NULL)
        context->ticket_system = ticket_system_new(context->config, context->deadline_us);
    else
        ticket_system_set_deadline(context->ticket_system, context->deadline_us);
    context->backoff = (ApiBackoff){.config = context->config,
                                    .journal = context->journal,
                                    .ticket_system = context->ticket_system};
    ticket_system_set_gate(context->ticket_system, api_backoff_enter, &context->backoff);
    ticket_system_set_heartbeat(context->ticket_system, delivery_context_heartbeat(context));
    return TRUE;
}

void
delivery_context_drop_journal(DeliveryContext *context)
{
    g_clear_pointer(&context->journal, journal_close);
    context->keys_until_us = 0;
}

void
delivery_context_end(DeliveryContext *context)
{
    if (context->ticket_system != NULL)
        ticket_system_set_gate(context->ticket_system, NULL, NULL);
    if (context->ticket_system != NULL)
        ticket_system_set_heartbeat(context->ticket_system, NULL);
    g_clear_pointer(&context->keys, signing_keys_free);
    g_clear_pointer(&context->intake, intake_free);
    context->envelope = NULL;
}

void
delivery_context_clear(DeliveryContext *context)
{
    delivery_context_end(context);
    g_clear_pointer(&context->ticket_system, ticket_system_free);
    delivery_context_drop_journal(context);
}

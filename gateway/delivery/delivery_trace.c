/* delivery_trace.c - see delivery_trace.h. */
#include "gateway/delivery/delivery_trace.h"

#include "gateway/journal/journal_trace.h"
#include "gateway/log.h"

static const char *
find_sender(const DeliveryContext *context)
{
    const GPtrArray *from = context->intake->letter->from;

    return from->len > 0 ? ((const LetterAddress *)g_ptr_array_index(from, 0))->address
                         : context->envelope->sender;
}

void
delivery_trace_note(const DeliveryContext *context, const DeliveryTraceEnd *end)
{
    if (context->config->keep_trace_s == 0)
        return;
    const Envelope *envelope = context->envelope;
    const Letter *letter = context->intake->letter;
    g_autofree char *recipients = envelope->recipients != NULL
                                      ? g_strjoinv(" ", (char **)(guintptr)envelope->recipients)
                                      : NULL;
    const JournalTraceEvent event = {
        .mail_key = end->mail_key,
        .sender = find_sender(context),
        .recipients = recipients,
        .message_id = letter->message_id,
        .queue_id = log_queue_id(),
        .subject = letter->subject,
        .route = end->route,
        .outcome = end->outcome,
        .reason = end->reason,
        .ticket_number = end->ticket_number,
        .took_ms = (g_get_monotonic_time() - context->start_us) / 1000,
        .is_aside = end->is_copy,
    };
    g_autoptr(GError) problem = NULL;
    if (!journal_trace_note(context->journal, &event, &problem))
        log_warning("what became of the mail was not noted: %s", problem->message);
}

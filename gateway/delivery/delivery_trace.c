/* delivery_trace.c - see delivery_trace.h. */
#include "gateway/delivery/delivery_trace.h"

#include <string.h>
#include <sysexits.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_tally.h"
#include "gateway/journal/journal_trace.h"
#include "gateway/log.h"

/* If a mail has a thousand recipients, nobody reads them all in the log or in the journal. */
#define RECIPIENTS_MAX_BYTES 4000

const char *
delivery_trace_outcome(const GError *problem)
{
    switch (delivery_error_exit_status(problem)) {
    case EX_TEMPFAIL:
        return DELIVERY_TRACE_FAILED;
    case EX_NOPERM:
        return DELIVERY_TRACE_REJECT;
    default:
        return DELIVERY_TRACE_BOUNCE;
    }
}

void
delivery_trace_describe(const DeliveryContext *context, DeliveryTraceEnd *end)
{
    const Letter *letter = context->intake->letter;

    end->sender = letter->from->len > 0
                      ? ((const LetterAddress *)g_ptr_array_index(letter->from, 0))->address
                      : context->envelope->sender;
    end->message_id = letter->message_id;
    end->subject = letter->subject;
}

/* The recipients with `separator` between them; NULL if the MTA named none. (transfer full) */
static char *
join_recipients(const Envelope *envelope, char separator)
{
    if (envelope->recipients == NULL || envelope->recipients[0] == NULL)
        return NULL;
    GString *list = g_string_new(envelope->recipients[0]);
    for (guint i = 1; envelope->recipients[i] != NULL && list->len < RECIPIENTS_MAX_BYTES; i++)
        g_string_append_printf(list, "%c%s", separator, envelope->recipients[i]);
    return g_string_free(list, FALSE);
}

static LogLevel
level_of(const char *outcome)
{
    if (strcmp(outcome, DELIVERY_TRACE_FAILED) == 0)
        return LOG_LEVEL_ERROR;
    return strcmp(outcome, DELIVERY_TRACE_BOUNCE) == 0 ||
                   strcmp(outcome, DELIVERY_TRACE_REJECT) == 0
               ? LOG_LEVEL_WARNING
               : LOG_LEVEL_INFO;
}

void
delivery_trace_log(const Envelope *envelope, const DeliveryTraceEnd *end, gint64 took_ms)
{
    g_autofree char *recipients = join_recipients(envelope, ',');
    g_autofree char *ms = g_strdup_printf("%" G_GINT64_FORMAT, took_ms);
    g_autofree char *text = g_strdup_printf("%s: %s", end->outcome, end->reason);
    const LogMember members[] = {
        {"from", end->sender},
        {"to", recipients},
        {"message-id", end->message_id},
        {"route", end->route},
        {"ticket", end->ticket_number},
        {"outcome", end->outcome},
        {"reason", end->reason},
        {"ms", ms},
        {NULL, NULL},
    };

    log_members(level_of(end->outcome), "mail", members, text);
}

static gboolean
note_end(const DeliveryContext *context, const DeliveryTraceEnd *end, gint64 took_ms,
         GError **error)
{
    g_autofree char *recipients = join_recipients(context->envelope, ' ');
    const JournalTraceEvent event = {
        .mail_key = end->mail_key,
        .sender = end->sender,
        .recipients = recipients,
        .message_id = end->message_id,
        .queue_id = log_queue_id(),
        .subject = end->subject,
        .route = end->route,
        .outcome = end->outcome,
        .reason = end->reason,
        .ticket_number = end->ticket_number,
        .took_ms = took_ms,
        .is_aside = end->is_aside,
    };
    return journal_trace_note(context->journal, &event, error);
}

/* The counts of metrics. A copy of a mail, or a try that did not get to its claim, asked nobody. */
static gboolean
count_end(const DeliveryContext *context, const DeliveryTraceEnd *end, gint64 took_ms,
          GError **error)
{
    g_autofree char *name = g_strconcat(JOURNAL_TALLY_MAIL, end->outcome, NULL);
    const char *api = end->is_aside ? NULL : context->backoff.tally;
    const char *why = g_strcmp0(api, JOURNAL_TALLY_API_FAILURE) == 0 ? end->reason : NULL;

    return journal_tally_count(context->journal, name, took_ms, NULL, error) &&
           (api == NULL || journal_tally_count(context->journal, api, took_ms, why, error));
}

/* In one transaction, which costs one write. */
static gboolean
remember_end(const DeliveryContext *context, const DeliveryTraceEnd *end, gint64 took_ms,
             GError **error)
{
    if (!journal_begin(context->journal, FALSE, error))
        return FALSE;
    if ((context->config->keep_trace_s == 0 || note_end(context, end, took_ms, error)) &&
        count_end(context, end, took_ms, error))
        return journal_commit(context->journal, error);
    journal_rollback(context->journal);
    return FALSE;
}

void
delivery_trace_tell(const DeliveryContext *context, const DeliveryTraceEnd *end)
{
    gint64 took_ms = (g_get_monotonic_time() - context->start_us) / 1000;
    g_autoptr(GError) problem = NULL;

    delivery_trace_log(context->envelope, end, took_ms);
    if (context->journal != NULL && !remember_end(context, end, took_ms, &problem))
        log_warning("journal", "what became of the mail was not noted: %s", problem->message);
}

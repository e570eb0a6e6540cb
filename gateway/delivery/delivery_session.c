/* delivery_session.c - see delivery_session.h. Owns what is kept between messages; route_delivery.c
 * does the work of one route. */
#include "gateway/delivery/delivery_session.h"

#include <errno.h>
#include <fcntl.h>

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery/early_end.h"
#include "gateway/delivery/outbox_flush.h"
#include "gateway/delivery/route_delivery.h"
#include "gateway/delivery_error.h"
#include "gateway/log.h"
#include "gateway/policy/ticket_route.h"

struct DeliverySession {
    const Config *config;
    ParseZygote *zygote;
    DeliveryContext context; /* keeps journal, token and connection */
    int message_fd;          /* from the zygote; -1: no message was begun */
    gboolean has_secrets;    /* keys and token may have been in the memory of this process */
};

DeliverySession *
delivery_session_new(const Config *config, GError **error)
{
    g_autoptr(DeliverySession) session = g_new0(DeliverySession, 1);
    session->config = config;
    delivery_context_init(&session->context, config);
    session->message_fd = -1;
    /* The first thing to do: every parsing child has a copy of what is in memory now. */
    session->zygote = intake_start_zygote(config, error);
    if (session->zygote == NULL)
        return NULL;
    return g_steal_pointer(&session);
}

void
delivery_session_free(DeliverySession *session)
{
    if (session == NULL)
        return;
    parse_zygote_free(session->zygote);
    delivery_context_clear(&session->context);
    g_free(session);
}

gboolean
delivery_session_has_route(const DeliverySession *session, const char *recipient)
{
    const char *const recipients[] = {recipient, NULL};
    g_autoptr(GPtrArray) routes = route_select(session->config, recipients);
    return routes->len > 0 || ticket_route_is_possible(session->config, recipient);
}

gboolean
delivery_session_is_worn(DeliverySession *session)
{
    if (session->zygote != NULL && !parse_zygote_is_alive(session->zygote)) {
        log_warning("worker", "the parser's parent process was killed; it is started again");
        g_clear_pointer(&session->zygote, parse_zygote_free);
    }
    return session->zygote == NULL && session->has_secrets;
}

/* The zygote is a copy of this process. So no new one is started once the token was in memory. */
static gboolean
renew_zygote(DeliverySession *session, GError **error)
{
    if (delivery_session_is_worn(session)) {
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                            "the parser's parent process has gone, and this worker goes, too");
        return FALSE;
    }
    if (session->zygote == NULL)
        session->zygote = intake_start_zygote(session->config, error);
    return session->zygote != NULL;
}

int
delivery_session_begin(DeliverySession *session, GError **error)
{
    GError *problem = NULL;
    session->message_fd =
        renew_zygote(session, &problem) ? parse_zygote_begin(session->zygote, &problem) : -1;
    if (session->message_fd < 0) {
        g_propagate_error(error, problem);
        g_clear_pointer(&session->zygote, parse_zygote_free);
    }
    return session->message_fd;
}

int
delivery_session_message_fd(const DeliverySession *session)
{
    return session->message_fd;
}

/* What was written of the message. NULL: nothing was, or it cannot be kept open (errno). (transfer
 * full) */
static Spool *
keep_spool(const DeliverySession *session, guint64 length)
{
    int fd = length > 0 ? fcntl(session->message_fd, F_DUPFD_CLOEXEC, 0) : -1;
    if (fd < 0)
        return NULL;
    Spool *spool = g_new0(Spool, 1);
    spool->fd = fd;
    spool->length = length;
    return spool;
}

static Intake *
take_message(DeliverySession *session, IntakeSource *source, guint64 length, GError **error)
{
    if (length == 0) { /* the same error as from intake_take(), but the zygote can still be used */
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                            "there is no message: what came in was empty");
        return NULL;
    }
    source->spool = keep_spool(session, length);
    if (source->spool == NULL) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                    "cannot keep the message open: %s", g_strerror(errno));
        return NULL;
    }
    Intake *intake = intake_take(session->config, source, error);
    if (intake == NULL) /* whatever happened, this zygote is no longer trusted */
        g_clear_pointer(&session->zygote, parse_zygote_free);
    return intake;
}

/* The index of the earlier recipient with the same route; if no recipient has it, the length of
 * `names`, which has one entry for each recipient. */
static guint
find_same_route(const GPtrArray *names, const char *name)
{
    guint i = 0;
    while (i < names->len && g_strcmp0(g_ptr_array_index(names, i), name) != 0)
        i++;
    return i;
}

void
delivery_session_result_free(DeliverySessionResult *result)
{
    if (result == NULL)
        return;
    g_clear_error(&result->error);
    g_free(result->ticket_number);
    g_free(result);
}

static DeliverySessionResult *
copy_result(const DeliverySessionResult *result)
{
    DeliverySessionResult *copy = g_new0(DeliverySessionResult, 1);
    copy->error = result->error != NULL ? g_error_copy(result->error) : NULL;
    copy->outcome = result->outcome;
    copy->ticket_number = g_strdup(result->ticket_number);
    return copy;
}

/* Where the result of a route goes: to the session, and to whoever delivers by hand. */
typedef struct {
    DeliverySessionResult *kept;
    const Envelope *envelope;
} ResultKeeper;

static void
keep_result(gpointer data, const DeliveryResult *result)
{
    const ResultKeeper *keeper = data;
    const Envelope *envelope = keeper->envelope;
    keeper->kept->outcome = result->outcome;
    g_free(keeper->kept->ticket_number);
    keeper->kept->ticket_number = g_strdup(result->ticket_number);
    if (envelope->on_result != NULL)
        envelope->on_result(envelope->data, result);
}

static void
pass_on_quarantine(gpointer data, const char *kind)
{
    const Envelope *envelope = ((const ResultKeeper *)data)->envelope;
    if (envelope->on_quarantine != NULL)
        envelope->on_quarantine(envelope->data, kind);
}

/* Delivers on one route; the context's envelope has the recipients of all of them. */
static DeliverySessionResult *
deliver_route(DeliveryContext *context, const Route *route)
{
    const Envelope *envelope = context->envelope;
    DeliverySessionResult *result = g_new0(DeliverySessionResult, 1);
    ResultKeeper keeper = {.kept = result, .envelope = envelope};
    Envelope asking = *envelope;
    asking.on_result = keep_result;
    asking.on_quarantine = pass_on_quarantine;
    asking.data = &keeper;
    context->envelope = &asking;
    if (!route_delivery_run(context, route, &result->error))
        result->outcome = NULL;
    context->envelope = envelope;
    return result;
}

static DeliverySessionResult *
refuse_recipient(DeliveryContext *context, const char *const *recipients)
{
    const Envelope *envelope = context->envelope;
    DeliverySessionResult *result = g_new0(DeliverySessionResult, 1);
    Envelope narrow = *envelope;
    narrow.recipients = recipients;
    context->envelope = &narrow;
    result->error = g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_NO_ROUTE,
                                        "no route for this recipient is configured");
    early_end_tell(context, NULL, result->error);
    context->envelope = envelope;
    return result;
}

/* Delivers to one recipient. `names` has the routes of the recipients before it; "" is the default
 * route. */
static DeliverySessionResult *
deliver_to(DeliveryContext *context, const char *recipient, GPtrArray *names,
           const GPtrArray *results)
{
    const char *const recipients[] = {recipient, NULL};
    g_autoptr(GPtrArray) selected =
        ticket_route_select(context->config, recipients, context->keys, context->intake->letter);
    if (selected->len == 0) {
        g_ptr_array_add(names, NULL);
        return refuse_recipient(context, recipients);
    }
    const Route *route = g_ptr_array_index(selected, 0);
    const char *name = route->name != NULL ? route->name : "";
    guint same = find_same_route(names, name);
    g_ptr_array_add(names, (gpointer)(guintptr)name);
    return same < results->len ? copy_result(g_ptr_array_index(results, same))
                               : deliver_route(context, route);
}

/* After a fault of the disk or of SQLite the journal's handle is no longer trusted. */
static void
review_journal(DeliverySession *session, const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++)
        if (g_error_matches(((DeliverySessionResult *)g_ptr_array_index(results, i))->error,
                            DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY)) {
            delivery_context_drop_journal(&session->context);
            return;
        }
}

/* Takes the message, reads the keys, opens the journal and the ticket system. FALSE: no recipient
 * can be served. */
static gboolean
open_message(DeliverySession *session, IntakeSource *source, guint64 length, GError **error)
{
    DeliveryContext *context = &session->context;
    Intake *intake = take_message(session, source, length, error);
    session->has_secrets = TRUE;
    return intake != NULL && delivery_context_take(context, intake, error) &&
           delivery_context_open(context, error);
}

static void
fail_all(DeliveryContext *context, const Spool *spool, const GError *problem, GPtrArray *results)
{
    early_end_tell(context, spool, problem);
    for (guint i = 0; context->envelope->recipients[i] != NULL; i++) {
        DeliverySessionResult *result = g_new0(DeliverySessionResult, 1);
        result->error = g_error_copy(problem);
        g_ptr_array_add(results, result);
    }
}

GPtrArray *
delivery_session_deliver(DeliverySession *session, const Envelope *envelope, guint64 length)
{
    GPtrArray *results =
        g_ptr_array_new_with_free_func((GDestroyNotify)delivery_session_result_free);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autoptr(GError) problem = NULL;
    g_auto(IntakeSource) source = {.envelope_sender = envelope->sender,
                                   .directory = session->config->spool_path,
                                   .zygote = session->zygote};
    DeliveryContext *context = &session->context;
    delivery_context_begin(context, envelope);
    if (open_message(session, &source, length, &problem)) {
        for (guint i = 0; envelope->recipients[i] != NULL; i++)
            g_ptr_array_add(results, deliver_to(context, envelope->recipients[i], names, results));
    } else {
        fail_all(context, source.spool, problem, results);
    }
    review_journal(session, results);
    delivery_context_end(context);
    return results;
}

void
delivery_session_refuse(DeliverySession *session, const Envelope *envelope, guint64 length,
                        const GError *problem)
{
    g_autoptr(Spool) spool = keep_spool(session, length);
    DeliveryContext *context = &session->context;
    delivery_context_begin(context, envelope);
    early_end_tell(context, spool, problem);
    session->has_secrets = TRUE; /* the journal is open: no copy of this process may have it */
    delivery_context_end(context);
}

guint
delivery_session_rest_ms(const DeliverySession *session)
{
    const TicketSystem *system = session->context.ticket_system;
    return system != NULL ? ticket_system_rest_ms(system, session->config->lmtp_workers) : 0;
}

void
delivery_session_finish(DeliverySession *session)
{
    if (session->context.journal != NULL)
        outbox_flush_run(&session->context);
}

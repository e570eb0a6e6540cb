/* delivery_session.c - see delivery_session.h. Owns what is kept; what happens on a route is in
 * route_delivery.c. */
#include "gateway/delivery/delivery_session.h"

#include <errno.h>
#include <fcntl.h>

#include "gateway/delivery/api_backoff.h"
#include "gateway/delivery/confirm.h"
#include "gateway/delivery/route_delivery.h"
#include "gateway/delivery_error.h"
#include "gateway/log.h"
#include "gateway/policy/ticket_route.h"

struct DeliverySession {
    const Config *config;
    ParseZygote *zygote;
    Journal *journal;
    TicketSystem *ticket_system;
    int message_fd; /* of the zygote; -1: no message begun */
    gint64 deadline_us;
    gboolean has_secrets; /* keys and token may have been in this process's memory */
};

DeliverySession *
delivery_session_new(const Config *config, GError **error)
{
    g_autoptr(DeliverySession) session = g_new0(DeliverySession, 1);
    session->config = config;
    session->message_fd = -1;
    /* First of all: each parsing child copies what is mapped now. */
    session->zygote = intake_start_zygote(config, error);
    if (session->zygote == NULL)
        return NULL;
    session->ticket_system = ticket_system_new(config, 0);
    return g_steal_pointer(&session);
}

void
delivery_session_free(DeliverySession *session)
{
    if (session == NULL)
        return;
    parse_zygote_free(session->zygote);
    journal_close(session->journal);
    ticket_system_free(session->ticket_system);
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
        log_warning("the parser's parent process was killed; it is started again");
        g_clear_pointer(&session->zygote, parse_zygote_free);
    }
    return session->zygote == NULL && session->has_secrets;
}

/* The zygote is a copy of this process, so there is no new one once the token was here. */
static gboolean
delivery_session_renew_zygote(DeliverySession *session, GError **error)
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
    session->message_fd = delivery_session_renew_zygote(session, &problem)
                              ? parse_zygote_begin(session->zygote, &problem)
                              : -1;
    if (session->message_fd < 0) {
        log_error("cannot take a message: %s", problem->message);
        g_propagate_error(error, problem);
        g_clear_pointer(&session->zygote, parse_zygote_free);
    }
    return session->message_fd;
}

static Intake *
delivery_session_take(DeliverySession *session, const char *sender, guint64 length, GError **error)
{
    if (length == 0) { /* as intake_take() has it, but the zygote is as good as before */
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                            "there is no message: what came in was empty");
        return NULL;
    }
    Spool *spool = g_new0(Spool, 1);
    spool->fd = fcntl(session->message_fd, F_DUPFD_CLOEXEC, 0);
    spool->length = length;
    if (spool->fd < 0) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                    "cannot keep the message open: %s", g_strerror(errno));
        spool_free(spool);
        return NULL;
    }
    IntakeSource source = {.spool = spool,
                           .envelope_sender = sender,
                           .directory = session->config->spool_path,
                           .zygote = session->zygote};
    Intake *intake = intake_take(session->config, &source, error);
    if (intake == NULL) /* whatever it was: this zygote is not trusted any longer */
        g_clear_pointer(&session->zygote, parse_zygote_free);
    return intake;
}

/* The journal that is kept, unless its file has been replaced meanwhile. */
static gboolean
delivery_session_open_journal(DeliverySession *session, GError **error)
{
    if (session->journal != NULL && !journal_is_current(session->journal))
        g_clear_pointer(&session->journal, journal_close);
    if (session->journal == NULL)
        session->journal = delivery_open_journal(session->config, error);
    return session->journal != NULL;
}

/* The earlier recipient that took the same route, or `names`' length: `names` has one for each. */
static guint
delivery_session_find_same(const GPtrArray *names, const char *name)
{
    guint i = 0;
    while (i < names->len && g_strcmp0(g_ptr_array_index(names, i), name) != 0)
        i++;
    return i;
}

/* One recipient; NULL: done. `names` are the routes of the recipients before it, "" the default
 * one. */
static GError *
delivery_session_route(const Delivery *delivery, const char *recipient, GPtrArray *names,
                       const GPtrArray *results)
{
    const char *const recipients[] = {recipient, NULL};
    g_autoptr(GPtrArray) selected =
        ticket_route_select(delivery->config, recipients, delivery->keys, delivery->intake->letter);
    GError *problem = NULL;
    if (selected->len == 0) {
        g_ptr_array_add(names, NULL);
        return g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_NO_ROUTE,
                                   "no route for this recipient is configured");
    }
    const Route *route = g_ptr_array_index(selected, 0);
    const char *name = route->name != NULL ? route->name : "";
    guint same = delivery_session_find_same(names, name);
    g_ptr_array_add(names, (gpointer)(guintptr)name);
    if (same < results->len) {
        problem = g_ptr_array_index(results, same);
        return problem != NULL ? g_error_copy(problem) : NULL;
    }
    if (!route_delivery_run(delivery, route, &problem))
        log_error("%s", problem->message);
    return problem;
}

static void
delivery_session_free_error(gpointer error)
{
    g_clear_error((GError **)&error);
}

static void
delivery_session_fail_all(const Envelope *envelope, GPtrArray *results, GError *problem)
{
    log_error("%s", problem->message);
    for (guint i = results->len; envelope->recipients[i] != NULL; i++)
        g_ptr_array_add(results, g_error_copy(problem));
    g_error_free(problem);
}

/* After a fault of the disk or of SQLite the handle is not trusted any longer. */
static void
delivery_session_review_journal(DeliverySession *session, const GPtrArray *results)
{
    for (guint i = 0; i < results->len; i++)
        if (g_error_matches(g_ptr_array_index(results, i), DELIVERY_ERROR,
                            DELIVERY_ERROR_TEMPORARY)) {
            g_clear_pointer(&session->journal, journal_close);
            return;
        }
}

GPtrArray *
delivery_session_deliver(DeliverySession *session, const Envelope *envelope, guint64 length)
{
    GPtrArray *results = g_ptr_array_new_with_free_func(delivery_session_free_error);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    Delivery delivery = {
        .config = session->config, .envelope = envelope, .start_us = g_get_monotonic_time()};
    GError *problem = NULL;
    delivery.deadline_us = delivery.start_us + (gint64)session->config->deadline_s * G_USEC_PER_SEC;
    g_autoptr(SigningKeys) keys = NULL;
    g_autoptr(Intake) intake = delivery_session_take(session, envelope->sender, length, &problem);
    session->has_secrets = TRUE;
    if (intake == NULL || !delivery_read_keys(session->config, &keys, &problem) ||
        !delivery_session_open_journal(session, &problem)) {
        delivery_session_fail_all(envelope, results, problem);
        return results;
    }
    session->deadline_us = delivery.deadline_us;
    journal_set_deadline(session->journal, delivery.deadline_us);
    ticket_system_set_deadline(session->ticket_system, delivery.deadline_us);
    delivery.intake = intake;
    delivery.keys = keys;
    delivery.journal = session->journal;
    delivery.ticket_system = session->ticket_system;
    ApiBackoff gate = {.config = session->config,
                       .journal = session->journal,
                       .ticket_system = session->ticket_system};
    ticket_system_set_gate(session->ticket_system, api_backoff_enter, &gate);
    delivery.gate = &gate;
    for (guint i = 0; envelope->recipients[i] != NULL; i++) {
        GError *result = delivery_session_route(&delivery, envelope->recipients[i], names, results);
        g_ptr_array_add(results, result);
    }
    ticket_system_set_gate(session->ticket_system, NULL, NULL);
    delivery_session_review_journal(session, results);
    return results;
}

void
delivery_session_finish(DeliverySession *session)
{
    const Delivery delivery = {.config = session->config,
                               .journal = session->journal,
                               .ticket_system = session->ticket_system,
                               .deadline_us = session->deadline_us};
    if (session->journal != NULL)
        confirm_flush_outbox(&delivery);
}

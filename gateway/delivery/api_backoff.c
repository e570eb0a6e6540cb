/* api_backoff.c - see api_backoff.h. journal_backoff.c keeps the record of failures and pauses. */
#include "gateway/delivery/api_backoff.h"

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_backoff.h"
#include "gateway/journal/journal_tally.h"
#include "gateway/log.h"

/* The lease of a probe ends this long after the deadline of its process. */
#define API_BACKOFF_LEASE_MARGIN_S 60

/* Asks for the list of tickets. The probe succeeds if the API answers, even if it denies the list.
 */
static gboolean
send_probe(ApiBackoff *gate, GError **error)
{
    GError *problem = NULL;
    gate->is_probing = TRUE;
    GPtrArray *tickets = ticket_system_list(gate->ticket_system, &problem);
    g_clear_pointer(&tickets, g_ptr_array_unref);
    gate->is_probing = FALSE;
    if (problem != NULL && !g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_DENIED)) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    g_clear_error(&problem);
    log_info("api", "the API answers again");
    if (!journal_backoff_succeeded(gate->journal, error))
        return FALSE;
    gate->is_probe = gate->is_noted = FALSE;
    return TRUE;
}

gboolean
api_backoff_enter(gpointer gate, GError **error)
{
    ApiBackoff *self = gate;
    JournalBackoff backoff;
    if (self->is_probing)
        return TRUE;
    if (!journal_backoff_ask(self->journal, self->config->deadline_s + API_BACKOFF_LEASE_MARGIN_S,
                             &backoff, error))
        return FALSE;
    self->is_noted = backoff.is_noted;
    self->is_probe = backoff.turn == JOURNAL_BACKOFF_PROBE;
    self->is_shut = backoff.turn == JOURNAL_BACKOFF_WAIT;
    self->was_asked = self->was_asked || !self->is_shut;
    if (self->is_probe)
        return send_probe(self, error);
    if (!self->is_shut)
        return TRUE;
    if (backoff.wait_s > 0)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY,
                    "requests to the API are paused for %" G_GINT64_FORMAT " s more",
                    backoff.wait_s);
    else
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY,
                            "requests to the API are paused until another process knows that it "
                            "works");
    return FALSE;
}

/* Whether the error means that the API has a problem, and not this mail. If another request of this
 * mail passed, only the API's own wish for a pause counts. */
static gboolean
is_failure(const ApiBackoff *gate, const GError *problem)
{
    static const DeliveryError codes[] = {DELIVERY_ERROR_API_BUSY, DELIVERY_ERROR_API_DOWN,
                                          DELIVERY_ERROR_API_DOUBT,
                                          DELIVERY_ERROR_API_UNAUTHORISED};
    if (ticket_system_has_passed(gate->ticket_system))
        return g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY);
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_error_matches(problem, DELIVERY_ERROR, (int)codes[i]))
            return TRUE;
    return FALSE;
}

/* Whether the API answered, or there was no error at all. */
static gboolean
is_success(const ApiBackoff *gate, const GError *problem)
{
    return problem == NULL || ticket_system_has_passed(gate->ticket_system) ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED) ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND) ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_STATE);
}

static gboolean
note_failure(const ApiBackoff *gate, const char *mail_key, const GError *problem, GError **error)
{
    const Config *config = gate->config;
    gint64 wait_s = 0;
    gint64 wanted_s = ticket_system_retry_after_s(gate->ticket_system);
    JournalBackoffFailure failure = {.mail_key = mail_key,
                                     .is_at_body =
                                         ticket_system_failed_at_body(gate->ticket_system),
                                     .retry_after_s = MIN(wanted_s, (gint64)config->backoff_max_s),
                                     .first_s = config->backoff_s,
                                     .max_s = config->backoff_max_s};
    if (failure.retry_after_s < 0 &&
        g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY))
        failure.retry_after_s = config->backoff_s;
    if (!journal_backoff_failed(gate->journal, &failure, &wait_s, error))
        return FALSE;
    if (wait_s > 0)
        log_warning("api",
                    "requests to the API are paused for %" G_GINT64_FORMAT
                    " s, in every process: %s",
                    wait_s, problem->message);
    if (wanted_s > failure.retry_after_s && failure.retry_after_s >= 0)
        log_warning("api",
                    "the API asks for a pause of %" G_GINT64_FORMAT
                    " s (Retry-After), more than [api] backoff_max",
                    wanted_s);
    return TRUE;
}

static gboolean
note_result(ApiBackoff *gate, const char *mail_key, const GError *problem, GError **error)
{
    gate->tally = NULL;
    if (!gate->was_asked || gate->is_shut)
        return TRUE;
    if (is_failure(gate, problem)) {
        gate->tally = JOURNAL_TALLY_API_FAILURE;
        return note_failure(gate, mail_key, problem, error);
    }
    if (is_success(gate, problem))
        gate->tally = JOURNAL_TALLY_API_SUCCESS;
    if (!is_success(gate, problem))
        return !gate->is_probe || journal_backoff_release(gate->journal, error);
    return !gate->is_noted || journal_backoff_succeeded(gate->journal, error);
}

void
api_backoff_leave(ApiBackoff *gate, const char *mail_key, const GError *problem)
{
    g_autoptr(GError) failure = NULL;
    if (!note_result(gate, mail_key, problem, &failure))
        log_warning("api", "how the API is doing was not noted: %s", failure->message);
    gate->was_asked = gate->is_noted = gate->is_probe = gate->is_shut = FALSE;
    ticket_system_forget(gate->ticket_system);
}

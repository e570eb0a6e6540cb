/* api_gate.c - see api_gate.h. What is on record is journal_backoff.c's. */
#include "gateway/delivery/api_gate.h"

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_backoff.h"
#include "gateway/log.h"

/* A probe outlives its process's deadline by this much. */
#define API_GATE_LEASE_MARGIN_S 60

gboolean
api_gate_enter(gpointer gate, GError **error)
{
    ApiGate *self = gate;
    JournalBackoff backoff;
    if (!journal_backoff_ask(self->journal, self->config->deadline_s + API_GATE_LEASE_MARGIN_S,
                             &backoff, error))
        return FALSE;
    self->is_noted = backoff.is_noted;
    self->is_probe = backoff.turn == JOURNAL_BACKOFF_PROBE;
    self->is_shut = backoff.turn == JOURNAL_BACKOFF_WAIT;
    self->was_asked = self->was_asked || !self->is_shut;
    if (!self->is_shut)
        return TRUE;
    if (backoff.wait_s > 0)
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY,
                    "the API is left alone for %" G_GINT64_FORMAT " s more", backoff.wait_s);
    else
        g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY,
                            "the API is left alone until another process knows that it works");
    return FALSE;
}

/* Whether the error says that the API, and not this mail, has a problem. */
static gboolean
api_gate_is_failure(const GError *problem)
{
    static const DeliveryError codes[] = {DELIVERY_ERROR_API_BUSY, DELIVERY_ERROR_API_DOWN,
                                          DELIVERY_ERROR_API_DOUBT,
                                          DELIVERY_ERROR_API_UNAUTHORISED};
    for (gsize i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_error_matches(problem, DELIVERY_ERROR, (int)codes[i]))
            return TRUE;
    return FALSE;
}

/* Whether it says that the API answered, or there is none. */
static gboolean
api_gate_is_success(const GError *problem)
{
    return problem == NULL ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED) ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND) ||
           g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_STATE);
}

static gboolean
api_gate_note_failure(const ApiGate *gate, const IncidentApi *api, const char *mail_key,
                      const GError *problem, GError **error)
{
    const Config *config = gate->config;
    gint64 wait_s = 0;
    JournalBackoffFailure failure = {.mail_key = mail_key,
                                     .retry_after_s = incident_api_retry_after_s(api),
                                     .first_s = config->backoff_s,
                                     .max_s = config->backoff_max_s};
    if (failure.retry_after_s < 0 &&
        g_error_matches(problem, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY))
        failure.retry_after_s = config->backoff_s;
    if (!journal_backoff_failed(gate->journal, &failure, &wait_s, error))
        return FALSE;
    if (wait_s > 0)
        log_warning("the API is left alone for %" G_GINT64_FORMAT " s by every process: %s", wait_s,
                    problem->message);
    return TRUE;
}

static gboolean
api_gate_note(const ApiGate *gate, const IncidentApi *api, const char *mail_key,
              const GError *problem, GError **error)
{
    if (!gate->was_asked || gate->is_shut)
        return TRUE;
    if (api_gate_is_failure(problem))
        return api_gate_note_failure(gate, api, mail_key, problem, error);
    if (!api_gate_is_success(problem))
        return !gate->is_probe || journal_backoff_release(gate->journal, error);
    if (gate->is_probe)
        log_info("the API answers again");
    return !gate->is_noted || journal_backoff_succeeded(gate->journal, error);
}

void
api_gate_leave(ApiGate *gate, const IncidentApi *api, const char *mail_key, const GError *problem)
{
    g_autoptr(GError) failure = NULL;
    if (!api_gate_note(gate, api, mail_key, problem, &failure))
        log_warning("how the API is doing was not noted: %s", failure->message);
    gate->was_asked = gate->is_noted = gate->is_probe = gate->is_shut = FALSE;
}

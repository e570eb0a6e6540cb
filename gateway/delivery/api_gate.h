/* api_gate.h - stands before every request of a delivery: the API is left alone where it asked for
 * it, or where it fails, by every process of the host together. */
#pragma once

#include "gateway/delivery/delivery.h"

typedef struct ApiGate {
    const Config *config;
    Journal *journal;
    gboolean was_asked; /* a request of this delivery was let through, */
    gboolean is_noted;  /* while a failure was on record, */
    gboolean is_probe;  /* as the one that probes */
    gboolean is_shut;   /* a request was held back: nothing was learned */
} ApiGate;

/* For incident_api_set_gate(); `gate` is an ApiGate. FALSE: DELIVERY_ERROR_API_BUSY, or the
 * journal's errors. */
gboolean api_gate_enter(gpointer gate, GError **error);

/* What became of the mail with `mail_key`: NULL, or the error that it failed with. Notes whether
 * the API works, and is ready for the next mail. Problems of its own are logged. */
void api_gate_leave(ApiGate *gate, const IncidentApi *api, const char *mail_key,
                    const GError *problem);

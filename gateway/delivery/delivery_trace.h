/* delivery_trace.h - how a try of a mail ended, remembered for `ticketgate trace` and `status`. */
#pragma once

#include "gateway/delivery/delivery_context.h"

typedef struct {
    const char *mail_key;
    const char *route;         /* its name; NULL: the default one */
    const char *outcome;       /* as in the log: "create", "failed", ... */
    const char *reason;        /* one line for people */
    const char *ticket_number; /* NULL: none */
    gboolean is_copy; /* of a mail that was delivered before: what became of that one stays */
} DeliveryTraceEnd;

/* Remembers it, unless [journal] keep_trace is 0. A delivery does not depend on it: what fails is
 * logged. */
void delivery_trace_note(const DeliveryContext *context, const DeliveryTraceEnd *end);

/* delivery_trace.h - how a try of a mail ended, remembered for `ticketgate trace` and `status`. */
#pragma once

#include "gateway/delivery/delivery_context.h"

typedef struct {
    const char *mail_key;
    const char *route;         /* name of the route; NULL: the default route */
    const char *outcome;       /* as in the log: "create", "failed", ... */
    const char *reason;        /* one line for people */
    const char *ticket_number; /* NULL: no ticket */
    gboolean is_copy;          /* of a mail that was delivered before: its earlier result is kept */
} DeliveryTraceEnd;

/* Remembers it, unless [journal] keep_trace is 0. A delivery does not depend on it: errors are only
 * logged. */
void delivery_trace_note(const DeliveryContext *context, const DeliveryTraceEnd *end);

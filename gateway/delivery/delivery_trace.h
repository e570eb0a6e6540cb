/* delivery_trace.h - tells how a try of a mail ended: one line in the log, and a row for
 * `ticketgate trace` and `status`. Both the filter and the resident worker use it. */
#pragma once

#include "gateway/delivery/delivery_context.h"

/* Outcomes, in addition to DELIVERY_DUPLICATE and the names of decisions (decision_kind_name()). */
#define DELIVERY_TRACE_FAILED "failed" /* the mail server tries again */
#define DELIVERY_TRACE_REJECT "reject" /* policy refuses the sender */
#define DELIVERY_TRACE_BOUNCE "bounce" /* the message itself, or its recipient, is the cause */

typedef struct {
    const char *mail_key;
    const char *route;         /* name of the route; NULL: the default route, or no route */
    const char *outcome;       /* one of these, or the name of a decision */
    const char *reason;        /* one line for people */
    const char *ticket_number; /* NULL: no ticket */
    const char *sender;        /* address in From, else the envelope sender; NULL: not known */
    const char *message_id;    /* without <>; NULL: it has none */
    const char *subject;
    gboolean is_aside; /* a copy of a mail that is done, or a try that did not get as far as its
                        * claim: the earlier outcome is kept */
} DeliveryTraceEnd;

/* The outcome of a try that failed with `problem`. */
const char *delivery_trace_outcome(const GError *problem);

/* Sets sender, message_id and subject from the message of `context`, to which the strings still
 * belong. */
void delivery_trace_describe(const DeliveryContext *context, DeliveryTraceEnd *end);

/* Writes the line alone: for a mail that came while there is no configuration. */
void delivery_trace_log(const Envelope *envelope, const DeliveryTraceEnd *end, gint64 took_ms);

/* Writes the line, and stores the result unless [journal] keep_trace is 0 or no journal is open. A
 * delivery does not depend on that: errors are only logged. */
void delivery_trace_tell(const DeliveryContext *context, const DeliveryTraceEnd *end);

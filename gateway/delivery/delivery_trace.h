/* delivery_trace.h - how a try of a mail ended: one line in the log, and a row for `ticketgate
 * trace` and `status`. The filter and the resident worker have this place alone. */
#pragma once

#include "gateway/delivery/delivery_context.h"

/* Outcomes beside DELIVERY_DUPLICATE and the names of decisions (decision_kind_name()). */
#define DELIVERY_TRACE_FAILED "failed" /* the mail server tries again */
#define DELIVERY_TRACE_REJECT "reject" /* the sender is refused by policy */
#define DELIVERY_TRACE_BOUNCE "bounce" /* the message itself, or its recipient, is at fault */

typedef struct {
    const char *mail_key;
    const char *route;         /* its name; NULL: the default one, or none */
    const char *outcome;       /* one of these, or the name of a decision */
    const char *reason;        /* one line for people */
    const char *ticket_number; /* NULL: none */
    const char *sender;        /* the address in From, else of the envelope; NULL: not known */
    const char *message_id;    /* without <>; NULL: it has none */
    const char *subject;
    gboolean is_aside; /* a copy of a mail that is done, or a try that did not come to its claim:
                        * what became of the mail before stays */
} DeliveryTraceEnd;

/* The outcome of a try that ended in `problem`. */
const char *delivery_trace_outcome(const GError *problem);

/* Fills sender, message_id and subject from the message of `context`. Strings stay its. */
void delivery_trace_describe(const DeliveryContext *context, DeliveryTraceEnd *end);

/* Writes the line, and remembers it unless [journal] keep_trace is 0 or no journal is open. A
 * delivery does not depend on that: what fails is logged. */
void delivery_trace_tell(const DeliveryContext *context, const DeliveryTraceEnd *end);

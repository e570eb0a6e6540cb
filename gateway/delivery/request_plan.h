/* request_plan.h - the requests that a Decision leads to, ready to be sent or shown.
 *
 * Both the delivery and the dry run take their requests from here, so that they cannot differ.
 */
#pragma once

#include "gateway/policy/route.h"
#include "gateway/policy/ticket_text.h"
#include "gateway/ticket_system/ticket_request.h"

typedef struct {
    TicketTextInput text;
    const Route *route;
    LetterFiles files;
    const char *ticket_reference; /* reference_number of the ticket updated; NULL: the mail's own */
    const char
        *plain; /* in place of subject and text, which the API does not take; NULL: they go */
} RequestPlanInput;

/* Requests in all: 0 where nothing is sent, else 1 and one for each overflow of attachments. */
guint request_plan_count(const RequestPlanInput *input);

/* Request `index`; the first is the decision itself, each further one a comment with more
 * attachments. `ticket_number` is that of the ticket updated (index 0 of a create: unused).
 * (transfer full) */
TicketRequest *request_plan_request(const RequestPlanInput *input, guint index,
                                    const char *ticket_number);

/* A comment on `ticket_number` that names files which could not be attached. (transfer full) */
TicketRequest *request_plan_note(const RequestPlanInput *input, const char *note,
                                 const char *ticket_number);

/* ticket_request.h - one operation on a ticket, in the form of a dialect, ready to be sent or
 * shown. */
#pragma once

#include "gateway/ticket_system/ticket_dialect.h"

typedef struct {
    const TicketEndpoint *endpoint;
    char *ticket_number;    /* must be in the response; NULL: a create */
    char *reference_number; /* the same for a create */
    char *comment;          /* its text; or NULL */
    RequestBody *body;      /* attachments are added to it */
} TicketRequest;

/* `fields` are copied. The dialect must support the operation (ticket_dialect_can()). (transfer
 * full) */
TicketRequest *ticket_request_new(const TicketDialect *dialect, const TicketFields *fields);
void ticket_request_free(TicketRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketRequest, ticket_request_free)

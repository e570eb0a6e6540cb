/* ticket_request.h - one operation on a ticket, in the words of a dialect, ready to be sent or
 * shown. */
#pragma once

#include "gateway/ticket_system/ticket_dialect.h"

typedef struct {
    const TicketEndpoint *endpoint;
    char *ticket_number;    /* what the response has to be about; NULL: a create */
    char *reference_number; /* the same of a create */
    RequestBody *body;      /* attachments are added to it */
} TicketRequest;

/* `fields` are copied. The dialect has to be able to do it (ticket_dialect_can()).
 * (transfer full) */
TicketRequest *ticket_request_new(const TicketDialect *dialect, const TicketFields *fields);
void ticket_request_free(TicketRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketRequest, ticket_request_free)

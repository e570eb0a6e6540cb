/* ticket_request.c - see ticket_request.h. Sends nothing. */
#include "gateway/ticket_system/ticket_request.h"

TicketRequest *
ticket_request_new(const TicketDialect *dialect, const TicketFields *fields)
{
    TicketRequest *request = g_new0(TicketRequest, 1);

    g_assert(ticket_dialect_can(dialect, fields->operation));
    request->endpoint = &dialect->endpoints[fields->operation];
    request->ticket_number = g_strdup(fields->ticket_number);
    request->reference_number = g_strdup(fields->reference_number);
    request->comment = g_strdup(fields->comment);
    request->body = request_body_new();
    dialect->write(request->body, fields);
    return request;
}

void
ticket_request_free(TicketRequest *request)
{
    if (request == NULL)
        return;
    g_free(request->ticket_number);
    g_free(request->reference_number);
    g_free(request->comment);
    request_body_free(request->body);
    g_free(request);
}

/* request_plan.c - see request_plan.h. Builds bodies; sends nothing. */
#include "gateway/delivery/request_plan.h"

#define REQUEST_PLAN_PLAIN_SUBJECT "Mail that the ticket system does not take"

guint
request_plan_count(const RequestPlanInput *input)
{
    switch (input->text.decision->kind) {
    case DECISION_CREATE:
    case DECISION_COMMENT:
    case DECISION_CLOSE:
    case DECISION_REOPEN:
        return input->text.plan->requests->len;
    case DECISION_IGNORE:
    case DECISION_REJECT:
        return 0;
    }
    return 0;
}

static TicketOperation
request_plan_operation(const RequestPlanInput *input, guint index)
{
    if (index > 0)
        return TICKET_OPERATION_COMMENT;
    switch (input->text.decision->kind) {
    case DECISION_CREATE:
        return TICKET_OPERATION_CREATE;
    case DECISION_CLOSE:
        return TICKET_OPERATION_CLOSE;
    case DECISION_REOPEN:
        return TICKET_OPERATION_REOPEN;
    case DECISION_COMMENT:
    case DECISION_IGNORE:
    case DECISION_REJECT:
        break;
    }
    return TICKET_OPERATION_COMMENT;
}

static TicketRequest *
request_plan_new(const RequestPlanInput *input, const TicketFields *fields)
{
    return ticket_request_new(ticket_dialect_of(input->text.config), fields);
}

static TicketRequest *
request_plan_create(const RequestPlanInput *input)
{
    gboolean is_plain = input->plain != NULL;
    g_autofree char *short_description =
        is_plain ? g_strdup(REQUEST_PLAN_PLAIN_SUBJECT)
                 : ticket_text_short_description(input->text.config, input->text.letter);
    g_autofree char *description =
        is_plain ? g_strdup(input->plain) : ticket_text_description(&input->text);
    TicketFields fields = {.operation = TICKET_OPERATION_CREATE,
                           .reference_number = input->text.key->reference_number,
                           .short_description = short_description,
                           .description = description,
                           .ci = input->route->ci,
                           .service = input->route->service};
    return request_plan_new(input, &fields);
}

static const char *
request_plan_reference(const RequestPlanInput *input)
{
    return input->ticket_reference != NULL ? input->ticket_reference
                                           : input->text.key->reference_number;
}

static TicketRequest *
request_plan_update(const RequestPlanInput *input, guint index, const char *ticket_number)
{
    g_autofree char *comment =
        index == 0 ? (input->plain != NULL ? ticket_text_left_out(&input->text, input->plain)
                                           : ticket_text_comment(&input->text))
                   : ticket_text_overflow(&input->text,
                                          g_ptr_array_index(input->text.plan->requests, index));
    TicketFields fields = {.operation = request_plan_operation(input, index),
                           .comment = comment,
                           .ticket_number = ticket_number,
                           .reference_number = request_plan_reference(input)};
    return request_plan_new(input, &fields);
}

TicketRequest *
request_plan_note(const RequestPlanInput *input, const char *note, const char *ticket_number)
{
    g_autofree char *comment = ticket_text_left_out(&input->text, note);
    TicketFields fields = {.operation = TICKET_OPERATION_COMMENT,
                           .comment = comment,
                           .ticket_number = ticket_number,
                           .reference_number = request_plan_reference(input)};
    return request_plan_new(input, &fields);
}

TicketRequest *
request_plan_request(const RequestPlanInput *input, guint index, const char *ticket_number)
{
    TicketRequest *request = request_plan_operation(input, index) == TICKET_OPERATION_CREATE
                                 ? request_plan_create(input)
                                 : request_plan_update(input, index, ticket_number);
    const GPtrArray *files = g_ptr_array_index(input->text.plan->requests, index);
    for (guint i = 0; i < files->len; i++) {
        const LetterAttachment *file = g_ptr_array_index(files, i);
        const AttachmentContent content = attachment_content_of(file, &input->files);
        request_body_add_file(request->body, file->name, &content);
    }
    return request;
}

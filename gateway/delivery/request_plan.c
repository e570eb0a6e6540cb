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

static gboolean
request_plan_is_create(const RequestPlanInput *input, guint index)
{
    return index == 0 && input->text.decision->kind == DECISION_CREATE;
}

const char *
request_plan_method(const RequestPlanInput *input, guint index)
{
    return request_plan_is_create(input, index) ? "POST" : "PATCH";
}

const char *
request_plan_path(const RequestPlanInput *input, guint index)
{
    return request_plan_is_create(input, index) ? "/NewIncident" : "/UpdateIncident";
}

static const char *
request_plan_action(const RequestPlanInput *input, guint index)
{
    if (index > 0)
        return "Comment";
    switch (input->text.decision->kind) {
    case DECISION_CLOSE:
        return "Close";
    case DECISION_REOPEN:
        return "Reopen";
    case DECISION_CREATE:
    case DECISION_COMMENT:
    case DECISION_IGNORE:
    case DECISION_REJECT:
        break;
    }
    return "Comment";
}

static RequestBody *
request_plan_create(const RequestPlanInput *input)
{
    gboolean is_plain = input->plain != NULL;
    g_autofree char *short_description =
        is_plain ? g_strdup(REQUEST_PLAN_PLAIN_SUBJECT)
                 : ticket_text_short_description(input->text.config, input->text.letter);
    g_autofree char *description =
        is_plain ? g_strdup(input->plain) : ticket_text_description(&input->text);
    RequestFields fields = {.reference_number = input->text.key->reference_number,
                            .short_description = short_description,
                            .description = description,
                            .ci = input->route->ci,
                            .service = input->route->service};
    return request_body_new(&fields);
}

static const char *
request_plan_reference(const RequestPlanInput *input)
{
    return input->ticket_reference != NULL ? input->ticket_reference
                                           : input->text.key->reference_number;
}

static RequestBody *
request_plan_update(const RequestPlanInput *input, guint index, const char *ticket_number)
{
    g_autofree char *comment =
        index == 0 ? (input->plain != NULL ? ticket_text_left_out(&input->text, input->plain)
                                           : ticket_text_comment(&input->text))
                   : ticket_text_overflow(&input->text,
                                          g_ptr_array_index(input->text.plan->requests, index));
    RequestFields fields = {.action = request_plan_action(input, index),
                            .comment = comment,
                            .ticket_number = ticket_number,
                            .reference_number = request_plan_reference(input)};
    return request_body_new(&fields);
}

RequestBody *
request_plan_note_body(const RequestPlanInput *input, const char *note, const char *ticket_number)
{
    g_autofree char *comment = ticket_text_left_out(&input->text, note);
    RequestFields fields = {.action = "Comment",
                            .comment = comment,
                            .ticket_number = ticket_number,
                            .reference_number = request_plan_reference(input)};
    return request_body_new(&fields);
}

RequestBody *
request_plan_body(const RequestPlanInput *input, guint index, const char *ticket_number)
{
    RequestBody *body = request_plan_is_create(input, index)
                            ? request_plan_create(input)
                            : request_plan_update(input, index, ticket_number);
    const GPtrArray *files = g_ptr_array_index(input->text.plan->requests, index);
    for (guint i = 0; i < files->len; i++) {
        const LetterAttachment *file = g_ptr_array_index(files, i);
        const AttachmentContent content = attachment_content_of(file, &input->files);
        request_body_add_file(body, file->name, &content);
    }
    return body;
}

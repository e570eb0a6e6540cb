/* request_plan.c - see request_plan.h. Builds request bodies; sends nothing. */
#include "gateway/delivery/request_plan.h"

#include "gateway/policy/ticket_details.h"

#define PLAIN_SUBJECT "Mail that the ticket system does not take"

guint
request_plan_count(const RouteMail *mail)
{
    switch (mail->decision->kind) {
    case DECISION_CREATE:
    case DECISION_COMMENT:
    case DECISION_CLOSE:
    case DECISION_REOPEN:
        return mail->plan->requests->len;
    case DECISION_IGNORE:
    case DECISION_REJECT:
        return 0;
    }
    return 0;
}

static TicketOperation
operation_of(const Decision *decision)
{
    switch (decision->kind) {
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

/* A request with the files of request `index` of `plan`. */
static TicketRequest *
new_request(const RouteMail *mail, const TicketFields *fields, const AttachmentPlan *plan,
            guint index)
{
    const TicketDialect *dialect = ticket_dialect_of(mail->context->config);
    TicketRequest *request = ticket_request_new(dialect, fields);
    const LetterFiles places = intake_files(mail->context->intake);
    const GPtrArray *files = g_ptr_array_index(plan->requests, index);
    for (guint i = 0; i < files->len; i++) {
        const LetterAttachment *file = g_ptr_array_index(files, i);
        const AttachmentContent content = attachment_content_of(file, &places);
        const RequestFile label = {file->name,
                                   dialect->has_content_type ? file->content_type : NULL};
        request_body_add_file(request->body, &label, &content);
    }
    return request;
}

static char *
short_description_of(const RouteMail *mail, gboolean is_plain)
{
    const DeliveryContext *context = mail->context;
    return is_plain ? g_strdup(PLAIN_SUBJECT)
                    : ticket_text_short_description(context->config, context->intake->letter);
}

char *
request_plan_short_description(const RouteMail *mail)
{
    return short_description_of(mail, mail->record->is_plain);
}

static TicketRequest *
new_create(const RouteMail *mail, const TicketTextInput *text, const RequestForm *form)
{
    gboolean is_plain = form->plain != NULL;
    g_autofree char *short_description = short_description_of(mail, is_plain);
    g_autofree char *description = is_plain ? g_strdup(form->plain) : ticket_text_description(text);
    const TicketDetails details =
        ticket_details_of(text->config, &mail->ticket_route.details, text->letter);
    const TicketFields fields = {.operation = TICKET_OPERATION_CREATE,
                                 .reference_number = mail->key->reference_number,
                                 .short_description = short_description,
                                 .description = description,
                                 .ci = mail->ticket_route.ci,
                                 .service = mail->ticket_route.service,
                                 .ticket_type = details.ticket_type,
                                 .priority = details.priority,
                                 .contact = details.contact,
                                 .user = details.user};
    return new_request(mail, &fields, form->plan, 0);
}

/* The reference of the ticket that is updated, or that of a new ticket. */
static const char *
reference_of(const RouteMail *mail)
{
    const char *reference = route_mail_ticket_reference(mail);
    return reference != NULL ? reference : mail->key->reference_number;
}

TicketRequest *
request_plan_main(const RouteMail *mail, const RequestForm *form)
{
    TicketTextInput text = route_mail_text(mail, form->plan);
    text.is_repeat = text.is_repeat || form->is_repeat;
    if (mail->decision->kind == DECISION_CREATE)
        return new_create(mail, &text, form);
    g_autofree char *comment =
        form->plain != NULL ? ticket_text_left_out(&text, form->plain) : ticket_text_comment(&text);
    const TicketFields fields = {.operation = operation_of(mail->decision),
                                 .comment = comment,
                                 .ticket_number = mail->decision->ticket_number,
                                 .reference_number = reference_of(mail)};
    return new_request(mail, &fields, form->plan, 0);
}

TicketRequest *
request_plan_files(const RouteMail *mail, const AttachmentPlan *plan, guint index)
{
    const TicketTextInput text = route_mail_text(mail, plan);
    g_autofree char *comment =
        ticket_text_overflow(&text, g_ptr_array_index(plan->requests, index));
    const TicketFields fields = {.operation = TICKET_OPERATION_COMMENT,
                                 .comment = comment,
                                 .ticket_number = mail->record->ticket_number,
                                 .reference_number = reference_of(mail)};
    return new_request(mail, &fields, plan, index);
}

TicketRequest *
request_plan_note(const RouteMail *mail, const char *note)
{
    const TicketTextInput text = route_mail_text(mail, mail->plan);
    g_autofree char *comment = ticket_text_left_out(&text, note);
    const TicketFields fields = {.operation = TICKET_OPERATION_COMMENT,
                                 .comment = comment,
                                 .ticket_number = mail->record->ticket_number,
                                 .reference_number = reference_of(mail)};
    return ticket_request_new(ticket_dialect_of(mail->context->config), &fields);
}

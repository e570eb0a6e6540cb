/* dry_run.c - see dry_run.h. Makes its decisions and bodies with the same functions as a delivery.
 * Writes JSON by hand, because bodies are streamed into it. */
#include "gateway/delivery/dry_run.h"

#include <errno.h>
#include <json-glib/json-glib.h>

#include "gateway/delivery/confirm.h"
#include "gateway/delivery/mail_claim.h"
#include "gateway/delivery/request_plan.h"
#include "gateway/delivery/ticket_content.h"
#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/policy/ticket_route.h"

typedef struct {
    int fd;
    int saved_errno; /* of the first write that failed; 0 if all worked */
} DryRunOutput;

static void
put_bytes(DryRunOutput *output, const void *bytes, gsize length)
{
    if (output->saved_errno == 0 && !descriptor_write_all(output->fd, bytes, length))
        output->saved_errno = errno;
}

static void
put(DryRunOutput *output, const char *text)
{
    put_bytes(output, text, strlen(text));
}

/* A JSON string, or null. */
static void
put_string(DryRunOutput *output, const char *value)
{
    g_autoptr(JsonNode) node = json_node_new(value != NULL ? JSON_NODE_VALUE : JSON_NODE_NULL);
    if (value != NULL)
        json_node_set_string(node, value);
    g_autofree char *text = json_to_string(node, FALSE);
    put(output, text);
}

static void
put_member(DryRunOutput *output, const char *name, const char *value)
{
    put(output, "\"");
    put(output, name);
    put(output, "\": ");
    put_string(output, value);
}

static gboolean
put_body(DryRunOutput *output, RequestBody *body, GError **error)
{
    g_autofree char *buffer = g_malloc(64 * 1024);
    gssize count;
    while ((count = request_body_read(body, buffer, 64 * 1024)) > 0)
        put_bytes(output, buffer, (gsize)count);
    if (count == 0)
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                "cannot read the attachments back: %s", g_strerror(errno));
    return FALSE;
}

static gboolean
put_requests(DryRunOutput *output, const RouteMail *mail, GError **error)
{
    guint count = request_plan_count(mail);
    put(output, ", \"requests\": [");
    for (guint i = 0; i < count; i++) {
        put(output, i > 0 ? ", {" : "{");
        g_autoptr(TicketRequest) request =
            i == 0 ? request_plan_main(mail, &(RequestForm){.plan = mail->plan})
                   : request_plan_files(mail, mail->plan, i);
        put_member(output, "method", request->endpoint->method);
        put(output, ", ");
        put_member(output, "path", request->endpoint->path);
        put(output, ", \"body\": ");
        if (!put_body(output, request->body, error))
            return FALSE;
        put(output, "}");
    }
    put(output, "]");
    return TRUE;
}

static gboolean
put_confirmation(DryRunOutput *output, const RouteMail *mail, GError **error)
{
    if (!mail->decision->is_reply_due) {
        put(output, ", \"reply\": null");
        return TRUE;
    }
    g_autoptr(Confirmation) confirmation = confirm_compose(mail, error);
    if (confirmation == NULL)
        return FALSE;
    put(output, ", \"reply\": {");
    put_member(output, "to", confirmation->recipient);
    put(output, ", ");
    put_member(output, "subject", confirmation->subject);
    put(output, ", ");
    put_member(output, "body", confirmation->body);
    put(output, "}");
    return TRUE;
}

/* The steps that led to the decision, in order. */
static void
put_steps(DryRunOutput *output, const GPtrArray *steps)
{
    put(output, "\"steps\": [");
    for (guint i = 0; i < steps->len; i++) {
        put(output, i > 0 ? ", " : "");
        put_string(output, g_ptr_array_index(steps, i));
    }
    put(output, "], ");
}

/* The members of the JSON object of one route, without its braces. */
static gboolean
put_route(DryRunOutput *output, const RouteMail *mail, GError **error)
{
    const Intake *intake = mail->context->intake;
    const TicketFinding *finding = mail->finding;
    const Letter *letter = intake->letter;
    const Decision *decision = mail->decision;
    put_member(output, "class", letter_class_name(letter->mail_class));
    put(output, ", ");
    put_member(output, "class_reason", letter->class_reason);
    put(output, ", ");
    put_member(output, "decision", decision_kind_name(decision->kind));
    put(output, ", ");
    put_member(output, "reason", decision->reason);
    put(output, ", ");
    put_steps(output, finding->steps);
    put_member(output, "evidence", decision_evidence_name(finding->facts.evidence));
    put(output, ", ");
    put_member(output, "route", mail->route->name);
    if (intake->failure != NULL) {
        put(output, ", ");
        put_member(output, "parser_failure", intake->failure);
    }
    put(output, ", ");
    put_member(output, "reply_reason", decision->reply_reason);
    return put_requests(output, mail, error) && put_confirmation(output, mail, error);
}

static gboolean
put_mail(DryRunOutput *output, const DeliveryContext *context, const Route *route, GError **error)
{
    const Config *config = context->config;
    g_auto(RouteMail) mail;
    route_mail_init(&mail, context, route);
    mail_claim_assume(&mail);
    mail.finding = ticket_finder_assume(context, route, NULL);
    Decision *decision = decision_make(config, context->intake->letter, &mail.finding->facts);
    if (!ticket_content_set(&mail, decision, error))
        return FALSE;
    mail.record->ticket_number =
        g_strdup(decision->ticket_number != NULL ? decision->ticket_number
                                                 : ticket_dialect_of(config)->number_unknown);
    (void)confirm_is_due(&mail);
    return put_route(output, &mail, error);
}

static gboolean
put_mails(DryRunOutput *output, const DeliveryContext *context, const GPtrArray *routes,
          GError **error)
{
    put(output, "{");
    if (!put_mail(output, context, g_ptr_array_index(routes, 0), error))
        return FALSE;
    for (guint i = 1; i < routes->len; i++) {
        put(output, i == 1 ? ", \"other_routes\": [{" : ", {");
        if (!put_mail(output, context, g_ptr_array_index(routes, i), error))
            return FALSE;
        put(output, "}");
    }
    put(output, routes->len > 1 ? "]}\n" : "}\n");
    return TRUE;
}

gboolean
dry_run_print(const Config *config, int input_fd, const Envelope *envelope, int output_fd,
              GError **error)
{
    g_auto(DeliveryContext) context;
    delivery_context_init(&context, config);
    delivery_context_begin(&context, envelope);
    Intake *intake = intake_read(config, input_fd, envelope->sender, NULL, error);
    if (intake == NULL)
        return FALSE;
    /* A dry run works without keys that it may not read; the steps then say so. */
    (void)delivery_context_take(&context, intake, NULL);
    g_autoptr(GPtrArray) routes =
        ticket_route_select(config, envelope->recipients, context.keys, intake->letter);
    if (routes->len == 0) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_NO_ROUTE,
                    "no route for this recipient is configured");
        return FALSE;
    }
    DryRunOutput output = {.fd = output_fd};
    if (!put_mails(&output, &context, routes, error))
        return FALSE;
    if (output.saved_errno == 0)
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "cannot write the result: %s",
                g_strerror(output.saved_errno));
    return FALSE;
}

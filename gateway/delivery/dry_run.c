/* dry_run.c - see dry_run.h. Shares every decision and every body with delivery.c; writes JSON by
 * hand because bodies are streamed into it. */
#include "gateway/delivery/dry_run.h"

#include <errno.h>
#include <json-glib/json-glib.h>

#include "gateway/delivery/confirm.h"
#include "gateway/delivery/quoted_file.h"
#include "gateway/delivery/request_plan.h"
#include "gateway/delivery/ticket_finder.h"
#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/policy/authentication.h"
#include "gateway/policy/ticket_route.h"

typedef struct {
    int fd;
    int saved_errno; /* of the first write that failed; 0: none did */
} DryRunOutput;

typedef struct {
    const Config *config;
    const Intake *intake;
    const Envelope *envelope;
} DryRunMail;

static void
dry_run_write(DryRunOutput *output, const void *bytes, gsize length)
{
    if (output->saved_errno == 0 && !descriptor_write_all(output->fd, bytes, length))
        output->saved_errno = errno;
}

static void
dry_run_puts(DryRunOutput *output, const char *text)
{
    dry_run_write(output, text, strlen(text));
}

/* A JSON string, or null. */
static void
dry_run_put_string(DryRunOutput *output, const char *value)
{
    g_autoptr(JsonNode) node = json_node_new(value != NULL ? JSON_NODE_VALUE : JSON_NODE_NULL);
    if (value != NULL)
        json_node_set_string(node, value);
    g_autofree char *text = json_to_string(node, FALSE);
    dry_run_puts(output, text);
}

static void
dry_run_put_member(DryRunOutput *output, const char *name, const char *value)
{
    dry_run_puts(output, "\"");
    dry_run_puts(output, name);
    dry_run_puts(output, "\": ");
    dry_run_put_string(output, value);
}

static gboolean
dry_run_put_body(DryRunOutput *output, RequestBody *body, GError **error)
{
    g_autofree char *buffer = g_malloc(64 * 1024);
    gssize count;
    while ((count = request_body_read(body, buffer, 64 * 1024)) > 0)
        dry_run_write(output, buffer, (gsize)count);
    if (count == 0)
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                "cannot read the attachments back: %s", g_strerror(errno));
    return FALSE;
}

static gboolean
dry_run_put_requests(DryRunOutput *output, const RequestPlanInput *plan, GError **error)
{
    guint count = request_plan_count(plan);
    const Decision *decision = plan->text.decision;
    const char *number = decision->ticket_number != NULL
                             ? decision->ticket_number
                             : ticket_dialect_of(plan->text.config)->number_unknown;
    dry_run_puts(output, ", \"requests\": [");
    for (guint i = 0; i < count; i++) {
        dry_run_puts(output, i > 0 ? ", {" : "{");
        g_autoptr(TicketRequest) request = request_plan_request(plan, i, number);
        dry_run_put_member(output, "method", request->endpoint->method);
        dry_run_puts(output, ", ");
        dry_run_put_member(output, "path", request->endpoint->path);
        dry_run_puts(output, ", \"body\": ");
        if (!dry_run_put_body(output, request->body, error))
            return FALSE;
        dry_run_puts(output, "}");
    }
    dry_run_puts(output, "]");
    return TRUE;
}

static gboolean
dry_run_put_reply(DryRunOutput *output, const RequestPlanInput *plan, GError **error)
{
    const Decision *decision = plan->text.decision;
    if (!decision->is_reply_due) {
        dry_run_puts(output, ", \"reply\": null");
        return TRUE;
    }
    g_autofree char *files = ticket_text_file_list(plan->text.plan->oversize);
    g_autofree char *why = NULL;
    ConfirmInput input = {
        .config = plan->text.config,
        .letter = plan->text.letter,
        .decision = decision,
        .route = plan->route,
        .is_proven = authentication_is_passed(plan->text.config, plan->text.letter, &why),
        .mail_key = plan->text.key->key,
        .ticket_number = decision->ticket_number != NULL
                             ? decision->ticket_number
                             : ticket_dialect_of(plan->text.config)->number_unknown,
        .files = files};
    g_autoptr(Confirmation) confirmation = confirm_compose(&input, error);
    if (confirmation == NULL)
        return FALSE;
    dry_run_puts(output, ", \"reply\": {");
    dry_run_put_member(output, "to", confirmation->recipient);
    dry_run_puts(output, ", ");
    dry_run_put_member(output, "subject", confirmation->subject);
    dry_run_puts(output, ", ");
    dry_run_put_member(output, "body", confirmation->body);
    dry_run_puts(output, "}");
    return TRUE;
}

/* What was looked at on the way to the decision, in its order. */
static void
dry_run_put_steps(DryRunOutput *output, const GPtrArray *steps)
{
    dry_run_puts(output, "\"steps\": [");
    for (guint i = 0; i < steps->len; i++) {
        dry_run_puts(output, i > 0 ? ", " : "");
        dry_run_put_string(output, g_ptr_array_index(steps, i));
    }
    dry_run_puts(output, "], ");
}

/* The members of one route's object, without its braces. */
static gboolean
dry_run_put_route(DryRunOutput *output, const RequestPlanInput *plan, const Intake *intake,
                  const TicketFinding *finding, GError **error)
{
    const Letter *letter = intake->letter;
    const Decision *decision = plan->text.decision;
    dry_run_put_member(output, "class", letter_class_name(letter->mail_class));
    dry_run_puts(output, ", ");
    dry_run_put_member(output, "class_reason", letter->class_reason);
    dry_run_puts(output, ", ");
    dry_run_put_member(output, "decision", decision_kind_name(decision->kind));
    dry_run_puts(output, ", ");
    dry_run_put_member(output, "reason", decision->reason);
    dry_run_puts(output, ", ");
    dry_run_put_steps(output, finding->steps);
    dry_run_put_member(output, "evidence", decision_evidence_name(finding->facts.evidence));
    dry_run_puts(output, ", ");
    dry_run_put_member(output, "route", plan->route->name);
    if (intake->failure != NULL) {
        dry_run_puts(output, ", ");
        dry_run_put_member(output, "parser_failure", intake->failure);
    }
    dry_run_puts(output, ", ");
    dry_run_put_member(output, "reply_reason", decision->reply_reason);
    return dry_run_put_requests(output, plan, error) && dry_run_put_reply(output, plan, error);
}

static gboolean
dry_run_route(DryRunOutput *output, const DryRunMail *mail, const Route *route, GError **error)
{
    const Config *config = mail->config;
    const Intake *intake = mail->intake;
    const Letter *letter = intake->letter;
    /* A dry run does without what it may not read; the steps say so. */
    g_autoptr(SigningKeys) keys = signing_keys_read(config, NULL);
    g_autoptr(MailKey) key = mail_key_name(&intake->identity, route->name, 0);
    g_autoptr(TicketFinding) finding = ticket_finder_assume(config, intake, route, keys);
    g_autoptr(Decision) decision = decision_make(config, letter, &finding->facts);
    gboolean is_answer = decision->kind != DECISION_CREATE && !decision->is_storm;
    g_autoptr(ReplyPassages) passages =
        is_answer ? reply_passages_new(letter, config->quoted, NULL, NULL) : NULL;
    if (!quoted_file_set(intake, is_answer ? passages->ranges : NULL, error))
        return FALSE;
    g_autoptr(AttachmentPlan) plan = attachment_plan_new(letter, decision->kind != DECISION_CREATE,
                                                         config->attachments_per_request);
    if (plan->oversize->len > 0)
        decision_add_oversize_reply(config, letter, decision);
    RequestPlanInput input = {.text = {.config = config,
                                       .letter = letter,
                                       .decision = decision,
                                       .plan = plan,
                                       .key = key,
                                       .passages = passages,
                                       .envelope_sender = mail->envelope->sender,
                                       .has_command = finding->command_rest != NULL,
                                       .siblings = finding->siblings,
                                       .is_author_known = finding->is_creator},
                              .route = route,
                              .files = intake_files(intake)};
    return dry_run_put_route(output, &input, intake, finding, error);
}

gboolean
dry_run_print(const Config *config, int input_fd, const Envelope *envelope, int output_fd,
              GError **error)
{
    g_autoptr(Intake) intake = intake_read(config, input_fd, envelope->sender, NULL, error);
    if (intake == NULL)
        return FALSE;
    g_autoptr(SigningKeys) keys = signing_keys_read(config, NULL);
    g_autoptr(GPtrArray) routes =
        ticket_route_select(config, envelope->recipients, keys, intake->letter);
    if (routes->len == 0) {
        g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_NO_ROUTE,
                    "no route for this recipient is configured");
        return FALSE;
    }
    DryRunOutput output = {.fd = output_fd};
    const DryRunMail mail = {.config = config, .intake = intake, .envelope = envelope};
    dry_run_puts(&output, "{");
    if (!dry_run_route(&output, &mail, g_ptr_array_index(routes, 0), error))
        return FALSE;
    for (guint i = 1; i < routes->len; i++) {
        dry_run_puts(&output, i == 1 ? ", \"other_routes\": [{" : ", {");
        if (!dry_run_route(&output, &mail, g_ptr_array_index(routes, i), error))
            return FALSE;
        dry_run_puts(&output, "}");
    }
    dry_run_puts(&output, routes->len > 1 ? "]}\n" : "}\n");
    if (output.saved_errno == 0)
        return TRUE;
    g_set_error(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "cannot write the result: %s",
                g_strerror(output.saved_errno));
    return FALSE;
}

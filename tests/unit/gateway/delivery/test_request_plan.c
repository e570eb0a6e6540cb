/* The requests for a Decision. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gateway/delivery/request_plan.h"

typedef struct {
    Config config;
    Letter *letter;
    Decision *decision;
    AttachmentPlan *plan;
    MailKey *key;
    Spool spool;
    Intake intake;
    Envelope envelope;
    DeliveryContext context;
    JournalMail record;
    TicketFinding finding;
    RouteMail mail;
} Fixture;

/* Three attachments of four octets each; a request takes two. */
static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->config = (Config){.default_subject = (char *)"(none)", .attachments_per_request = 8};
    fixture->letter = letter_new();
    for (guint i = 0; i < 3; i++) {
        LetterAttachment *attachment = g_new0(LetterAttachment, 1);
        attachment->name = g_strdup_printf("%u.txt", i);
        attachment->offset = i * 4;
        attachment->length = 4;
        g_ptr_array_add(fixture->letter->attachments, attachment);
    }
    letter_set_new_text(fixture->letter, "Thanks.");
    fixture->decision = g_new0(Decision, 1);
    fixture->plan = attachment_plan_new(fixture->letter, FALSE, 8);
    fixture->key = mail_key_new("a@mail.example", NULL, NULL);
    fixture->spool.fd = -1;
    fixture->intake = (Intake){.spool = &fixture->spool,
                               .letter = fixture->letter,
                               .attachments_fd = memfd_create("attachments", MFD_CLOEXEC)};
    fixture->context = (DeliveryContext){
        .config = &fixture->config, .envelope = &fixture->envelope, .intake = &fixture->intake};
    fixture->finding.is_creator = TRUE;
    fixture->mail = (RouteMail){.context = &fixture->context,
                                .ticket_route = {.ci = "PRINTERS", .service = "Office"},
                                .key = fixture->key,
                                .record = &fixture->record,
                                .finding = &fixture->finding,
                                .decision = fixture->decision,
                                .plan = fixture->plan};
    fixture->record.ticket_number = (char *)"INC0000009";
    int fd = fixture->intake.attachments_fd;
    *state = fixture;
    return write(fd, "AAAABBBBCCCC", 12) == 12 ? 0 : -1;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    close(fixture->intake.attachments_fd);
    letter_free(fixture->letter);
    decision_free(fixture->decision);
    attachment_plan_free(fixture->plan);
    mail_key_free(fixture->key);
    g_free(fixture);
    return 0;
}

static TicketRequest *
new_request(const RouteMail *mail, guint index)
{
    return index == 0 ? request_plan_main(mail, &(RequestForm){.plan = mail->plan})
                      : request_plan_files(mail, mail->plan, index);
}

static JsonNode *
body_json(const RouteMail *mail, guint index)
{
    g_autoptr(TicketRequest) request = new_request(mail, index);
    RequestBody *body = request->body;
    g_autoptr(GString) text = g_string_new(NULL);
    char buffer[7];
    gssize count;
    while ((count = request_body_read(body, buffer, sizeof buffer)) > 0)
        g_string_append_len(text, buffer, count);
    assert_int_equal(count, 0);
    assert_int_equal(text->len, request_body_length(body));
    JsonNode *node = json_from_string(text->str, NULL);
    assert_non_null(node);
    return node;
}

static void
assert_member(JsonNode *node, const char *name, const char *value)
{
    JsonObject *object = json_node_get_object(node);
    if (value == NULL) {
        assert_false(json_object_has_member(object, name));
        return;
    }
    assert_string_equal(json_object_get_string_member(object, name), value);
}

static void
assert_attachments(JsonNode *node, const char *contents)
{
    JsonArray *files = json_object_get_array_member(json_node_get_object(node), "attachments");
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < json_array_get_length(files); i++) {
        JsonObject *file = json_array_get_object_element(files, i);
        g_string_append(text, json_object_get_string_member(file, "name"));
        g_string_append(text, json_object_get_string_member(file, "content"));
    }
    assert_string_equal(text->str, contents);
}

static void
assert_endpoint(const RouteMail *mail, guint index, const char *method, const char *path)
{
    g_autoptr(TicketRequest) request = new_request(mail, index);
    assert_string_equal(request->endpoint->method, method);
    assert_string_equal(request->endpoint->path, path);
}

static void
a_create_has_every_member_and_what_fits(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(request_plan_count(&fixture->mail), 2);
    assert_endpoint(&fixture->mail, 0, "POST", "/NewIncident");
    g_autoptr(JsonNode) node = body_json(&fixture->mail, 0);
    assert_member(node, "reference_number", fixture->key->reference_number);
    assert_member(node, "short_description", "(none)");
    assert_member(node, "ci", "PRINTERS");
    assert_member(node, "service", "Office");
    assert_member(node, "action", NULL);
    assert_attachments(node, "0.txtAAAA1.txtBBBB");
}

static void
what_does_not_fit_follows_as_a_comment(void **state)
{
    Fixture *fixture = *state;
    assert_endpoint(&fixture->mail, 1, "PATCH", "/UpdateIncident");
    g_autoptr(JsonNode) node = body_json(&fixture->mail, 1);
    assert_member(node, "action", "Comment");
    assert_member(node, "ticket_number", "INC0000009");
    assert_member(node, "reference_number", fixture->key->reference_number);
    assert_attachments(node, "2.txtCCCC");
}

static void
updates_have_the_action_of_their_decision(void **state)
{
    Fixture *fixture = *state;
    static const struct {
        DecisionKind kind;
        const char *action;
    } rows[] = {
        {DECISION_COMMENT, "Comment"}, {DECISION_CLOSE, "Close"}, {DECISION_REOPEN, "Reopen"}};
    fixture->finding.ticket_reference = (char *)"REF7";
    fixture->decision->ticket_number = g_strdup("INC0000009");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        fixture->decision->kind = rows[i].kind;
        g_autoptr(JsonNode) node = body_json(&fixture->mail, 0);
        assert_member(node, "action", rows[i].action);
        assert_member(node, "comment", "Thanks.");
        assert_member(node, "ticket_number", "INC0000009");
        assert_member(node, "reference_number", "REF7");
        assert_member(node, "description", NULL);
        assert_member(node, "ci", NULL);
    }
}

static void
nothing_is_sent_for_what_is_turned_away(void **state)
{
    Fixture *fixture = *state;
    fixture->decision->kind = DECISION_IGNORE;
    assert_int_equal(request_plan_count(&fixture->mail), 0);
    fixture->decision->kind = DECISION_REJECT;
    assert_int_equal(request_plan_count(&fixture->mail), 0);
}

/* It replaces subject and text; the attachments are those of the form. */
static void
a_plain_form_has_nothing_of_the_mails_text(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(AttachmentPlan) none =
        attachment_plan_rest(&(AttachmentRest){.letter = fixture->letter, .is_single = TRUE}, 8);
    const RequestForm form = {.plan = none, .plain = "It is kept."};
    g_autoptr(TicketRequest) request = request_plan_main(&fixture->mail, &form);
    char text[2048] = {0};
    assert_true(request_body_read(request->body, text, sizeof text - 1) > 0);
    assert_non_null(strstr(text, "It is kept."));
    assert_non_null(strstr(text, "Mail that the ticket system does not take"));
    assert_null(strstr(text, "(none)"));
    assert_null(strstr(text, "0.txt"));
}

static void
a_form_that_is_a_repeat_says_so(void **state)
{
    Fixture *fixture = *state;
    fixture->decision->kind = DECISION_COMMENT;
    fixture->decision->ticket_number = g_strdup("INC0000009");
    for (guint is_repeat = 0; is_repeat < 2; is_repeat++) {
        const RequestForm form = {.plan = fixture->plan, .is_repeat = is_repeat == 1};
        g_autoptr(TicketRequest) request = request_plan_main(&fixture->mail, &form);
        char text[2048] = {0};
        assert_true(request_body_read(request->body, text, sizeof text - 1) > 0);
        assert_int_equal(strstr(text, "may have been sent before") != NULL, is_repeat == 1);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_create_has_every_member_and_what_fits, setup, teardown),
        cmocka_unit_test_setup_teardown(what_does_not_fit_follows_as_a_comment, setup, teardown),
        cmocka_unit_test_setup_teardown(updates_have_the_action_of_their_decision, setup, teardown),
        cmocka_unit_test_setup_teardown(a_plain_form_has_nothing_of_the_mails_text, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_form_that_is_a_repeat_says_so, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_is_sent_for_what_is_turned_away, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

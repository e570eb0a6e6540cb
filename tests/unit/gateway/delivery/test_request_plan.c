/* The requests that a Decision leads to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-glib/json-glib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gateway/delivery/request_plan.h"

typedef struct {
    Config config;
    Letter *letter;
    Decision *decision;
    AttachmentPlan *plan;
    MailKey *key;
    Route route;
    RequestPlanInput input;
} Fixture;

/* Three attachments of four octets each, of which a request takes two. */
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
    fixture->route = (Route){.ci = "PRINTERS", .service = "Office"};
    int fd = memfd_create("attachments", MFD_CLOEXEC);
    fixture->input = (RequestPlanInput){.text = {.config = &fixture->config,
                                                 .letter = fixture->letter,
                                                 .decision = fixture->decision,
                                                 .plan = fixture->plan,
                                                 .key = fixture->key,
                                                 .is_author_known = TRUE},
                                        .route = &fixture->route,
                                        .files = {-1, fd}};
    *state = fixture;
    return write(fd, "AAAABBBBCCCC", 12) == 12 ? 0 : -1;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    close(fixture->input.files.attachments_fd);
    letter_free(fixture->letter);
    decision_free(fixture->decision);
    attachment_plan_free(fixture->plan);
    mail_key_free(fixture->key);
    g_free(fixture);
    return 0;
}

static JsonNode *
body_json(const RequestPlanInput *input, guint index, const char *number)
{
    g_autoptr(TicketRequest) request = request_plan_request(input, index, number);
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
assert_endpoint(const RequestPlanInput *input, guint index, const char *method, const char *path)
{
    g_autoptr(TicketRequest) request = request_plan_request(input, index, "INC0000009");
    assert_string_equal(request->endpoint->method, method);
    assert_string_equal(request->endpoint->path, path);
}

static void
a_create_has_every_member_and_what_fits(void **state)
{
    Fixture *fixture = *state;
    assert_int_equal(request_plan_count(&fixture->input), 2);
    assert_endpoint(&fixture->input, 0, "POST", "/NewIncident");
    g_autoptr(JsonNode) node = body_json(&fixture->input, 0, NULL);
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
    assert_endpoint(&fixture->input, 1, "PATCH", "/UpdateIncident");
    g_autoptr(JsonNode) node = body_json(&fixture->input, 1, "INC0000009");
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
    fixture->input.ticket_reference = "REF7";
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        fixture->decision->kind = rows[i].kind;
        g_autoptr(JsonNode) node = body_json(&fixture->input, 0, "INC0000009");
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
    assert_int_equal(request_plan_count(&fixture->input), 0);
    fixture->decision->kind = DECISION_REJECT;
    assert_int_equal(request_plan_count(&fixture->input), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_create_has_every_member_and_what_fits, setup, teardown),
        cmocka_unit_test_setup_teardown(what_does_not_fit_follows_as_a_comment, setup, teardown),
        cmocka_unit_test_setup_teardown(updates_have_the_action_of_their_decision, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_is_sent_for_what_is_turned_away, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The dry run's JSON object. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-glib/json-glib.h>
#include <unistd.h>

#include "gateway/delivery/dry_run.h"
#include "gateway/delivery_error.h"
#include "parsers/parse.h"
#include "tests/unit/delivery_fixture.h"

static JsonNode *
run(const DeliveryFixture *fixture, const char *text, const char *const *recipients, GError **error)
{
    int input = delivery_fixture_message(text);
    int output = delivery_fixture_message("");
    Envelope envelope = {.sender = "user@customer.example", .recipients = recipients};
    JsonNode *node = NULL;
    if (dry_run_print(fixture->config, input, &envelope, output, error)) {
        g_autofree char *printed = delivery_fixture_contents(output);
        node = json_from_string(printed, NULL);
        assert_non_null(node);
    }
    close(input);
    close(output);
    return node;
}

static const char *
member(JsonNode *node, const char *name)
{
    return json_object_get_string_member(json_node_get_object(node), name);
}

static JsonObject *
first_body(JsonNode *node)
{
    JsonArray *requests = json_object_get_array_member(json_node_get_object(node), "requests");
    return json_object_get_object_member(json_array_get_object_element(requests, 0), "body");
}

static void
a_new_mail_creates(void **state)
{
    g_autoptr(JsonNode) node = run(*state,
                                   "From: user@customer.example\nSubject: Printer \"x\"\n"
                                   "Message-ID: <a@customer.example>\n\nHello\n",
                                   NULL, NULL);
    assert_string_equal(member(node, "class"), "human");
    assert_string_equal(member(node, "decision"), "create");
    assert_non_null(member(node, "reason"));
    JsonObject *body = first_body(node);
    assert_string_equal(json_object_get_string_member(body, "short_description"), "Printer \"x\"");
    assert_string_equal(json_object_get_string_member(body, "ci"), "PRINTERS");
    JsonObject *reply = json_object_get_object_member(json_node_get_object(node), "reply");
    assert_string_equal(json_object_get_string_member(reply, "to"), "user@customer.example");
}

static void
a_number_comments_and_says_what_it_assumed(void **state)
{
    g_autoptr(JsonNode) node = run(*state,
                                   "From: user@customer.example\nSubject: Re: [INC0012345] x\n"
                                   "Message-ID: <a@customer.example>\n\nHello\n",
                                   NULL, NULL);
    assert_string_equal(member(node, "decision"), "comment");
    assert_non_null(g_strstr_len(member(node, "reason"), -1, "taken here as existing"));
    assert_true(json_object_get_null_member(json_node_get_object(node), "reply"));
    assert_string_equal(json_object_get_string_member(first_body(node), "ticket_number"),
                        "INC0012345");
}

static void
machines_get_no_reply(void **state)
{
    g_autoptr(JsonNode) node =
        run(*state,
            "From: cron@customer.example\nAuto-Submitted: auto-generated\nSubject: disk\n\nfull\n",
            NULL, NULL);
    assert_string_equal(member(node, "class"), "auto-generated");
    assert_true(json_object_get_null_member(json_node_get_object(node), "reply"));
}

static void
every_route_is_told(void **state)
{
    DeliveryFixture *fixture = *state;
    delivery_fixture_add_route(fixture, "hw", "hw@desk.example");
    delivery_fixture_add_route(fixture, "sw", "sw@desk.example");
    static const char *const recipients[] = {"x@desk.example", "hw@desk.example", "sw@desk.example",
                                             NULL};
    g_autoptr(JsonNode) node = run(fixture, "Subject: x\n\n", recipients, NULL);
    JsonObject *object = json_node_get_object(node);
    assert_true(json_object_get_null_member(object, "route"));
    JsonArray *others = json_object_get_array_member(object, "other_routes");
    assert_int_equal(json_array_get_length(others), 2);
    for (guint i = 0; i < 2; i++)
        assert_string_equal(
            json_object_get_string_member(json_array_get_object_element(others, i), "route"),
            i == 0 ? "hw" : "sw");
}

static void
no_route_is_an_error(void **state)
{
    DeliveryFixture *fixture = *state;
    g_clear_pointer(&fixture->config->ci, g_free);
    static const char *const recipients[] = {"x@elsewhere.example", NULL};
    g_autoptr(GError) error = NULL;
    assert_null(run(fixture, "Subject: x\n\n", recipients, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_NO_ROUTE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(a_new_mail_creates),
        delivery_fixture_test(a_number_comments_and_says_what_it_assumed),
        delivery_fixture_test(machines_get_no_reply),
        delivery_fixture_test(every_route_is_told),
        delivery_fixture_test(no_route_is_an_error),
    };
    parse_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

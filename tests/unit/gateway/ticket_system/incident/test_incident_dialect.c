/* The paths and members of the Incident API, for each operation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/ticket_system/incident/incident_dialect.h"
#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/ticket_request.h"

static const TicketFields all_fields = {.ticket_number = "INC0000007",
                                        .reference_number = "R",
                                        .short_description = "S",
                                        .description = "D",
                                        .comment = "C",
                                        .ci = "I",
                                        .service = "V"};

static void
each_operation_has_its_request(void **state)
{
    static const struct {
        TicketOperation operation;
        const char *method, *path, *start;
    } rows[] = {
        {TICKET_OPERATION_CREATE, "POST", "/NewIncident", "{\"ticket_number\":"},
        {TICKET_OPERATION_COMMENT, "PATCH", "/UpdateIncident", "{\"action\":\"Comment\","},
        {TICKET_OPERATION_CLOSE, "PATCH", "/UpdateIncident", "{\"action\":\"Close\","},
        {TICKET_OPERATION_REOPEN, "PATCH", "/UpdateIncident", "{\"action\":\"Reopen\","},
    };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        TicketFields fields = all_fields;
        char text[300] = "";
        fields.operation = rows[i].operation;
        assert_true(ticket_dialect_can(&incident_dialect, rows[i].operation));
        g_autoptr(TicketRequest) request = ticket_request_new(&incident_dialect, &fields);
        assert_string_equal(request->endpoint->method, rows[i].method);
        assert_string_equal(request->endpoint->path, rows[i].path);
        assert_true(request_body_read(request->body, text, sizeof text - 1) > 0);
        assert_true(g_str_has_prefix(text, rows[i].start));
        assert_true(g_str_has_suffix(text,
                                     "\"ticket_number\":\"INC0000007\",\"reference_number\":"
                                     "\"R\",\"short_description\":\"S\",\"description\":\"D\","
                                     "\"comment\":\"C\",\"ci\":\"I\",\"service\":\"V\"}"));
    }
}

static void
a_ticket_is_read_by_its_members(void **state)
{
    static const char json[] = "{\"ticket_number\": \"INC0000007\", \"reference_number\": \"R\","
                               " \"short_description\": \"S\", \"state\": \"New\", \"ci\": \"I\","
                               " \"service_component\": \"V\"}";
    g_autoptr(JsonNode) root = json_response_parse(json, sizeof json - 1, NULL);
    g_autoptr(Ticket) ticket = g_new0(Ticket, 1);

    (void)state;
    incident_dialect.read(ticket, json_response_object(root));
    assert_string_equal(ticket->ticket_number, "INC0000007");
    assert_string_equal(ticket->reference_number, "R");
    assert_string_equal(ticket->short_description, "S");
    assert_string_equal(ticket->state, "New");
    assert_string_equal(ticket->ci, "I");
    assert_string_equal(ticket->service, "V");
}

static void
a_number_is_escaped_in_a_path(void **state)
{
    g_autofree char *path = incident_dialect.ticket_path("A/B C");

    (void)state;
    assert_string_equal(path, "/GetIncident/A%2FB%20C");
}

static void
it_has_no_news(void **state)
{
    (void)state;
    assert_false(ticket_dialect_has_news(&incident_dialect));
}

static void
a_number_is_known_by_its_characters(void **state)
{
    static const struct {
        const char *text;
        gboolean is_number;
    } rows[] = {{"INC0012345", TRUE},
                {"a-b_9", TRUE},
                {"", FALSE},
                {"INC 1", FALSE},
                {"../x", FALSE},
                {"INC1?x=1", FALSE},
                {"INC\n1", FALSE},
                {"1234567890123456789012345678901234567890", TRUE},
                {"12345678901234567890123456789012345678901", FALSE}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *number = ticket_dialect_number(&incident_dialect, rows[i].text);
        if ((number != NULL) != rows[i].is_number)
            fail_msg("row %u", i);
    }
}

static void
digits_are_a_short_number(void **state)
{
    static const char *const rows[][2] = {
        {"12", "INC0000012"},           {"0000012", "INC0000012"},
        {"123456789", "INC123456789"},  {"INC0000012", "INC0000012"},
        {"inc0000012", "INC0000012"},   {"INC1234", "INC1234"},
        {"case0000012", "CASE0000012"}, {"INC", "INC"}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *number = ticket_dialect_number(&incident_dialect, rows[i][0]);
        assert_string_equal(number, rows[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_operation_has_its_request),
        cmocka_unit_test(a_ticket_is_read_by_its_members),
        cmocka_unit_test(a_number_is_escaped_in_a_path),
        cmocka_unit_test(it_has_no_news),
        cmocka_unit_test(digits_are_a_short_number),
        cmocka_unit_test(a_number_is_known_by_its_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The words of Customer Connect, operation by operation, and its numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/ticket_system/connect/connect_dialect.h"
#include "gateway/ticket_system/incident/incident_dialect.h"
#include "gateway/ticket_system/json_response.h"
#include "gateway/ticket_system/ticket_request.h"
#include "parsers/header/subject.h"

/* The body of a request for `fields`. (transfer full) */
static char *
body_of(const TicketFields *fields)
{
    g_autoptr(TicketRequest) request = ticket_request_new(&connect_dialect, fields);
    guint64 length = request_body_length(request->body);
    char *text = g_malloc0(length + 1);
    assert_int_equal(request_body_read(request->body, text, length), length);
    return text;
}

static void
a_create_has_the_members_of_its_kind(void **state)
{
    TicketFields fields = {.operation = TICKET_OPERATION_CREATE,
                           .reference_number = "R",
                           .short_description = "S",
                           .description = "D",
                           .ci = "I",
                           .service = "V",
                           .priority = "2 - High",
                           .contact = "a@x.example"};
    (void)state;
    g_autofree char *incident = body_of(&fields);
    assert_string_equal(incident,
                        "{\"ticket_type\":\"Incident\",\"customer_reference_number\":\"R\","
                        "\"short_description\":\"S\",\"description\":\"D\",\"service\":\"V\","
                        "\"ci\":\"I\",\"contact\":\"a@x.example\",\"priority\":\"2 - High\"}");
    fields.ticket_type = "Change Request";
    fields.ci = NULL;
    fields.user = "U1";
    g_autofree char *change = body_of(&fields);
    assert_string_equal(change,
                        "{\"ticket_type\":\"Change Request\",\"customer_reference_number\":\"R\","
                        "\"short_description\":\"S\",\"description\":\"D\",\"service\":\"V\","
                        "\"contact\":\"a@x.example\",\"user\":\"U1\"}");
}

static void
a_comment_always_has_a_reference(void **state)
{
    TicketFields fields = {.operation = TICKET_OPERATION_COMMENT,
                           .ticket_number = "INC#34567890",
                           .reference_number = "R",
                           .comment = "C"};
    (void)state;
    g_autofree char *known = body_of(&fields);
    assert_string_equal(known, "{\"action\":\"Comment\",\"customer_reference_number\":\"R\","
                               "\"kpn_ticket_number\":\"INC#34567890\",\"comment\":\"C\"}");
    fields.reference_number = "";
    g_autofree char *unknown = body_of(&fields);
    assert_string_equal(unknown,
                        "{\"action\":\"Comment\",\"customer_reference_number\":\"INC#34567890\","
                        "\"kpn_ticket_number\":\"INC#34567890\",\"comment\":\"C\"}");
}

static void
it_neither_closes_nor_reopens(void **state)
{
    (void)state;
    assert_true(ticket_dialect_can(&connect_dialect, TICKET_OPERATION_CREATE));
    assert_true(ticket_dialect_can(&connect_dialect, TICKET_OPERATION_COMMENT));
    assert_false(ticket_dialect_can(&connect_dialect, TICKET_OPERATION_CLOSE));
    assert_false(ticket_dialect_can(&connect_dialect, TICKET_OPERATION_REOPEN));
    assert_true(ticket_dialect_has_news(&connect_dialect));
}

static void
paths_are_escaped(void **state)
{
    g_autofree char *ticket = connect_dialect.ticket_path("INC#34567890");
    g_autofree char *file = connect_dialect.file_path("a/b?c");
    (void)state;
    assert_string_equal(ticket, "/Ticket?kpn_ticket_number=INC%2334567890");
    assert_string_equal(file, "/GetAttachment/a%2Fb%3Fc");
}

static void
a_ticket_is_read_by_its_members(void **state)
{
    static const char json[] =
        "{\"result\": [{\"kpn_ticket_number\": \"INC#34567890\", \"ticket_type\": \"Incident\","
        " \"customer_reference_number\": \"R\", \"state\": \"New\", \"short_description\": \"S\","
        " \"link\": \"https://x.example/\"}]}";
    g_autoptr(JsonNode) root = json_response_parse(json, sizeof json - 1, NULL);
    g_autoptr(Ticket) ticket = g_new0(Ticket, 1);
    (void)state;
    connect_dialect.read(ticket, json_response_object(root));
    assert_string_equal(ticket->ticket_number, "INC#34567890");
    assert_string_equal(ticket->reference_number, "R");
    assert_string_equal(ticket->short_description, "S");
    assert_string_equal(ticket->state, "New");
    assert_null(ticket->ci);
}

static void
an_update_may_have_files_under_several_names(void **state)
{
    static const struct {
        const char *attributes, *files; /* id:name, with blanks between */
    } rows[] = {
        {"{\"state\": \"On Hold\", \"comments\": \"Which room?\"}", ""},
        {"{\"attachments\": [\"a\", {\"attachment_id\": \"b\"}, {\"sys_id\": \"c\"}, null, {}]}",
         "a: b: c:"},
        {"{\"attachments\": [{\"id\": \"\", \"sys_id\": \"b\", \"name\": \"b.txt\"}, {\"name\": "
         "\"c.txt\"}]}",
         "b:b.txt :c.txt"},
        {"{\"attachment_id\": \"a\"}", "a:"},
        {"{\"attachments\": [{\"id\": 7, \"name\": \"7.txt\"}], \"attachment_id\": \"7\"}",
         "7:7.txt"},
        {"{\"attachments\": {\"id\": 7}}", "7:"},
        {"{\"attachments\": []}", ""},
        {"\"closed\"", ""},
        {"null", ""},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *json = g_strdup_printf(
            "{\"transaction_id\": \"T\", \"message_datetime_utc\": \"2024-10-03T11:08:32Z\","
            " \"kpn_ticket_number\": \"INC#34567890\", \"ticket_attributes\": %s}",
            rows[i].attributes);
        g_autoptr(JsonNode) root = json_response_parse(json, strlen(json), NULL);
        g_autoptr(TicketNews) news = ticket_news_new();
        connect_dialect.read_news(news, json_response_object(root));
        assert_string_equal(news->id, "T");
        assert_string_equal(news->time, "2024-10-03T11:08:32Z");
        assert_string_equal(news->ticket_number, "INC#34567890");
        if (i == 0)
            assert_string_equal(news->comment, "Which room?");
        g_autoptr(GString) files = g_string_new(NULL);
        for (guint j = 0; j < news->files->len; j++) {
            const TicketNewsFile *file = g_ptr_array_index(news->files, j);
            g_string_append_printf(files, "%s%s:%s", j > 0 ? " " : "",
                                   file->id != NULL ? file->id : "",
                                   file->name != NULL ? file->name : "");
        }
        assert_string_equal(files->str, rows[i].files);
    }
}

static void
an_acknowledgement_names_the_update(void **state)
{
    g_autoptr(TicketNews) news = ticket_news_new();
    g_autoptr(RequestBody) body = request_body_new();
    char text[300] = "";
    (void)state;
    news->id = g_strdup("T");
    news->ticket_number = g_strdup("INC#34567890");
    connect_dialect.write_acknowledgement(body, news, FALSE);
    assert_true(request_body_read(body, text, sizeof text - 1) > 0);
    assert_string_equal(text,
                        "{\"action\":\"Response\",\"customer_reference_number\":\"INC#34567890\","
                        "\"kpn_ticket_number\":\"INC#34567890\",\"status\":\"Failure\","
                        "\"transaction_id\":\"T\"}");
}

/* The numbers that `pattern` finds in `subject`, with blanks between. (transfer full) */
static char *
numbers_in(const char *subject, const char *pattern)
{
    g_autoptr(Letter) letter = letter_new();
    assert_true(subject_read(subject, pattern, letter, NULL));
    g_ptr_array_add(letter->ticket_numbers, NULL);
    char *numbers = g_strjoinv(" ", (char **)letter->ticket_numbers->pdata);
    g_ptr_array_set_size(letter->ticket_numbers, (int)letter->ticket_numbers->len - 1);
    return numbers;
}

static void
a_number_is_found_in_all_its_spellings(void **state)
{
    static const char *const subjects[] = {
        "INC#34567890",
        "[INC#34567890] Printer",
        "Re: [INC#34567890] Printer",
        "AW: WG: (INC#34567890) Drucker",
        "Re:INC#34567890",
        "\"INC#34567890\"",
        "\xe2\x80\x9eINC#34567890\xe2\x80\x9c",
        "Printer, INC#34567890.",
        "printer inc#34567890: again",
        "INC# 34567890",
        "INC #34567890",
        "INC # 34567890",
        "[ INC#34567890 ]",
        "\xe3\x80\x90INC#34567890\xe3\x80\x91",
        "INC\xef\xbc\x83"
        "34567890",
        "\xef\xbc\xa9\xef\xbc\xae\xef\xbc\xa3\xef\xbc\x83\xef\xbc\x93\xef\xbc\x94\xef\xbc\x95"
        "\xef\xbc\x96\xef\xbc\x97\xef\xbc\x98\xef\xbc\x99\xef\xbc\x90",
        "INC&#35;34567890 printer",
        "INC&#x23;34567890",
        "INC&num;34567890",
        "[INC&amp;#35;34567890]",
        "INC%2334567890",
        "INC=2334567890",
        "INC\\#34567890",
        "Ticket-INC#34567890",
        "Ticket_INC#34567890 printer",
        "Ref=INC#34567890",
        "##INC#34567890##",
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
        g_autofree char *numbers = numbers_in(subjects[i], connect_dialect.number_pattern);
        if (strcmp(numbers, "INC#34567890") != 0)
            fail_msg("%s: '%s'", subjects[i], numbers);
        g_autofree char *others = numbers_in(subjects[i], incident_dialect.number_pattern);
        if (*others != '\0')
            fail_msg("%s: as an incident '%s'", subjects[i], others);
    }
    g_autofree char *change = numbers_in("Re: CHG#34567890", connect_dialect.number_pattern);
    assert_string_equal(change, "CHG#34567890");
    g_autofree char *question = numbers_in("aw: rfi #34567890", connect_dialect.number_pattern);
    assert_string_equal(question, "RFI#34567890");
    g_autofree char *other = numbers_in("Re: [XYZ#34567890]", connect_dialect.number_pattern);
    assert_string_equal(other, "XYZ#34567890");
}

static void
what_only_looks_like_a_number_is_none(void **state)
{
    static const char *const subjects[] = {
        "INC0012345",
        "INC34567890",
        "INC-34567890",
        "INC#1",
        "INC#3456789",
        "INC#345678901",
        "INC#34567890a",
        "XINC#34567890",
        "#34567890",
        "PR#12345678",
        "PR #12345678",
        "Fixes #12345678",
        "Fax #12345678",
        "Fax#12345678",
        "FAX#12345678",
        "BUG#12345678",
        "Bug#12345678",
        "REF #12345678",
        "Ihre Ref. #12345678",
        "our new PC #12345678",
        "repo#12345678",
        "org/abc#12345678",
        "org/ABC#12345678",
        "x-ABC#12345678",
        "https://desk.example/ABC#12345678",
        "https://desk.example/?n=INC%2334567890",
        "INC#34567890.pdf",
        "INC#34567890@desk.example",
        "INC#34567890-2",
        "INC##34567890",
        "INC#-34567890",
        "INC# INC0012345",
        "INC&#3534567890",
        "INC&34567890",
        "INC##1234",
        "I N C # 3 4 5 6 7 8 9 0",
        "INC\n#",
        "INC#\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6\xd9\xa7\xd9\xa8\xd9\xa9\xd9\xa0",
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(subjects); i++) {
        g_autofree char *numbers = numbers_in(subjects[i], connect_dialect.number_pattern);
        if (*numbers != '\0')
            fail_msg("%s: '%s'", subjects[i], numbers);
    }
}

static void
a_person_may_write_a_number_in_short(void **state)
{
    static const struct {
        const char *text, *number; /* NULL: none */
    } rows[] = {
        {"INC#34567890", "INC#34567890"},
        {"inc#34567890", "INC#34567890"},
        {"34567890", "INC#34567890"},
        {"CHG#34567890", "CHG#34567890"},
        {"INC0012345", NULL},
        {"INC#1", NULL},
        {"1", "INC#00000001"},
        {"#34567890", NULL},
        {"INC#34567890/..", NULL},
        {"IN#34567890", NULL},
        {"", NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *number = ticket_dialect_number(&connect_dialect, rows[i].text);
        if (g_strcmp0(number, rows[i].number) != 0)
            fail_msg("%s: %s", rows[i].text, number);
    }
    assert_null(ticket_dialect_number(&incident_dialect, "INC#34567890"));
}

/* After a change of the dialect, journal and old mails have numbers of the other one. */
static void
a_number_of_the_other_dialect_is_not_its_own(void **state)
{
    Config config = {.dialect = CONFIG_DIALECT_CONNECT,
                     .number_pattern = (char *)(guintptr)connect_dialect.number_pattern};
    (void)state;
    assert_true(ticket_dialect_is_own_number(&config, "INC#34567890"));
    assert_false(ticket_dialect_is_own_number(&config, "INC0012345"));
    config.number_pattern = (char *)"REQ/[0-9]{5}";
    assert_true(ticket_dialect_is_own_number(&config, "REQ/12345"));
    assert_false(ticket_dialect_is_own_number(&config, "REQ/123456"));
    config = (Config){.number_pattern = (char *)(guintptr)incident_dialect.number_pattern};
    assert_true(ticket_dialect_is_own_number(&config, "INC0012345"));
    assert_false(ticket_dialect_is_own_number(&config, "INC#34567890"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_create_has_the_members_of_its_kind),
        cmocka_unit_test(a_comment_always_has_a_reference),
        cmocka_unit_test(it_neither_closes_nor_reopens),
        cmocka_unit_test(paths_are_escaped),
        cmocka_unit_test(a_ticket_is_read_by_its_members),
        cmocka_unit_test(an_update_may_have_files_under_several_names),
        cmocka_unit_test(an_acknowledgement_names_the_update),
        cmocka_unit_test(a_number_is_found_in_all_its_spellings),
        cmocka_unit_test(what_only_looks_like_a_number_is_none),
        cmocka_unit_test(a_person_may_write_a_number_in_short),
        cmocka_unit_test(a_number_of_the_other_dialect_is_not_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

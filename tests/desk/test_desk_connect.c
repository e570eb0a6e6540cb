#include "desk_testing.h"

#include <glib/gstdio.h>

#include "desk_change.h"
#include "desk_dialect.h"
#include "desk_json.h"
#include "desk_updates.h"

static DeskStore *
make_store(void)
{
    DeskStore *store = open_memory_store();
    assert_true(desk_store_set_dialect(store, "connect", NULL));
    return store;
}

/* Returns: (transfer full): the status and the body of the answer, `200 {...}`. */
static char *
ask(DeskStore *store, DeskOperation operation, DeskApiRequest request, const char *body)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) data = g_bytes_new_static(body, strlen(body));
    char item[] = "A";
    char *list[] = {item, NULL};
    const DeskApiSettings settings = {.ci_list = list};
    request.id = 1;
    request.media_type = "application/json";
    request.body = data;
    g_autoptr(DeskAnswer) answer = desk_dialect_run(store, &settings, operation, &request, &error);
    if (answer == NULL)
        answer = desk_dialect_answer_error(&desk_connect, operation, error);
    gsize size = 0;
    const char *bytes = g_bytes_get_data(answer->body, &size);
    return g_strdup_printf("%u %.*s", answer->status, (int)size, bytes);
}

static void
assert_answer(DeskStore *store, DeskOperation operation, const char *body, const char *pattern)
{
    DeskApiRequest request = {0};
    g_autofree char *text = ask(store, operation, request, body);
    if (!g_pattern_match_simple(pattern, text))
        fail_msg("%s\n%s\nis not like %s", body, text, pattern);
}

/* A create of this type with more members. */
#define CREATE(type, more)                                                                         \
    "{\"ticket_type\":\"" type "\",\"customer_reference_number\":\"R\","                           \
    "\"short_description\":\"s\",\"service\":\"S\"" more "}"
#define INCIDENT(more) CREATE("Incident", more)

static void
creates_what_the_document_allows(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *pattern;
    } cases[] = {
        {INCIDENT(""), "200 {\"code\":\"TechnicalEndpointSuccess\",\"state\":\"inserted\","
                       "\"kpn_ticket_number\":\"INC#00000001\","
                       "\"customer_reference_number\":\"R\",\"note\":\"*\"}"},
        {INCIDENT(",\"ci\":\"A\",\"contact\":\"a@x.example\",\"user\":\"u\",\"description\":\"\","
                  "\"priority\":\"1 - Critical\""),
         "200 *INC#00000002*"},
        {CREATE("Change Request", ",\"desired_delivery_date\":\"2024-10-25 10:26:27\""),
         "200 *CHG#00000003*"},
        {CREATE("Request for Information", ",\"ci\":\"\""), "200 *RFI#00000004*"},
        {CREATE("incident", ""), "400 *ticket_type is none of *"},
        {INCIDENT(",\"ci\":\"B\""), "400 *not in the agreed list*"},
        {INCIDENT(",\"priority\":\"1\""), "400 *priority is none of *"},
        {INCIDENT(",\"priority\":null"), "400 *priority is not a string*"},
        {INCIDENT(",\"kpn_ticket_number\":\"INC#00000001\""), "400 *not a member*"},
        {INCIDENT(",\"desired_delivery_date\":\"2024-10-25 10:26:27\""), "400 *change requests*"},
        {CREATE("Change Request", ",\"priority\":\"4 - Low\""), "400 *incidents only*"},
        {CREATE("Change Request", ",\"desired_delivery_date\":\"2024-10-25\""), "400 *not like*"},
        {CREATE("Change Request", ",\"desired_delivery_date\":\"2024-13-25 10:26:27\""),
         "400 *not like*"},
        {CREATE("Change Request", ",\"desired_delivery_date\":\"2024-10-25T10:26:27\""),
         "400 *not like*"},
        {INCIDENT(",\"attachments\":[{\"name\":\"a\",\"content\":\"QQ==\"}]"),
         "400 *content_type is missing*"},
        {INCIDENT(",\"attachments\":[{\"name\":\"a\",\"content\":\"QUJD\\nQUJD\","
                  "\"content_type\":\"text/plain\"}]"),
         "400 *content is not Base64*"},
        {"{}", "400 {\"error\":{\"code\":\"BadRequest\",\"message\":\"ticket_type is missing\"}}"},
    };
    g_autoptr(DeskStore) store = make_store();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_answer(store, DESK_OPERATION_CREATE, cases[i].body, cases[i].pattern);
}

static void
counts_80_million_encoded_bytes(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = make_store();
    for (gsize more = 0; more <= 4; more += 4) {
        g_autofree char *fill = g_strnfill(80000000 - 4 + more, 'A');
        g_autofree char *body = g_strdup_printf(
            INCIDENT(
                ",\"attachments\":[{\"name\":\"a\",\"content\":\"%s\",\"content_type\":\"a/b\"},"
                "{\"name\":\"b\",\"content\":\"QQ==\",\"content_type\":\"a/b\"}]"),
            fill);
        assert_answer(store, DESK_OPERATION_CREATE, body,
                      more == 0 ? "200 *" : "400 *larger than 80000000 encoded bytes*");
    }
}

#define UPDATE(action, number, more)                                                               \
    "{\"action\":\"" action                                                                        \
    "\",\"customer_reference_number\":\"R\",\"kpn_ticket_number\":\"" number "\"" more "}"

static void
updates_what_is_there(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *pattern;
    } cases[] = {
        {UPDATE("Comment", "INC#00000001", ",\"comment\":\"c\""),
         "200 {\"code\":\"TechnicalEndpointSuccess\",\"state\":\"updated\",*"},
        {UPDATE("Response", "INC#00000001", ",\"comment\":\"c\""), "200 *"},
        {UPDATE("Comment", "INC#00000001",
                ",\"attachments\":[{\"name\":\"a\",\"content\":\"\",\"content_type\":\"a/b\"}]"),
         "200 *"},
        {UPDATE("Comment", "INC#00000001", ""), "400 *comment is empty*"},
        {UPDATE("Close", "INC#00000001", ",\"comment\":\"c\""), "400 *none of Comment, Response*"},
        {UPDATE("Comment", "INC0000001", ",\"comment\":\"c\""), "404 *no such ticket*"},
        {UPDATE("Comment", "INC#00000002", ",\"comment\":\"c\""), "400 *Closed*"},
        {"{\"action\":\"Comment\",\"kpn_ticket_number\":\"INC#00000001\",\"comment\":\"c\"}",
         "400 *customer_reference_number is missing*"},
    };
    g_autoptr(DeskStore) store = make_store();
    assert_answer(store, DESK_OPERATION_CREATE, INCIDENT(""), "200 *");
    assert_answer(store, DESK_OPERATION_CREATE, INCIDENT(""), "200 *");
    g_autoptr(DeskTicket) second = desk_tickets_find(store, "INC#00000002", NULL);
    assert_true(desk_tickets_move(store, second, "Closed", NULL, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_answer(store, DESK_OPERATION_UPDATE, cases[i].body, cases[i].pattern);
}

static void
tells_one_and_all_by_query(void **state)
{
    (void)state;
    static const struct {
        DeskOperation operation;
        const char *query;
        const char *pattern;
    } cases[] = {
        {DESK_OPERATION_GET, "kpn_ticket_number=INC%2300000001",
         "200 {\"result\":[{\"kpn_ticket_number\":\"INC#00000001\","
         "\"customer_reference_number\":\"R\",\"ticket_type\":\"Incident\",\"state\":\"New\","
         "\"short_description\":\"s\",\"link\":\"/ticket/INC%2300000001\"}]}"},
        {DESK_OPERATION_GET, "kpn_ticket_number=INC", "404 *"},
        {DESK_OPERATION_GET, "kpn_ticket_number=INC%2300000001&x=1", "400 *does not take*"},
        {DESK_OPERATION_GET, "number=INC%2300000001", "400 *missing in the query*"},
        {DESK_OPERATION_GET, NULL, "400 *missing in the query*"},
        {DESK_OPERATION_LIST, NULL, "200 {\"result\":[{\"kpn_ticket_number\":\"INC#00000001\"*}]}"},
        {DESK_OPERATION_LIST, "x=1", "400 *does not take*"},
        {DESK_OPERATION_NEWS, NULL, "200 []"},
        {DESK_OPERATION_NEWS, "x=1", "400 *does not take*"},
    };
    g_autoptr(DeskStore) store = make_store();
    assert_answer(store, DESK_OPERATION_CREATE, INCIDENT(""), "200 *");
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        DeskApiRequest request = {.query = cases[i].query};
        g_autofree char *text = ask(store, cases[i].operation, request, "");
        if (!g_pattern_match_simple(cases[i].pattern, text))
            fail_msg("%s: %s", cases[i].query, text);
    }
}

/* The first text of a member in an answer. Returns: (transfer full) */
static char *
member_of(const char *text, const char *name)
{
    g_autofree char *key = g_strdup_printf("\"%s\":\"", name);
    const char *at = strstr(text, key);
    assert_non_null(at);
    at += strlen(key);
    return g_strndup(at, strcspn(at, "\""));
}

static void
hands_out_updates_until_they_are_acknowledged(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = make_store();
    assert_answer(store, DESK_OPERATION_CREATE, INCIDENT(""), "200 *");
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC#00000001", NULL);
    DeskChange change = {.state = "On Hold", .text = "Which room?"};
    assert_true(desk_change_run(store, ticket, &change, NULL));
    DeskApiRequest request = {0};
    g_autofree char *news = ask(store, DESK_OPERATION_NEWS, request, "");
    assert_true(g_pattern_match_simple(
        "200 [{\"transaction_id\":\"*\",\"message_datetime_utc\":\"20*-*-*T*:*:*Z\","
        "\"ticket_type\":\"Incident\",\"action\":\"Update\",\"kpn_ticket_number\":\"INC#00000001\","
        "\"customer_reference_number\":\"R\",\"ticket_attributes\":{\"state\":\"On Hold\","
        "\"comments\":\"Which room?\"}}]",
        news));
    g_autofree char *id = member_of(news, "transaction_id");
    g_autofree char *good = g_strdup_printf(
        UPDATE("Response", "INC#00000001", ",\"status\":\"Success\",\"transaction_id\":\"%s\""),
        id);
    g_autofree char *comment = g_strdup_printf(
        UPDATE("Comment", "INC#00000001", ",\"status\":\"Success\",\"transaction_id\":\"%s\""), id);
    g_autofree char *word = g_strdup_printf(
        UPDATE("Response", "INC#00000001", ",\"status\":\"Done\",\"transaction_id\":\"%s\""), id);
    assert_answer(store, DESK_OPERATION_ACKNOWLEDGE, comment, "400 *action is none of Response*");
    assert_answer(store, DESK_OPERATION_ACKNOWLEDGE, word, "400 *none of Success, Failure*");
    assert_answer(store, DESK_OPERATION_ACKNOWLEDGE,
                  UPDATE("Response", "INC#00000001", ",\"transaction_id\":\"x\""),
                  "400 *status is missing*");
    assert_answer(
        store, DESK_OPERATION_ACKNOWLEDGE,
        UPDATE("Response", "INC#00000001", ",\"status\":\"Success\",\"transaction_id\":\"x\""),
        "404 *no such update*");
    assert_answer(store, DESK_OPERATION_NEWS, "", "200 [{*}]");
    assert_answer(store, DESK_OPERATION_ACKNOWLEDGE, good, "200 *updated*");
    assert_answer(store, DESK_OPERATION_ACKNOWLEDGE, good, "200 *updated*");
    assert_answer(store, DESK_OPERATION_NEWS, "", "200 []");
    request.is_repeated = TRUE;
    g_autofree char *again = ask(store, DESK_OPERATION_NEWS, request, "");
    assert_string_equal(again, news);
}

static void
knows_an_acknowledgement_by_its_body(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        DeskOperation operation;
    } cases[] = {
        {"{\"action\":\"Response\",\"transaction_id\":\"x\"}", DESK_OPERATION_ACKNOWLEDGE},
        {"{\"status\":\"Success\"}", DESK_OPERATION_ACKNOWLEDGE},
        {"{\"action\":\"Response\",\"comment\":\"status\"}", DESK_OPERATION_UPDATE},
        {"[\"status\"]", DESK_OPERATION_UPDATE},
        {"{\"status\"", DESK_OPERATION_UPDATE},
        {"", DESK_OPERATION_UPDATE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GBytes) body = g_bytes_new_static(cases[i].body, strlen(cases[i].body));
        assert_int_equal(desk_connect.refine(body), cases[i].operation);
    }
}

static void
hands_out_the_files_of_an_update(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = make_store();
    assert_answer(store, DESK_OPERATION_CREATE, INCIDENT(""), "200 *");
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC#00000001", NULL);
    g_autofree char *folder = g_dir_make_tmp("desk-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "note.txt", NULL);
    assert_true(g_file_set_contents(path, "hello\n", -1, NULL));
    char *one[] = {path, NULL};
    char *two[] = {path, path, NULL};
    DeskChange first = {.text = "See file.", .files = one, .has_comment = TRUE};
    DeskChange second = {.state = "Resolved", .files = two};
    assert_true(desk_change_run(store, ticket, &first, NULL));
    assert_true(desk_change_run(store, ticket, &second, NULL));
    g_remove(path);
    g_rmdir(folder);

    DeskApiRequest request = {0};
    g_autofree char *news = ask(store, DESK_OPERATION_NEWS, request, "");
    assert_non_null(strstr(news, "\"comments\":\"See file.\",\"attachment_id\":\""));
    assert_non_null(strstr(news, "\"state\":\"Resolved\",\"attachments\":[{\"attachment_id\":\""));
    g_autofree char *id = member_of(news, "attachment_id");
    request.argument = id;
    g_autofree char *file = ask(store, DESK_OPERATION_ATTACHMENT, request, "");
    assert_string_equal(file, "200 {\"name\":\"note.txt\",\"content\":\"aGVsbG8K\","
                              "\"content_type\":\"text/plain\"}");
    request.argument = "0";
    g_autofree char *none = ask(store, DESK_OPERATION_ATTACHMENT, request, "");
    assert_true(g_str_has_prefix(none, "404 "));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(creates_what_the_document_allows),
        cmocka_unit_test(counts_80_million_encoded_bytes),
        cmocka_unit_test(updates_what_is_there),
        cmocka_unit_test(tells_one_and_all_by_query),
        cmocka_unit_test(hands_out_updates_until_they_are_acknowledged),
        cmocka_unit_test(knows_an_acknowledgement_by_its_body),
        cmocka_unit_test(hands_out_the_files_of_an_update),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

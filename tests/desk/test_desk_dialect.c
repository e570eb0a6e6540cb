#include "desk_testing.h"

#include <string.h>

#include "desk_dialect.h"

#define BASE "/network/kpn/incident/"
#define CONNECT "/network/kpn/servicenow/"
#define FORM "application/x-www-form-urlencoded"

static void
routes_paths(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *name;
        const char *method; /* NULL: any */
        const char *argument;
    } cases[] = {
        {"/oauth/client_credential/accesstoken", "token", "POST", NULL},
        {BASE "NewIncident", "create", "POST", NULL},
        {BASE "UpdateIncident", "update", "PATCH", NULL},
        {BASE "GetActiveIncidents", "list", "GET", NULL},
        {BASE "GetIncident/INC0000001", "get", "GET", "INC0000001"},
        {BASE "GetIncident/a/b", "get", "GET", "a/b"},
        {BASE "GetIncident/", "other", NULL, NULL},
        {BASE "GetIncident", "other", NULL, NULL},
        {BASE "NewIncident/", "other", NULL, NULL},
        {BASE "newincident", "other", NULL, NULL},
        {"/NewIncident", "other", NULL, NULL},
        {"", "other", NULL, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *argument = NULL;
        g_autofree char *allow = NULL;
        const char *method = cases[i].method != NULL ? cases[i].method : "GET";
        DeskOperation operation =
            desk_dialect_route(&desk_incident, method, cases[i].path, &argument, &allow);
        assert_string_equal(desk_dialect_operation_name(operation), cases[i].name);
        assert_null(allow);
        assert_int_equal(g_strcmp0(argument, cases[i].argument), 0);
    }
}

static void
tells_the_methods_of_one_path_apart(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        const char *path;
        const char *name;
        const char *argument;
        const char *allow;
    } cases[] = {
        {"POST", CONNECT "Ticket", "create", NULL, NULL},
        {"PATCH", CONNECT "Ticket", "update", NULL, NULL},
        {"GET", CONNECT "Ticket", "get", NULL, NULL},
        {"PUT", CONNECT "Ticket", "create", NULL, "POST, PATCH, GET"},
        {"GET", CONNECT "ListOpenTickets", "list", NULL, NULL},
        {"POST", CONNECT "ListOpenTickets", "list", NULL, "GET"},
        {"GET", CONNECT "TicketUpdates", "news", NULL, NULL},
        {"GET", CONNECT "GetAttachment/a", "attachment", "a", NULL},
        {"GET", CONNECT "GetAttachment/", "other", NULL, NULL},
        {"GET", CONNECT "Ticket/", "other", NULL, NULL},
        {"POST", BASE "NewIncident", "other", NULL, NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *argument = NULL;
        g_autofree char *allow = NULL;
        DeskOperation operation =
            desk_dialect_route(&desk_connect, cases[i].method, cases[i].path, &argument, &allow);
        assert_string_equal(desk_dialect_operation_name(operation), cases[i].name);
        assert_int_equal(g_strcmp0(allow, cases[i].allow), 0);
        assert_int_equal(g_strcmp0(argument, cases[i].argument), 0);
    }
}

/* Sends one request with these settings. Returns: the status of the answer. */
static guint
ask(DeskStore *store, const DeskApiSettings *settings, DeskOperation operation,
    DeskApiRequest request, const char *body)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) data = g_bytes_new_static(body, strlen(body));
    request.body = data;
    g_autoptr(DeskAnswer) answer = desk_dialect_run(store, settings, operation, &request, &error);
    if (answer == NULL)
        answer = desk_dialect_answer_error(&desk_incident, operation, error);
    return answer->status;
}

static void
gives_tokens_to_its_client(void **state)
{
    (void)state;
    static const char grant[] = "grant_type=client_credentials";
    char id[] = "me";
    char secret[] = "a&b c";
    static const struct {
        const char *query;
        const char *type;
        const char *body;
        guint status;
        guint status_any; /* if no client is configured */
    } cases[] = {
        {grant, FORM, "client_id=me&client_secret=a%26b+c", 200, 200},
        {NULL, FORM, "grant_type=client_credentials&client_id=me&client_secret=a%26b%20c", 200,
         200},
        {grant, FORM, "client_id=me&client_secret=wrong", 401, 200},
        {grant, FORM, "client_id=you&client_secret=a%26b+c", 401, 200},
        {grant, FORM, "client_id=me&client_secret=", 401, 401},
        {grant, FORM, "client_id=me", 401, 401},
        {grant, FORM, "", 401, 401},
        {NULL, FORM, "client_id=me&client_secret=a%26b+c", 400, 400},
        {"grant_type=password", FORM, "client_id=me&client_secret=a%26b+c", 400, 400},
        {grant, NULL, "client_id=me&client_secret=a%26b+c", 400, 400},
        {grant, "application/json", "{\"client_id\":\"me\"}", 400, 400},
    };
    g_autoptr(DeskStore) store = open_memory_store();
    const DeskApiSettings one = {.client_id = id, .client_secret = secret, .token_lifetime_s = 60};
    const DeskApiSettings any = {.token_lifetime_s = 60};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        DeskApiRequest request = {.query = cases[i].query, .media_type = cases[i].type};
        assert_int_equal(ask(store, &one, DESK_OPERATION_TOKEN, request, cases[i].body),
                         cases[i].status);
        assert_int_equal(ask(store, &any, DESK_OPERATION_TOKEN, request, cases[i].body),
                         cases[i].status_any);
    }
}

#define CREATE(ci)                                                                                 \
    "{\"reference_number\":\"R\",\"short_description\":\"s\",\"description\":\"\","                \
    "\"ci\":\"" ci "\",\"service\":\"\"}"

static void
creates_for_agreed_items(void **state)
{
    (void)state;
    char first[] = "A";
    char second[] = "B b";
    char *list[] = {first, second, NULL};
    const DeskApiSettings agreed = {.ci_list = list};
    const DeskApiSettings any = {0};
    const DeskApiSettings unique = {.is_reference_unique = TRUE};
    DeskApiRequest json = {.id = 1, .media_type = "application/json"};
    DeskApiRequest other = {.id = 1, .media_type = "text/plain"};
    g_autoptr(DeskStore) store = open_memory_store();
    assert_int_equal(ask(store, &agreed, DESK_OPERATION_CREATE, json, CREATE("A")), 201);
    assert_int_equal(ask(store, &agreed, DESK_OPERATION_CREATE, json, CREATE("B b")), 201);
    assert_int_equal(ask(store, &agreed, DESK_OPERATION_CREATE, json, CREATE("b b")), 400);
    assert_int_equal(ask(store, &agreed, DESK_OPERATION_CREATE, json, CREATE("C")), 400);
    assert_int_equal(ask(store, &agreed, DESK_OPERATION_CREATE, other, CREATE("A")), 400);
    assert_int_equal(ask(store, &any, DESK_OPERATION_CREATE, json, CREATE("C")), 201);
    assert_int_equal(ask(store, &any, DESK_OPERATION_CREATE, json, CREATE("")), 400);
    assert_int_equal(ask(store, &unique, DESK_OPERATION_CREATE, json, CREATE("C")), 400);
}

#define UPDATE(action, comment, number)                                                            \
    "{\"action\":\"" action "\",\"comment\":\"" comment "\",\"reference_number\":\"R\","           \
    "\"ticket_number\":\"" number "\"}"

static void
updates_what_is_there(void **state)
{
    (void)state;
    const DeskApiSettings any = {0};
    DeskApiRequest json = {.id = 1, .media_type = "application/json"};
    static const struct {
        const char *body;
        guint status;
    } cases[] = {
        {UPDATE("Comment", "hello", "INC0000001"), 200},
        {UPDATE("Comment", "", "INC0000001"), 400},
        {UPDATE("Close", "", "INC0000001"), 412},
        {UPDATE("Reopen", "", "INC0000001"), 412},
        {UPDATE("Delete", "x", "INC0000001"), 400},
        {UPDATE("Comment", "hello", "INC0000002"), 404},
        {UPDATE("Comment", "hello", ""), 400},
        {"{}", 400},
        {"", 400},
    };
    g_autoptr(DeskStore) store = open_memory_store();
    assert_int_equal(ask(store, &any, DESK_OPERATION_CREATE, json, CREATE("A")), 201);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(ask(store, &any, DESK_OPERATION_UPDATE, json, cases[i].body),
                         cases[i].status);
    DeskApiRequest get = {.argument = "INC0000001"};
    assert_int_equal(ask(store, &any, DESK_OPERATION_GET, get, ""), 200);
    get.argument = "INC0000002";
    assert_int_equal(ask(store, &any, DESK_OPERATION_GET, get, ""), 404);
    assert_int_equal(ask(store, &any, DESK_OPERATION_OTHER, get, ""), 404);
}

#define FILES(name)                                                                                \
    ",\"attachments\":[{\"name\":\"a.txt\",\"content\":\"QQ==\"},{\"name\":\"" name                \
    "\",\"content\":\"QQ==\"}]}"

static void
refuses_files_by_name(void **state)
{
    (void)state;
    char pattern[] = "*.exe";
    const DeskApiSettings settings = {.refused_file = pattern};
    DeskApiRequest json = {.id = 1, .media_type = "application/json"};
    static const struct {
        DeskOperation operation;
        const char *head;
        guint status;
    } cases[] = {
        {DESK_OPERATION_CREATE, CREATE("A"), 201},
        {DESK_OPERATION_UPDATE, UPDATE("Comment", "c", "INC0000001"), 200},
    };
    g_autoptr(DeskStore) store = open_memory_store();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *open = g_strndup(cases[i].head, strlen(cases[i].head) - 1);
        g_autofree char *good = g_strconcat(open, FILES("b.txt"), NULL);
        g_autofree char *bad = g_strconcat(open, FILES("b.exe"), NULL);
        assert_int_equal(ask(store, &settings, cases[i].operation, json, bad), 400);
        assert_int_equal(ask(store, &settings, cases[i].operation, json, good), cases[i].status);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_paths),
        cmocka_unit_test(tells_the_methods_of_one_path_apart),
        cmocka_unit_test(gives_tokens_to_its_client),
        cmocka_unit_test(creates_for_agreed_items),
        cmocka_unit_test(updates_what_is_there),
        cmocka_unit_test(refuses_files_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

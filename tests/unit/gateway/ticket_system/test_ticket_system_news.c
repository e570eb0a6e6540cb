/* What the ticket system tells by itself, against a server: updates, their receipt, their files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/ticket_system.h"
#include "tests/unit/api_fixture.h"

static int
setup(void **state)
{
    ApiFixture *world = g_new0(ApiFixture, 1);
    api_fixture_start(world);
    api_fixture_add_token(world);
    world->delivery->config->dialect = CONFIG_DIALECT_CONNECT;
    *state = world;
    return 0;
}

static int
teardown(void **state)
{
    api_fixture_stop(*state);
    g_free(*state);
    return 0;
}

static void
a_file_of_an_update_is_fetched(void **state)
{
    ApiFixture *world = *state;
    static const struct {
        const char *json, *content; /* NULL: there is none */
    } rows[] = {
        {"{\"name\": \"a.txt\", \"content\": \"aGk=\", \"content_type\": \"text/plain\"}", "hi"},
        {"{\"result\": {\"name\": \"a.txt\", \"content\": \"aGk=\"}}", "hi"},
        {"{\"content\": \"\"}", ""},
        {"{\"name\": \"a.txt\"}", NULL},
        {"{\"name\": \"a.txt\", \"content\": \"<html>\"}", NULL},
        {"{}", NULL},
    };
    g_autoptr(TicketSystem) system = ticket_system_new(world->delivery->config, 0);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        api_fixture_add(world, rows[i].json);
        g_autoptr(TicketFile) file = ticket_system_fetch_file(system, "A/1", 100, &error);
        assert_int_equal(file != NULL, rows[i].content != NULL);
        assert_true(g_str_has_prefix(api_fixture_last_request(world),
                                     "GET /GetAttachment/A%2F1 HTTP/1.1\r\n"));
        if (file == NULL) {
            assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_NOT_FOUND));
            continue;
        }
        gsize length = 0;
        const char *content = g_bytes_get_data(file->content, &length);
        assert_int_equal(length, strlen(rows[i].content));
        assert_true(length == 0 || memcmp(content, rows[i].content, length) == 0);
    }
}

static void
a_file_that_is_too_large_is_named_and_not_kept(void **state)
{
    ApiFixture *world = *state;
    g_autofree char *content = g_strnfill(100, 'A');
    g_autofree char *huge = g_strnfill(70000, 'A');
    const struct {
        const char *format, *content, *name;
    } rows[] = {
        {"{\"name\": \"a.txt\", \"content\": \"%s\"}", content, "a.txt"},
        {"{\"name\": \"a.txt\", \"content\": \"%s\"}", huge, "a.txt"},
        {"{\"result\": {\"name\" : \"\\u00e9 \\\"1\\\".txt\", \"content\": \"%s\"}}", huge,
         "é \"1\".txt"},
        {"{\"content\": \"%s\", \"name\": \"a.txt\"}", huge, NULL},
    };
    g_autoptr(TicketSystem) system = ticket_system_new(world->delivery->config, 0);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) json = g_string_new(rows[i].format);
        g_string_replace(json, "%s", rows[i].content, 1);
        api_fixture_add(world, json->str);
        g_autoptr(TicketFile) file = ticket_system_fetch_file(system, "A", 99, NULL);
        assert_non_null(file);
        assert_null(file->content);
        assert_int_equal(g_strcmp0(file->name, rows[i].name), 0);
    }
}

static void
an_update_is_taken_and_acknowledged(void **state)
{
    ApiFixture *world = *state;
    g_autoptr(TicketSystem) system = ticket_system_new(world->delivery->config, 0);
    api_fixture_add(world, "[{\"transaction_id\": \"t-7\", \"action\": \"Update\", "
                           "\"kpn_ticket_number\": \"INC#00000007\", "
                           "\"ticket_attributes\": {\"state\": \"Resolved\"}}, "
                           "{\"kpn_ticket_number\": \"INC#00000008\"}, 9]");
    g_autoptr(GPtrArray) news = ticket_system_news(system, NULL);
    assert_non_null(news);
    assert_int_equal(news->len, 1); /* without an id, nothing can be acknowledged */
    const TicketNews *first = g_ptr_array_index(news, 0);
    assert_string_equal(first->id, "t-7");
    api_fixture_add(world, "{}");
    assert_true(ticket_system_acknowledge(system, first, TRUE, NULL));
    const char *request = api_fixture_last_request(world);
    assert_true(g_str_has_prefix(request, "PATCH /Ticket HTTP/1.1\r\n"));
    assert_non_null(strstr(request, "t-7"));
    assert_non_null(strstr(request, "Success"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_of_an_update_is_fetched, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_is_too_large_is_named_and_not_kept, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(an_update_is_taken_and_acknowledged, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

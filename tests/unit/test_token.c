/* Where a token comes from, and what is said where none is to be had. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>

#include "delivery_fixture.h"
#include "gateway/delivery_error.h"
#include "gateway/incident/token.h"
#include "http_server.h"

typedef struct {
    HttpServer *server;
    DeliveryFixture *delivery;
    Http *http;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->server = http_server_start();
    g_autofree char *url = http_server_url(fixture->server, "");
    fixture->delivery = delivery_fixture_new(url);
    fixture->http = http_new(fixture->delivery->config, 0);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    http_free(fixture->http);
    delivery_fixture_free(fixture->delivery);
    http_server_stop(fixture->server);
    g_free(fixture);
    return 0;
}

static void
every_answer_of_the_token_server(void **state)
{
    static const struct {
        const char *status, *field, *json;
        int code; /* -1: a token */
    } rows[] = {
        {"200 OK", NULL, "{\"access_token\": \"a\", \"expires_in\": \"3599\"}", -1},
        {"200 OK", NULL, "{\"access_token\": \"b\", \"expires_in\": 3599}", -1},
        {"200 OK", NULL,
         "{\"access_token\": \"c\", \"token_type\": \"BearerToken\", \"expires_in\": \"9\"}", -1},
        {"401 Unauthorized", NULL, "{}", DELIVERY_ERROR_API_UNAUTHORISED},
        {"400 Bad Request", NULL, "{}", DELIVERY_ERROR_API_UNAUTHORISED},
        {"429 Slow", "Retry-After: 7", "{}", DELIVERY_ERROR_API_BUSY},
        {"500 Broken", NULL, "{}", DELIVERY_ERROR_API_DOWN},
        {"200 OK", NULL, "<html>", DELIVERY_ERROR_API_DOWN},
        {"200 OK", NULL, "{\"access_token\": \"a\\nb\", \"expires_in\": 9}",
         DELIVERY_ERROR_API_UNAUTHORISED},
    };
    const Fixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].field != NULL)
            http_server_add_field(fixture->server, rows[i].status, rows[i].field, rows[i].json);
        else
            http_server_add_json(fixture->server, rows[i].status, rows[i].json);
        g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
        g_autoptr(GError) error = NULL;
        const char *value = token_fetch(token, &error);
        int code = value != NULL ? -1 : error->code;
        if (code != rows[i].code || (value != NULL && value[0] != 'a' + (int)i))
            fail_msg("row %u: %s, %s", i, value, error != NULL ? error->message : "no error");
    }
}

static void
one_token_serves_all_processes(void **state)
{
    const Fixture *fixture = *state;
    http_server_add_json(fixture->server, "200 OK",
                         "{\"access_token\": \"first\", \"expires_in\": \"3599\"}");
    for (guint i = 0; i < 2; i++) {
        g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
        assert_string_equal(token_get(token, NULL), "first");
        assert_string_equal(token_get(token, NULL), "first");
    }
    assert_int_equal(http_server_count(fixture->server), 1);
    g_autofree char *cached = NULL;
    assert_true(g_file_get_contents(fixture->delivery->config->token_cache, &cached, NULL, NULL));
    assert_non_null(strstr(cached, " 3599\n"));
}

static void
a_refused_token_is_fetched_anew(void **state)
{
    const Fixture *fixture = *state;
    http_server_add_json(fixture->server, "200 OK",
                         "{\"access_token\": \"first\", \"expires_in\": \"3599\"}");
    http_server_add_json(fixture->server, "200 OK",
                         "{\"access_token\": \"second\", \"expires_in\": \"3599\"}");
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    g_autoptr(Token) other = token_new(fixture->delivery->config, fixture->http);
    assert_string_equal(token_get(token, NULL), "first");
    assert_string_equal(token_get(other, NULL), "first");
    assert_string_equal(token_renew(token, NULL), "second");
    /* The other process finds the new one in the cache. */
    assert_string_equal(token_renew(other, NULL), "second");
    assert_int_equal(http_server_count(fixture->server), 2);
}

static void
a_secret_that_cannot_be_read_is_the_operators(void **state)
{
    const Fixture *fixture = *state;
    assert_int_equal(g_unlink(fixture->delivery->config->client_secret_file), 0);
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    g_autoptr(GError) error = NULL;
    assert_null(token_get(token, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION));
    assert_int_equal(http_server_connections(fixture->server), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_answer_of_the_token_server, setup, teardown),
        cmocka_unit_test_setup_teardown(one_token_serves_all_processes, setup, teardown),
        cmocka_unit_test_setup_teardown(a_refused_token_is_fetched_anew, setup, teardown),
        cmocka_unit_test_setup_teardown(a_secret_that_cannot_be_read_is_the_operators, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

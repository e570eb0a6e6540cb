/* Where a token comes from, and the error if there is no token. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/token.h"
#include "gateway/ticket_system/token_cache.h"
#include "tests/unit/api_fixture.h"

static void
every_response_of_the_token_server(void **state)
{
    static const struct {
        const char *status, *field, *json;
        int code; /* -1: a token */
    } rows[] = {
        {"200 OK", NULL, "{\"access_token\": \"a\", \"expires_in\": \"3599\"}", -1},
        {"200 OK", NULL, "{\"access_token\": \"b\", \"expires_in\": 3599}", -1},
        {"200 OK", NULL,
         "{\"access_token\": \"c\", \"token_type\": \"BearerToken\", \"expires_in\": \"9\"}", -1},
        {"201 Created", NULL, "{\"access_token\": \"d\", \"token_type\": \"bearer\"}", -1},
        {"200 OK", NULL, "{\"access_token\": \"e\", \"status\": \"approved\"}", -1},
        {"200 OK", NULL, "{\"access_token\": \"f\", \"status\": \"pending\"}",
         DELIVERY_ERROR_API_UNAUTHORISED},
        {"200 OK", NULL, "{\"access_token\": \"f\", \"token_type\": \"mac\"}",
         DELIVERY_ERROR_API_UNAUTHORISED},
        {"200 OK", NULL, "{\"access_token\": \"\"}", DELIVERY_ERROR_API_UNAUTHORISED},
        {"200 OK", NULL, "{}", DELIVERY_ERROR_API_UNAUTHORISED},
        {"200 OK", NULL, "[]", DELIVERY_ERROR_API_DOWN},
        {"403 Forbidden", NULL, "{}", DELIVERY_ERROR_API_UNAUTHORISED},
        {"404 Not Found", NULL, "{}", DELIVERY_ERROR_CONFIGURATION},
        {"405 Not Allowed", NULL, "{}", DELIVERY_ERROR_CONFIGURATION},
        {"503 Unavailable", "Retry-After: 7", "{}", DELIVERY_ERROR_API_BUSY},
        {"503 Unavailable", NULL, "{}", DELIVERY_ERROR_API_DOWN},
        {"302 Found", "Location: http://127.0.0.1:1/", "{}", DELIVERY_ERROR_API_DOWN},
        {"401 Unauthorized", NULL, "{}", DELIVERY_ERROR_API_UNAUTHORISED},
        {"400 Bad Request", NULL, "{}", DELIVERY_ERROR_API_UNAUTHORISED},
        {"429 Slow", "Retry-After: 7", "{}", DELIVERY_ERROR_API_BUSY},
        {"500 Broken", NULL, "{}", DELIVERY_ERROR_API_DOWN},
        {"200 OK", NULL, "<html>", DELIVERY_ERROR_API_DOWN},
        {"200 OK", NULL, "{\"access_token\": \"a\\nb\", \"expires_in\": 9}",
         DELIVERY_ERROR_API_UNAUTHORISED},
    };
    const ApiFixture *fixture = *state;
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
        gboolean is_wait = rows[i].field != NULL && g_str_has_prefix(rows[i].field, "Retry");
        assert_int_equal(token_retry_after_s(token), is_wait ? 7 : -1);
    }
}

/* The error code that RFC 6749 allows, and nothing else of a response that may repeat our secret.
 */
static void
the_reason_is_told_and_no_secret(void **state)
{
    static const struct {
        const char *json, *text;
    } rows[] = {
        {"{\"error\": \"invalid_client\"}", "401 (invalid_client)"},
        {"{\"error\": \"unit-test-secret\"}", "401 (no reason given)"},
        {"{\"error\": \"\"}", "401 (no reason given)"},
        {"<html>", "401 (no reason given)"},
        {"{\"ErrorCode\": \"invalid_client\", \"Error\": \"ClientId is Invalid\"}",
         "401 (invalid_client: ClientId is Invalid)"},
        {"{\"ErrorCode\": \"E-17\", \"transactionId\": \"ab-1\"}", "401 (E-17, transaction ab-1)"},
        {"{\"ErrorCode\": \"x\", \"Error\": \"no unit-test-secret here\"}",
         "401 (its reason holds a secret of ours and is not shown)"},
        {"{\"Error\": \"<b>&\", \"transactionId\": \"a b\"}", "401 (no reason given)"},
    };
    const ApiFixture *fixture = *state;
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        http_server_add_json(fixture->server, "401 Unauthorized", rows[i].json);
        assert_null(token_fetch(token, &error));
        if (strstr(error->message, rows[i].text) == NULL ||
            !g_str_has_suffix(error->message, "); check [api] client_id and the secret in "
                                              "client_secret_file"))
            fail_msg("row %u: %s", i, error->message);
    }
}

static void
one_token_serves_all_processes(void **state)
{
    const ApiFixture *fixture = *state;
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

/* Lifetimes that cannot be meant. */
static void
a_life_has_its_bounds(void **state)
{
    static const struct {
        const char *json, *line; /* in the cache; NULL: not cached */
    } rows[] = {
        {"{\"access_token\": \"a\", \"expires_in\": -5}", NULL},
        {"{\"access_token\": \"b\", \"expires_in\": 99999999999}", " 2592000\n"},
    };
    const ApiFixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
        api_fixture_add(fixture, rows[i].json);
        assert_non_null(token_fetch(token, NULL));
        g_autofree char *cached = NULL;
        g_file_get_contents(fixture->delivery->config->token_cache, &cached, NULL, NULL);
        if (rows[i].line == NULL)
            assert_null(cached);
        else
            assert_non_null(strstr(cached, rows[i].line));
    }
}

/* Whatever happens to the request for a token, no ticket is in doubt. */
static void
a_torn_exchange_is_down_not_doubt(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    g_autoptr(GError) error = NULL;
    http_server_add(fixture->server, "");
    assert_null(token_fetch(token, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN));
    assert_true(g_str_has_prefix(error->message, "no token: "));

    g_autoptr(GError) torn = NULL;
    http_server_add(fixture->server, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}");
    assert_null(token_fetch(token, &torn));
    assert_true(g_error_matches(torn, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN));
    assert_non_null(strstr(torn->message, " broke off: "));
}

static void
a_refused_token_is_fetched_anew(void **state)
{
    const ApiFixture *fixture = *state;
    http_server_add_json(fixture->server, "200 OK",
                         "{\"access_token\": \"first\", \"expires_in\": \"3599\"}");
    http_server_add_json(fixture->server, "200 OK",
                         "{\"access_token\": \"second\", \"expires_in\": \"3599\"}");
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    g_autoptr(Token) other = token_new(fixture->delivery->config, fixture->http);
    assert_string_equal(token_get(token, NULL), "first");
    assert_string_equal(token_get(other, NULL), "first");
    assert_string_equal(token_renew(token, NULL), "second");
    /* The other process finds the new token in the cache. */
    assert_string_equal(token_renew(other, NULL), "second");
    assert_int_equal(http_server_count(fixture->server), 2);
}

static void
a_secret_that_cannot_be_read_is_the_operators(void **state)
{
    const ApiFixture *fixture = *state;
    assert_int_equal(g_unlink(fixture->delivery->config->client_secret_file), 0);
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    g_autoptr(GError) error = NULL;
    assert_null(token_get(token, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION));
    assert_int_equal(http_server_connections(fixture->server), 0);
}

/* RFC 6749: encoded as a form, and with one grant. */
static void
the_request_carries_client_and_secret(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    Config *config = fixture->delivery->config;
    const char *const rows[][2] = {
        {"/token", "POST /token?grant_type=client_credentials HTTP/1.1\r\n"},
        {"/token?a=b", "POST /token?a=b&grant_type=client_credentials HTTP/1.1\r\n"},
        {"/token?grant_type=client_credentials",
         "POST /token?grant_type=client_credentials HTTP/1.1\r\n"},
    };
    g_free(config->client_id);
    config->client_id = g_strdup("me & you=+");
    assert_true(g_file_set_contents_full(config->client_secret_file, "s&cr=t %\n", -1,
                                         G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_free(config->token_url);
        config->token_url = http_server_url(fixture->server, rows[i][0]);
        http_server_add_json(fixture->server, "200 OK",
                             "{\"access_token\": \"t0ken-1\", \"expires_in\": 3599}");
        assert_non_null(token_fetch(token, NULL));
        const char *request = http_server_request(fixture->server, i);
        assert_true(g_str_has_prefix(request, rows[i][1]));
        assert_true(g_str_has_suffix(
            request, "\r\n\r\nclient_id=me%20%26%20you%3D%2B&client_secret=s%26cr%3Dt%20%25"));
        assert_null(strcasestr(request, "\r\nAuthorization:"));
    }
}

static void
a_token_of_another_client_is_not_taken(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    Config *config = fixture->delivery->config;
    http_server_add_json(fixture->server, "200 OK",
                         "{\"access_token\": \"t0ken-1\", \"expires_in\": 3599}");
    http_server_add_json(fixture->server, "200 OK",
                         "{\"access_token\": \"t0ken-2\", \"expires_in\": 3599}");
    assert_string_equal(token_get(token, NULL), "t0ken-1");
    g_free(config->client_id);
    config->client_id = g_strdup("another");
    g_autoptr(Token) other = token_new(config, fixture->http);
    assert_string_equal(token_get(other, NULL), "t0ken-2");
}

static void
a_token_without_life_is_not_kept(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    for (guint i = 0; i < 2; i++) {
        http_server_add_json(fixture->server, "200 OK",
                             "{\"access_token\": \"brief\", \"expires_in\": -5}");
        assert_string_equal(token_get(token, NULL), "brief");
    }
    assert_int_equal(http_server_count(fixture->server), 2);
    assert_false(g_file_test(fixture->delivery->config->token_cache, G_FILE_TEST_EXISTS));
}

/* Without a usable cache it works, too. */
static void
where_no_cache_can_be(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    Config *config = fixture->delivery->config;
    g_free(config->token_cache);
    config->token_cache = g_build_filename(fixture->delivery->directory, "none", "token", NULL);
    http_server_add_json(fixture->server, "200 OK",
                         "{\"access_token\": \"t0ken-1\", \"expires_in\": 3599}");
    assert_string_equal(token_get(token, NULL), "t0ken-1");
}

static void
who_waits_for_the_lock_waits_until_the_deadline(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    g_autoptr(GError) error = NULL;
    int lock = token_cache_lock(fixture->delivery->config->token_cache, 0, NULL, NULL);
    assert_true(lock >= 0);
    http_set_deadline(fixture->http, g_get_monotonic_time() + 1000);
    assert_null(token_get(token, &error));
    close(lock);
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN));
    assert_int_equal(http_server_count(fixture->server), 0);
}

static void
who_waits_for_the_lock_gives_up_when_another_host_took_over(void **state)
{
    const ApiFixture *fixture = *state;
    const Heartbeat heartbeat = api_fixture_lost_heartbeat();
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    g_autoptr(GError) error = NULL;
    int lock = token_cache_lock(fixture->delivery->config->token_cache, 0, NULL, NULL);
    assert_true(lock >= 0);
    http_set_deadline(fixture->http, g_get_monotonic_time() + 10 * G_USEC_PER_SEC);
    http_set_heartbeat(fixture->http, &heartbeat);
    assert_null(token_get(token, &error));
    http_set_heartbeat(fixture->http, NULL);
    close(lock);
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY));
    assert_int_equal(http_server_count(fixture->server), 0);
}

static void
an_response_cut_short_gives_no_token(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    g_autoptr(GError) error = NULL;
    http_server_add(fixture->server,
                    "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{\"access_token\": \"a\"}");
    assert_null(token_fetch(token, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN));
}

/* Some gateways answer 500 when they do not know the client. */
static void
a_client_that_is_not_known_is_the_operators_matter_whatever_the_status(void **state)
{
    static const struct {
        const char *json;
        int code;
    } rows[] = {
        {"{\"ErrorCode\": \"invalid_client\", \"Error\": \"ClientId is Invalid\"}",
         DELIVERY_ERROR_API_UNAUTHORISED},
        {"{\"error\": \"unauthorized_client\"}", DELIVERY_ERROR_API_UNAUTHORISED},
        {"{\"ErrorCode\": \"17\", \"Error\": \"invalid_client\"}", DELIVERY_ERROR_API_UNAUTHORISED},
        {"{\"ErrorCode\": \"server_error\"}", DELIVERY_ERROR_API_DOWN},
        {"{}", DELIVERY_ERROR_API_DOWN},
    };
    const ApiFixture *fixture = *state;
    g_autoptr(Token) token = token_new(fixture->delivery->config, fixture->http);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        http_server_add_json(fixture->server, "500 Internal Server Error", rows[i].json);
        assert_null(token_fetch(token, &error));
        if (!g_error_matches(error, DELIVERY_ERROR, rows[i].code))
            fail_msg("row %u: %s", i, error->message);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test_http(
            a_client_that_is_not_known_is_the_operators_matter_whatever_the_status),
        api_fixture_test_http(every_response_of_the_token_server),
        api_fixture_test_http(one_token_serves_all_processes),
        api_fixture_test_http(a_life_has_its_bounds),
        api_fixture_test_http(a_torn_exchange_is_down_not_doubt),
        api_fixture_test_http(a_refused_token_is_fetched_anew),
        api_fixture_test_http(a_secret_that_cannot_be_read_is_the_operators),
        api_fixture_test_http(the_request_carries_client_and_secret),
        api_fixture_test_http(a_token_of_another_client_is_not_taken),
        api_fixture_test_http(a_token_without_life_is_not_kept),
        api_fixture_test_http(where_no_cache_can_be),
        api_fixture_test_http(who_waits_for_the_lock_waits_until_the_deadline),
        api_fixture_test_http(who_waits_for_the_lock_gives_up_when_another_host_took_over),
        api_fixture_test_http(an_response_cut_short_gives_no_token),
        api_fixture_test_http(the_reason_is_told_and_no_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

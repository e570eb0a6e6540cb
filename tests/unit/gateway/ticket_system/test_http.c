/* One request and its response: complete, cut off, too large, late, or none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/http.h"
#include "tests/unit/api_fixture.h"

static HttpResponse *
get(const ApiFixture *fixture, gsize max_response_bytes, GError **error)
{
    g_autofree char *url = http_server_url(fixture->server, "/x");
    HttpRequest request = {
        .method = "GET", .url = url, .bearer = "t0ken", .max_response_bytes = max_response_bytes};
    return http_send(fixture->http, &request, error);
}

static void
responses_are_told_as_they_came(void **state)
{
    static const struct {
        const char *raw;
        long status;
        gboolean is_complete, is_empty;
        gint64 retry_after_s;
        const char *body;
    } rows[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, TRUE, FALSE, -1, "{}"},
        {"HTTP/1.1 204 No Content\r\n\r\n", 204, TRUE, TRUE, -1, ""},
        {"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", 202, TRUE, TRUE, -1, ""},
        {"HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}", 429, TRUE, FALSE, 7,
         "{}"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", 200, FALSE, FALSE, -1, "{}"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{\"\"}", 200, TRUE, FALSE, -1, "{\"\"}"},
        {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", 200, TRUE, FALSE, -1, ""},
        {"HTTP/1.1 599 Odd\r\nContent-Length: 1\r\n\r\nx", 599, TRUE, FALSE, -1, "x"},
        {"HTTP/1.1 100 Continue\r\nRetry-After: 7\r\n\r\n"
         "HTTP/1.1 503 Busy\r\nConnection: close\r\n\r\nx",
         503, TRUE, FALSE, -1, "x"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}", 200, FALSE, FALSE, -1, NULL},
    };
    const ApiFixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        http_server_add(fixture->server, rows[i].raw);
        g_autoptr(GError) error = NULL;
        g_autoptr(HttpResponse) response = get(fixture, 4, &error);
        if (response == NULL || response->status != rows[i].status ||
            response->is_complete != rows[i].is_complete ||
            (response->problem == NULL) != rows[i].is_complete ||
            response->is_empty != rows[i].is_empty ||
            response->retry_after_s != rows[i].retry_after_s || response->body->len > 4 ||
            (rows[i].body != NULL && strcmp(response->body->str, rows[i].body) != 0))
            fail_msg("row %u: %s", i, response != NULL ? response->body->str : error->message);
    }
}

static void
a_response_that_is_not_whole_says_why(void **state)
{
    const ApiFixture *fixture = *state;
    http_server_add(fixture->server, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
    g_autoptr(HttpResponse) large = get(fixture, 4, NULL);
    assert_string_equal(large->problem, "it has more than 4 bytes");

    http_server_add(fixture->server, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}");
    g_autoptr(HttpResponse) torn = get(fixture, 4, NULL);
    assert_non_null(strstr(torn->problem, " 7 bytes ")); /* that are missing, says libcurl */
}

static void
a_redirect_is_told_and_not_followed(void **state)
{
    const ApiFixture *fixture = *state;
    http_server_add_field(fixture->server, "302 Found", "Location: /y", "{}");
    g_autoptr(HttpResponse) response = get(fixture, 100, NULL);
    g_autofree char *target = http_server_url(fixture->server, "/y");
    assert_int_equal(response->status, 302);
    assert_string_equal(response->location, target);
    assert_int_equal(http_server_count(fixture->server), 1);
}

static void
the_token_goes_along(void **state)
{
    const ApiFixture *fixture = *state;
    http_server_add_json(fixture->server, "200 OK", "{}");
    g_autoptr(HttpResponse) response = get(fixture, 100, NULL);
    assert_non_null(response);
    assert_non_null(
        strcasestr(http_server_request(fixture->server, 0), "\r\nAuthorization: Bearer t0ken\r\n"));
}

static void
no_response_is_doubt_and_no_connection_is_none(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(GError) doubt = NULL;
    http_server_add(fixture->server, "");
    assert_null(get(fixture, 100, &doubt));
    assert_true(g_error_matches(doubt, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));

    g_autoptr(GError) down = NULL;
    HttpRequest request = {.method = "GET", .url = "http://127.0.0.1:1/x", .max_response_bytes = 9};
    assert_null(http_send(fixture->http, &request, &down));
    assert_true(g_error_matches(down, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN));
    assert_true(g_str_has_suffix(down->message, g_strerror(ECONNREFUSED)));
}

static void
after_the_deadline_nothing_is_sent(void **state)
{
    const ApiFixture *fixture = *state;
    http_server_add_json(fixture->server, "200 OK", "{}");
    Http *late = http_new(fixture->delivery->config, g_get_monotonic_time() - 1);
    g_autofree char *url = http_server_url(fixture->server, "/x");
    HttpRequest request = {.method = "GET", .url = url, .max_response_bytes = 9};
    g_autoptr(GError) error = NULL;
    assert_null(http_send(late, &request, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOWN));
    assert_int_equal(http_server_connections(fixture->server), 0);
    http_free(late);
}

/* The server accepts the connection and says nothing: the deadline ends the wait. The limit for
 * stalls may be longer than this test. */
static void
the_deadline_ends_a_request(void **state)
{
    const ApiFixture *fixture = *state;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    g_autofree char *url =
        g_strdup_printf("http://127.0.0.1:%u/x", (unsigned)ntohs(address.sin_port));
    fixture->delivery->config->stall_timeout_ms = 3600 * 1000;
    Http *http = http_new(fixture->delivery->config, g_get_monotonic_time() + G_USEC_PER_SEC / 5);
    HttpRequest request = {.method = "GET", .url = url, .max_response_bytes = 9};
    g_autoptr(GError) error = NULL;
    assert_null(http_send(http, &request, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    http_free(http);
    close(listener);
}

/* A heartbeat whose holder is replaced after some proofs, or some seconds. */
typedef struct {
    guint proofs_left;
    guint beats_left;
} Holder;

static gboolean
take_one(guint *left, GError **error)
{
    if (*left > 0) {
        *left -= 1;
        return TRUE;
    }
    g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY, "taken over");
    return FALSE;
}

static gboolean
prove(gpointer data, GError **error)
{
    return take_one(&((Holder *)data)->proofs_left, error);
}

static gboolean
keep(gpointer data, GError **error)
{
    return take_one(&((Holder *)data)->beats_left, error);
}

static void
a_request_whose_mail_was_taken_over_never_arrives_whole(void **state)
{
    static const struct {
        guint proofs, beats;
        guint requests; /* that arrived, in all */
    } rows[] = {
        {0, G_MAXUINT, 0}, /* taken over before the request */
        {1, G_MAXUINT, 0}, /* before its last byte */
        {2, G_MAXUINT, 1}, /* not at all */
        {2, 0, 1},         /* while the connection is made */
    };
    const ApiFixture *fixture = *state;
    g_autofree char *url = http_server_url(fixture->server, "/x");
    g_autoptr(RequestBody) body = request_body_new();
    request_body_add_member(body, "short_description", "Printer");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Holder holder = {rows[i].proofs, rows[i].beats};
        const Heartbeat heartbeat = {.prove = prove, .keep = keep, .data = &holder};
        HttpRequest request = {
            .method = "POST", .url = url, .body = body, .max_response_bytes = 99};
        g_autoptr(GError) error = NULL;
        http_server_add_json(fixture->server, "200 OK", "{}");
        http_set_heartbeat(fixture->http, &heartbeat);
        g_autoptr(HttpResponse) response = http_send(fixture->http, &request, &error);
        assert_int_equal(response != NULL, rows[i].requests > 0 && rows[i].beats > 0);
        if (response == NULL)
            assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY));
        assert_int_equal(http_server_count(fixture->server), rows[i].requests);
    }
}

static void
what_is_sent(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *url = http_server_url(fixture->server, "/there");
    g_autoptr(RequestBody) body = request_body_new();
    request_body_add_member(body, "reference_number", "R");
    request_body_add_member(body, "short_description", "Printer");
    const struct {
        HttpRequest request;
        const char *line;
        const char *wanted[3]; /* parts of the request */
        const char *unwanted[2];
    } rows[] = {
        {{.method = "GET"},
         "GET /there HTTP/1.1\r\n",
         {"\r\nAccept: application/json\r\n", "\r\nUser-Agent: ticketgate/", NULL},
         {"\r\nAuthorization:", "\r\nContent-"}},
        {{.method = "POST", .bearer = "t0ken", .body = body},
         "POST /there HTTP/1.1\r\n",
         {"\r\nAuthorization: Bearer t0ken\r\n", "\r\nContent-Type: application/json\r\n",
          "\"short_description\":\"Printer\""},
         {"\r\nExpect:", "\r\nTransfer-Encoding:"}},
        {{.method = "PATCH", .body = body},
         "PATCH /there HTTP/1.1\r\n",
         {"\"reference_number\":\"R\"", NULL, NULL},
         {"\r\nExpect:", "\r\nAuthorization:"}},
        {{.method = "POST", .form = "a=b&c=d"},
         "POST /there HTTP/1.1\r\n",
         {"\r\nContent-Type: application/x-www-form-urlencoded\r\n", "\r\nContent-Length: 7\r\n",
          "\r\n\r\na=b&c=d"},
         {"\r\nExpect:", "\r\nAuthorization:"}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        HttpRequest request = rows[i].request;
        request.url = url;
        http_server_add_json(fixture->server, "200 OK", "");
        g_autoptr(HttpResponse) response = http_send(fixture->http, &request, NULL);
        assert_int_equal(response->status, 200);
        const char *sent = http_server_request(fixture->server, i);
        assert_true(g_str_has_prefix(sent, rows[i].line));
        for (guint j = 0; j < 3; j++)
            if (rows[i].wanted[j] != NULL && strstr(sent, rows[i].wanted[j]) == NULL)
                fail_msg("row %u lacks '%s': %s", i, rows[i].wanted[j], sent);
        for (guint j = 0; j < 2; j++)
            if (strcasestr(sent, rows[i].unwanted[j]) != NULL)
                fail_msg("row %u has '%s': %s", i, rows[i].unwanted[j], sent);
    }
    assert_int_equal(http_server_connections(fixture->server), 1);
}

static void
what_is_no_response_is_doubt(void **state)
{
    static const char *const rows[] = {"", "HTTP/1.1 100 Continue\r\n\r\n", "no HTTP at all\r\n"};
    const ApiFixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        http_server_add(fixture->server, rows[i]);
        assert_null(get(fixture, 20, &error));
        if (!g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT))
            fail_msg("row %u: %s", i, error->message);
    }
}

/* A kept connection breaks during a request with a body: the request is sent once, and is in doubt.
 */
static void
a_begun_body_is_not_sent_again(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *url = http_server_url(fixture->server, "/there");
    g_autoptr(RequestBody) body = request_body_new();
    request_body_add_member(body, "short_description", "Printer");
    HttpRequest request = {.method = "POST", .url = url, .body = body, .max_response_bytes = 20};
    g_autoptr(GError) error = NULL;
    http_server_add_json(fixture->server, "200 OK", "{}");
    g_autoptr(HttpResponse) first = http_send(fixture->http, &request, NULL);
    assert_non_null(first);
    http_server_add(fixture->server, "");
    http_server_add_json(fixture->server, "200 OK", "{}");
    assert_null(http_send(fixture->http, &request, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    assert_int_equal(http_server_count(fixture->server), 2);
    assert_int_equal(http_server_connections(fixture->server), 1); /* not begun again either */

    /* A failure does not affect the next request, which is the lookup. */
    g_autoptr(HttpResponse) next = get(fixture, 20, NULL);
    assert_non_null(next);
    assert_int_equal(next->status, 200);
}

static void
what_never_left_did_nothing(void **state)
{
    static const struct {
        const char *url, *ca_file;
        int code;
    } rows[] = {
        {"http://127.0.0.1:1/", NULL, DELIVERY_ERROR_API_DOWN},
        {"https://127.0.0.1:1/", NULL, DELIVERY_ERROR_API_DOWN},
        {"ftp://127.0.0.1:1/", NULL, DELIVERY_ERROR_CONFIGURATION},
        {"file:///etc/passwd", NULL, DELIVERY_ERROR_CONFIGURATION},
        {"http://[/", NULL, DELIVERY_ERROR_CONFIGURATION},
        {NULL, "/nonexistent/ca.pem", DELIVERY_ERROR_CONFIGURATION}, /* the server's, by https */
    };
    const ApiFixture *fixture = *state;
    g_autofree char *url = http_server_url(fixture->server, "/there");
    Config *config = fixture->delivery->config;
    g_autoptr(GString) secure = g_string_new(url);
    g_string_insert(secure, 4, "s");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        config->ca_file = g_strdup(rows[i].ca_file);
        HttpRequest request = {.method = "GET",
                               .url = rows[i].url != NULL ? rows[i].url : secure->str,
                               .max_response_bytes = 9};
        assert_null(http_send(fixture->http, &request, &error));
        g_clear_pointer(&config->ca_file, g_free);
        if (!g_error_matches(error, DELIVERY_ERROR, rows[i].code))
            fail_msg("row %u: code %d, %s", i, error->code, error->message);
    }
}

/* A proxy variable in the environment must not redirect the mail. */
static void
the_environment_names_no_proxy(void **state)
{
    const ApiFixture *fixture = *state;
    g_setenv("http_proxy", "http://127.0.0.1:1", TRUE);
    g_setenv("ALL_PROXY", "http://127.0.0.1:1", TRUE);
    http_server_add_json(fixture->server, "200 OK", "{}");
    g_autoptr(HttpResponse) response = get(fixture, 20, NULL);
    g_unsetenv("http_proxy");
    g_unsetenv("ALL_PROXY");
    assert_non_null(response);
}

static void
a_response_tells_the_quota(void **state)
{
    const ApiFixture *fixture = *state;
    gint64 reset_s = g_get_real_time() / G_USEC_PER_SEC + 1000;
    g_autofree char *raw =
        g_strdup_printf("HTTP/1.1 200 OK\r\nQuota-Limit: 100\r\nquota-used: 99\r\n"
                        "quota-reset-UTC: %" G_GINT64_FORMAT "\r\nContent-Length: 2\r\n\r\n{}",
                        reset_s);

    http_server_add(fixture->server, raw);
    g_autoptr(HttpResponse) told = get(fixture, 4, NULL);
    assert_int_equal(told->quota.limit, 100);
    assert_int_equal(told->quota.used, 99);
    assert_in_range(told->quota.reset_s, 900, 1000);
    http_server_add(fixture->server, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    g_autoptr(HttpResponse) silent = get(fixture, 4, NULL);
    assert_int_equal(silent->quota.limit, -1);
    assert_int_equal(silent->quota.used, -1);
    assert_int_equal(silent->quota.reset_s, -1);
}

/* A 429 may only say when the quota begins anew; other responses are not about waiting. */
static void
a_spent_quota_is_waited_for(void **state)
{
    const ApiFixture *fixture = *state;
    const gint64 reset_s = g_get_real_time() / G_USEC_PER_SEC + 1000;
    static const struct {
        const char *head;
        gint64 least, most;
    } rows[] = {
        {"429 Slow\r\nquota-reset-UTC: %" G_GINT64_FORMAT, 900, 1000},
        {"429 Slow\r\nQuota-Reset-UTC: %" G_GINT64_FORMAT "000\r\nquota-limit: 5", 900, 1000},
        {"429 Slow\r\nRetry-After: 7\r\nquota-reset-UTC: %" G_GINT64_FORMAT, 7, 7},
        {"429 Slow\r\nquota-reset-UTC: x%" G_GINT64_FORMAT, -1, -1},
        {"200 OK\r\nquota-reset-UTC: %" G_GINT64_FORMAT, -1, -1},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) head = g_string_new(rows[i].head);
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, reset_s);
        g_string_replace(head, "%" G_GINT64_FORMAT, number, 0);
        g_autofree char *raw =
            g_strdup_printf("HTTP/1.1 %s\r\nContent-Length: 2\r\n\r\n{}", head->str);
        http_server_add(fixture->server, raw);
        g_autoptr(HttpResponse) response = get(fixture, 4, NULL);
        if (response->retry_after_s < rows[i].least || response->retry_after_s > rows[i].most)
            fail_msg("row %u: %" G_GINT64_FORMAT, i, response->retry_after_s);
        assert_null(response->sunset);
    }
    http_server_add(fixture->server, "HTTP/1.1 200 OK\r\nSunset: Thu, 31 Dec 2026 23:59:59 "
                                     "GMT\x01\r\nContent-Length: 2\r\n\r\n{}");
    g_autoptr(HttpResponse) last = get(fixture, 4, NULL);
    assert_string_equal(last->sunset, "Thu, 31 Dec 2026 23:59:59 GMT?");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test_http(a_spent_quota_is_waited_for),
        api_fixture_test_http(a_response_tells_the_quota),
        api_fixture_test_http(responses_are_told_as_they_came),
        api_fixture_test_http(a_response_that_is_not_whole_says_why),
        api_fixture_test_http(a_redirect_is_told_and_not_followed),
        api_fixture_test_http(the_token_goes_along),
        api_fixture_test_http(no_response_is_doubt_and_no_connection_is_none),
        api_fixture_test_http(after_the_deadline_nothing_is_sent),
        api_fixture_test_http(the_deadline_ends_a_request),
        api_fixture_test_http(a_request_whose_mail_was_taken_over_never_arrives_whole),
        api_fixture_test_http(what_is_sent),
        api_fixture_test_http(what_is_no_response_is_doubt),
        api_fixture_test_http(a_begun_body_is_not_sent_again),
        api_fixture_test_http(what_never_left_did_nothing),
        api_fixture_test_http(the_environment_names_no_proxy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

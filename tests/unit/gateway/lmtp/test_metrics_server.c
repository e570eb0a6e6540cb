/* Prometheus is answered, and nobody else; who is slow or odd is cut off. */
#include "tests/unit/journal_fixture.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "gateway/lmtp/lmtp_listener.h"
#include "gateway/lmtp/metrics_server.h"
#include "tests/unit/delivery_fixture.h"

typedef struct {
    DeliveryFixture *delivery;
    char *path;
    pid_t pid;
} House;

static int
setup(void **state)
{
    House *house = g_new0(House, 1);
    void *delivery = NULL;
    delivery_fixture_setup(&delivery);
    house->delivery = delivery;
    house->path = g_build_filename(house->delivery->directory, "metrics.sock", NULL);
    g_autofree char *address = g_strconcat("unix:", house->path, NULL);
    int fd = lmtp_listener_bind("[metrics] listen", address, NULL, NULL);
    assert_true(fd >= 0);
    house->pid = fork();
    if (house->pid == 0)
        metrics_server_run(house->delivery->config, fd);
    close(fd);
    *state = house;
    return 0;
}

static int
teardown(void **state)
{
    House *house = *state;
    int status = 0;
    kill(house->pid, SIGTERM);
    assert_int_equal(waitpid(house->pid, &status, 0), house->pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    g_unlink(house->path);
    void *delivery = house->delivery;
    delivery_fixture_teardown(&delivery);
    g_free(house->path);
    g_free(house);
    return 0;
}

static int
dial(const House *house)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_strlcpy(address.sun_path, house->path, sizeof address.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static char *
read_all(int fd)
{
    GString *text = g_string_new(NULL);
    char buffer[4096];
    ssize_t count;
    while ((count = read(fd, buffer, sizeof buffer)) > 0)
        g_string_append_len(text, buffer, count);
    close(fd);
    return g_string_free(text, FALSE);
}

static char *
ask(const House *house, const char *request)
{
    int fd = dial(house);
    assert_int_equal(send(fd, request, strlen(request), MSG_NOSIGNAL), strlen(request));
    return read_all(fd);
}

static void
each_request_has_its_status(void **state)
{
    static const struct {
        const char *request, *status;
    } rows[] = {
        {"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\n"},
        {"GET /metrics?a=b HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n"},
        {"GET /metrics HTTP/1.0\n\n", "HTTP/1.1 200 OK\r\n"},
        {"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 404 "},
        {"GET /metrics/../x HTTP/1.1\r\n\r\n", "HTTP/1.1 404 "},
        {"GET /metricsx HTTP/1.1\r\n\r\n", "HTTP/1.1 404 "},
        {"POST /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 405 "},
        {"\r\n\r\n", "HTTP/1.1 405 "},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *response = ask(*state, rows[i].request);
        assert_true(g_str_has_prefix(response, rows[i].status));
    }
}

static void
the_metrics_have_their_length_and_type(void **state)
{
    g_autofree char *response = ask(*state, "GET /metrics HTTP/1.1\r\n\r\n");
    const char *body = strstr(response, "\r\n\r\n");
    assert_non_null(body);
    g_autofree char *length = g_strdup_printf("\r\nContent-Length: %zu\r\n", strlen(body + 4));
    assert_non_null(strstr(response, length));
    assert_non_null(strstr(response, "\r\nContent-Type: text/plain; version=0.0.4"));
    assert_true(g_str_has_prefix(body + 4, "# HELP ticketgate_build_info"));
}

static void
a_request_without_end_is_cut_off(void **state)
{
    g_autofree char *longest = g_strnfill(5000, 'x');
    g_autofree char *response = ask(*state, longest);
    assert_true(*response == '\0' || g_str_has_prefix(response, "HTTP/1.1 400 "));
}

static void
who_says_nothing_is_cut_off_after_two_seconds(void **state)
{
    gint64 begin_us = g_get_monotonic_time();
    int silent = dial(*state);
    g_autofree char *next = ask(*state, "GET /metrics HTTP/1.1\r\n\r\n");
    assert_true(g_str_has_prefix(next, "HTTP/1.1 200 "));
    assert_in_range(g_get_monotonic_time() - begin_us, 1900000, 4000000);
    g_autofree char *response = read_all(silent);
    assert_true(g_str_has_prefix(response, "HTTP/1.1 400 "));
}

static void
who_goes_away_harms_nobody(void **state)
{
    for (guint i = 0; i < 5; i++) {
        int fd = dial(*state);
        send(fd, "GET /metrics HTTP/1.1\r\n\r\n", i * 5, MSG_NOSIGNAL);
        close(fd);
    }
    g_autofree char *response = ask(*state, "GET /metrics HTTP/1.1\r\n\r\n");
    assert_true(g_str_has_prefix(response, "HTTP/1.1 200 "));
}

static void
a_journal_that_cannot_be_read_is_503(void **state)
{
    const House *house = *state;
    assert_int_equal(g_mkdir(house->delivery->config->journal_path, 0700), 0);
    g_autofree char *response = ask(house, "GET /metrics HTTP/1.1\r\n\r\n");
    assert_true(g_str_has_prefix(response, "HTTP/1.1 503 "));
    assert_null(strstr(response, house->delivery->directory));
}

#define metrics_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        metrics_test(each_request_has_its_status),
        metrics_test(the_metrics_have_their_length_and_type),
        metrics_test(a_request_without_end_is_cut_off),
        metrics_test(who_says_nothing_is_cut_off_after_two_seconds),
        metrics_test(who_goes_away_harms_nobody),
        metrics_test(a_journal_that_cannot_be_read_is_503),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

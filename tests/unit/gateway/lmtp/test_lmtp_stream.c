/* Lines, octets and their limits, through a socket pair. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/lmtp/lmtp_stream.h"

typedef struct {
    int client;
    int server;
    int stop_fd;
    LmtpStream *stream;
} Pair;

static int
setup(void **state)
{
    Pair *pair = g_new0(Pair, 1);
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    pair->client = ends[0];
    pair->server = ends[1];
    pair->stop_fd = eventfd(0, 0);
    const LmtpStreamOptions options = {
        .idle_timeout_ms = 50, .max_line_bytes = 20, .stop_fd = pair->stop_fd};
    pair->stream = lmtp_stream_new(pair->server, &options);
    *state = pair;
    return 0;
}

static int
teardown(void **state)
{
    Pair *pair = *state;

    lmtp_stream_free(pair->stream);
    close(pair->client);
    close(pair->server);
    close(pair->stop_fd);
    g_free(pair);
    return 0;
}

static void
say(const Pair *pair, const char *text, gsize length)
{
    assert_int_equal(write(pair->client, text, length), length);
}

static void
expect_line(const Pair *pair, const char *expected)
{
    const char *line = NULL;
    assert_int_equal(lmtp_stream_read_line(pair->stream, &line), LMTP_STREAM_OK);
    assert_string_equal(line, expected);
}

static void
lines_come_one_by_one(void **state)
{
    const Pair *pair = *state;
    say(pair, "one\r\ntwo\nthr\0ee\r\n\r\n", 20);
    expect_line(pair, "one");
    expect_line(pair, "two");
    expect_line(pair, "thr?ee");
    expect_line(pair, "");
}

static void
a_long_line_is_passed_over(void **state)
{
    const Pair *pair = *state;
    const char *line = NULL;
    g_autofree char *text = g_strnfill(200000, 'x');
    memcpy(text + 100000, "\r\nnext\r\n", 8);
    say(pair, text, 100008);
    assert_int_equal(lmtp_stream_read_line(pair->stream, &line), LMTP_STREAM_TOO_LONG);
    expect_line(pair, "next");
}

static void
the_limit_counts_the_line_end(void **state)
{
    const Pair *pair = *state;
    const char *line = NULL;
    say(pair, "123456789012345678\r\n1234567890123456789\r\n", 41);
    expect_line(pair, "123456789012345678");
    assert_int_equal(lmtp_stream_read_line(pair->stream, &line), LMTP_STREAM_TOO_LONG);
}

static void
octets_come_again_until_taken(void **state)
{
    const Pair *pair = *state;
    const char *data = NULL;
    gsize length = 0;
    say(pair, "DATA\r\nabc", 9);
    expect_line(pair, "DATA");
    assert_int_equal(lmtp_stream_peek(pair->stream, &data, &length), LMTP_STREAM_OK);
    assert_int_equal(length, 3);
    lmtp_stream_take(pair->stream, 1);
    assert_int_equal(lmtp_stream_peek(pair->stream, &data, &length), LMTP_STREAM_OK);
    assert_memory_equal(data, "bc", 2);
    lmtp_stream_take(pair->stream, 2);
    assert_int_equal(lmtp_stream_peek(pair->stream, &data, &length), LMTP_STREAM_TIMEOUT);
}

static void
silence_and_ends_are_told(void **state)
{
    Pair *pair = *state;
    const char *line = NULL;
    say(pair, "half", 4);
    assert_int_equal(lmtp_stream_read_line(pair->stream, &line), LMTP_STREAM_TIMEOUT);
    shutdown(pair->client, SHUT_WR);
    assert_int_equal(lmtp_stream_read_line(pair->stream, &line), LMTP_STREAM_END);
}

static void
answers_go_out_when_something_is_waited_for(void **state)
{
    const Pair *pair = *state;
    char buffer[64] = "";
    say(pair, "a\r\nb\r\n", 6);
    expect_line(pair, "a");
    lmtp_stream_write(pair->stream, "250 a");
    assert_int_equal(recv(pair->client, buffer, sizeof buffer, MSG_DONTWAIT), -1);
    expect_line(pair, "b");
    lmtp_stream_write(pair->stream, "250 b");
    assert_int_equal(recv(pair->client, buffer, sizeof buffer, MSG_DONTWAIT), -1);
    const char *line = NULL;
    assert_int_equal(lmtp_stream_read_line(pair->stream, &line), LMTP_STREAM_TIMEOUT);
    assert_int_equal(recv(pair->client, buffer, sizeof buffer, MSG_DONTWAIT), 14);
    assert_memory_equal(buffer, "250 a\r\n250 b\r\n", 14);
}

static void
to_stop_counts_between_lines_only(void **state)
{
    const Pair *pair = *state;
    const char *line = NULL;
    const char *data = NULL;
    gsize length = 0;
    assert_int_equal(eventfd_write(pair->stop_fd, 1), 0);
    assert_int_equal(lmtp_stream_peek(pair->stream, &data, &length), LMTP_STREAM_TIMEOUT);
    assert_int_equal(lmtp_stream_read_line(pair->stream, &line), LMTP_STREAM_STOPPED);
}

static void
a_client_that_has_gone_is_noticed(void **state)
{
    Pair *pair = *state;
    close(pair->client);
    pair->client = dup(pair->stop_fd);
    lmtp_stream_write(pair->stream, "250 a");
    assert_false(lmtp_stream_flush(pair->stream));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lines_come_one_by_one, setup, teardown),
        cmocka_unit_test_setup_teardown(a_long_line_is_passed_over, setup, teardown),
        cmocka_unit_test_setup_teardown(the_limit_counts_the_line_end, setup, teardown),
        cmocka_unit_test_setup_teardown(octets_come_again_until_taken, setup, teardown),
        cmocka_unit_test_setup_teardown(silence_and_ends_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(answers_go_out_when_something_is_waited_for, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(to_stop_counts_between_lines_only, setup, teardown),
        cmocka_unit_test_setup_teardown(a_client_that_has_gone_is_noticed, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

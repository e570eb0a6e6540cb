/* Messages on their way to a file: complete, too large, cut off, or to a full disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/lmtp/lmtp_receive.h"
#include "gateway/log.h"
#include "tests/unit/delivery_fixture.h"

/* Lets `receive` read `text`, then the client disconnects. */
static gboolean
receive(const char *text, LmtpMessage *message, guint64 chunk)
{
    const LmtpStreamOptions options = {
        .idle_timeout_ms = 1000, .max_line_bytes = 100, .stop_fd = -1};
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(write(ends[0], text, strlen(text)), strlen(text));
    close(ends[0]);
    g_autoptr(LmtpStream) stream = lmtp_stream_new(ends[1], &options);
    gboolean is_whole =
        chunk > 0 ? lmtp_receive_chunk(stream, message, chunk) : lmtp_receive_data(stream, message);
    close(ends[1]);
    return is_whole;
}

static void
a_message_is_written(void **state)
{
    (void)state;
    LmtpMessage message = {.fd = memfd_create("m", MFD_CLOEXEC), .max_bytes = 100};
    assert_true(receive("a\r\n..b\r\n.\r\n", &message, 0));
    g_autofree char *content = delivery_fixture_contents(message.fd);
    assert_string_equal(content, "a\r\n.b\r\n");
    assert_int_equal(message.length, 7);
    assert_false(message.is_too_large || message.is_failed);
    close(message.fd);
}

static void
a_message_that_is_too_large_is_read_to_its_end(void **state)
{
    (void)state;
    LmtpMessage message = {.fd = memfd_create("m", MFD_CLOEXEC), .max_bytes = 3};
    assert_true(receive("abcdefgh\r\n.\r\n", &message, 0));
    assert_true(message.is_too_large);
    close(message.fd);
}

/* Earlier chunks count towards the limit, too. */
static void
pieces_are_too_large_together(void **state)
{
    (void)state;
    for (guint64 chunk = 0; chunk <= 3; chunk += 3) {
        LmtpMessage message = {.fd = memfd_create("m", MFD_CLOEXEC), .max_bytes = 5};
        assert_true(receive(chunk > 0 ? "abc" : "a\r\n.\r\n", &message, chunk));
        assert_false(message.is_too_large);
        assert_true(receive(chunk > 0 ? "abc" : "a\r\n.\r\n", &message, chunk));
        assert_true(message.is_too_large);
        assert_int_equal(message.length, 3);
        close(message.fd);
    }
}

static void
a_torn_message_is_none(void **state)
{
    (void)state;
    LmtpMessage message = {.fd = memfd_create("m", MFD_CLOEXEC), .max_bytes = 100};
    assert_false(receive("a\r\n.", &message, 0));
    assert_false(receive("abc", &message, 4));
    close(message.fd);
}

static void
a_full_disk_is_told(void **state)
{
    (void)state;
    LmtpMessage message = {.fd = open("/dev/full", O_WRONLY | O_CLOEXEC), .max_bytes = 100};
    log_silence();
    assert_true(receive("abc\r\n.\r\n", &message, 0));
    assert_true(message.is_failed);
    close(message.fd);
}

static void
chunks_are_taken_as_they_are(void **state)
{
    (void)state;
    LmtpMessage message = {.fd = memfd_create("m", MFD_CLOEXEC), .max_bytes = 100};
    assert_true(receive("a\r\n.\r\nb", &message, 7));
    assert_true(receive("more", &message, 2));
    g_autofree char *content = delivery_fixture_contents(message.fd);
    assert_string_equal(content, "a\r\n.\r\nbmo");
    close(message.fd);
}

static void
nothing_is_kept_without_a_file(void **state)
{
    (void)state;
    LmtpMessage message = {.fd = -1};
    assert_true(receive("abc", &message, 3));
    assert_int_equal(message.length, 0);
    assert_false(message.is_too_large);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_written),
        cmocka_unit_test(a_message_that_is_too_large_is_read_to_its_end),
        cmocka_unit_test(pieces_are_too_large_together),
        cmocka_unit_test(a_torn_message_is_none),
        cmocka_unit_test(a_full_disk_is_told),
        cmocka_unit_test(chunks_are_taken_as_they_are),
        cmocka_unit_test(nothing_is_kept_without_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_clamd.c - what is sent to a scanner and what it answers. A socket of the test gives
 * responses that no real clamd would give on demand; tests/e2e/test_scan.py uses a real one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "gateway/delivery_error.h"
#include "gateway/scan/clamd.h"

typedef struct {
    const char *answer; /* NULL: no response, the connection is closed */
    gsize answer_length;
    gsize read_first; /* octets to read before the response; 0: the whole stream */
    int listener;
    GByteArray *received;
} Scanner;

static void
serve(Scanner *scanner, int client)
{
    guint8 buffer[4096];
    static const guint8 end[4] = {0};
    gssize n = 0;

    while ((n = recv(client, buffer, sizeof buffer, 0)) > 0) {
        g_byte_array_append(scanner->received, buffer, (guint)n);
        const GByteArray *got = scanner->received;
        if (scanner->read_first > 0
                ? got->len >= scanner->read_first
                : got->len >= 14 && memcmp(got->data + got->len - 4, end, 4) == 0)
            break;
    }
    if (scanner->answer != NULL)
        (void)send(client, scanner->answer, scanner->answer_length, MSG_NOSIGNAL);
    (void)close(client);
}

static gpointer
scanner_main(gpointer data)
{
    Scanner *scanner = data;
    int client = accept(scanner->listener, NULL, NULL);

    if (client >= 0)
        serve(scanner, client);
    return NULL;
}

/* Has `content` scanned by a scanner with this response. */
static gboolean
scan(Scanner *scanner, const char *content, gboolean is_base64, char **ret_signature,
     GError **error)
{
    g_autofree char *folder = g_dir_make_tmp("clamd-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "socket", NULL);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = memfd_create("content", MFD_CLOEXEC);

    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    scanner->received = g_byte_array_new();
    scanner->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(scanner->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(scanner->listener, 1), 0);
    assert_int_equal(write(fd, content, strlen(content)), (gssize)strlen(content));
    GThread *thread = g_thread_new("scanner", scanner_main, scanner);
    const AttachmentContent attachment = {
        .fd = fd, .stored_length = strlen(content), .length = strlen(content)};
    const ClamdStream stream = {
        .fd = fd, .length = strlen(content), .attachment = is_base64 ? &attachment : NULL};
    gboolean is_scanned = clamd_scan(path, 5000, &stream, ret_signature, error);
    g_thread_join(thread);
    (void)close(scanner->listener);
    (void)close(fd);
    (void)unlink(path);
    (void)rmdir(folder);
    return is_scanned;
}

static Scanner
answering(const char *answer)
{
    return (Scanner){.answer = answer, .answer_length = strlen(answer) + 1};
}

static void
the_signature_of_a_verdict_is_read_and_cleaned(void **state)
{
    static const struct {
        const char *answer, *signature;
    } rows[] = {
        {"stream: OK", NULL},
        {"stream: Eicar-Test-Signature FOUND", "Eicar-Test-Signature"},
        {"stream: Two Words\n\x1b[31m FOUND", "TwoWords[31m"},
        {" FOUND", "unnamed"},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Scanner scanner = answering(rows[i].answer);
        g_autoptr(GError) error = NULL;
        g_autofree char *signature = NULL;
        assert_true(scan(&scanner, "text", FALSE, &signature, &error));
        assert_null(error);
        if (rows[i].signature == NULL)
            assert_null(signature);
        else
            assert_string_equal(signature, rows[i].signature);
        g_byte_array_unref(scanner.received);
    }
}

static void
the_decoded_content_is_sent_in_chunks(void **state)
{
    static const char plain[] = "zINSTREAM\0\0\0\0\4text\0\0\0\0";
    static const char decoded[] = "zINSTREAM\0\0\0\0\4a\0bc\0\0\0\0";
    Scanner scanner = answering("stream: OK");
    g_autofree char *signature = NULL;

    (void)state;
    assert_true(scan(&scanner, "text", FALSE, &signature, NULL));
    assert_int_equal(scanner.received->len, sizeof plain - 1);
    assert_memory_equal(scanner.received->data, plain, sizeof plain - 1);
    g_byte_array_unref(scanner.received);
    assert_true(scan(&scanner, "YQBiYw==", TRUE, &signature, NULL));
    assert_int_equal(scanner.received->len, sizeof decoded - 1);
    assert_memory_equal(scanner.received->data, decoded, sizeof decoded - 1);
    g_byte_array_unref(scanner.received);
}

/* Everything that is not a verdict is an error; it never means "clean". */
static void
anything_but_a_verdict_is_a_temporary_error(void **state)
{
    static const Scanner rows[] = {
        {.answer = NULL},
        {.answer = "stream: OK", .answer_length = 10}, /* its end is missing */
        {.answer = "", .answer_length = 1},
        {.answer = "stream: OK, or so", .answer_length = 18},
        {.answer = "INSTREAM size limit exceeded. ERROR", .answer_length = 36, .read_first = 10},
        {.answer = "UNKNOWN COMMAND", .answer_length = 16, .read_first = 10},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Scanner scanner = rows[i];
        g_autoptr(GError) error = NULL;
        g_autofree char *signature = NULL;
        assert_false(scan(&scanner, "text", FALSE, &signature, &error));
        assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
        assert_null(signature);
        g_byte_array_unref(scanner.received);
    }
}

/* A scanner may stop before the end: its response counts, not the broken pipe. */
static void
an_early_verdict_counts_although_the_pipe_breaks(void **state)
{
    Scanner scanner = answering("stream: Early FOUND");
    g_autofree char *content = g_strnfill((gsize)4 * 1024 * 1024, 'x');
    g_autofree char *signature = NULL;

    (void)state;
    scanner.read_first = 100;
    gboolean is_scanned = scan(&scanner, content, FALSE, &signature, NULL);
    if (is_scanned) /* a reset may lose the response: then there is no verdict */
        assert_string_equal(signature, "Early");
    g_byte_array_unref(scanner.received);
}

static void
a_scanner_out_of_reach_is_a_temporary_error(void **state)
{
    static const char *const addresses[] = {"/nonexistent/clamd.ctl", "tcp://127.0.0.1:1"};
    const ClamdStream stream = {.fd = -1};

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(addresses); i++) {
        g_autoptr(GError) error = NULL;
        char *signature = NULL;
        assert_false(clamd_scan(addresses[i], 1000, &stream, &signature, &error));
        assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    }
}

static void
a_silent_scanner_is_given_up_after_the_timeout(void **state)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const ClamdStream stream = {.fd = -1};
    g_autoptr(GError) error = NULL;
    char *signature = NULL;

    (void)state;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &length), 0);
    g_autofree char *name = g_strdup_printf("tcp://127.0.0.1:%d", ntohs(address.sin_port));
    assert_false(clamd_scan(name, 50, &stream, &signature, &error));
    assert_non_null(strstr(error->message, "no whole answer"));
    (void)close(listener);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_signature_of_a_verdict_is_read_and_cleaned),
        cmocka_unit_test(the_decoded_content_is_sent_in_chunks),
        cmocka_unit_test(anything_but_a_verdict_is_a_temporary_error),
        cmocka_unit_test(an_early_verdict_counts_although_the_pipe_breaks),
        cmocka_unit_test(a_scanner_out_of_reach_is_a_temporary_error),
        cmocka_unit_test(a_silent_scanner_is_given_up_after_the_timeout),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

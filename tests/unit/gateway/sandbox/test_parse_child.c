/* test_parse_child.c - mail is parsed in the sandbox, and however the child ends, that is not an
 * error. */
#include "gateway/sandbox/parse_child.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/delivery_error.h"
#include "gateway/sandbox/parse_child_internal.h"
#include "gateway/sandbox/sandbox.h"
#include "gateway/sanitizer.h"
#include "gateway/spool.h"
#include "parsers/body/smime.h"

#define MIB ((guint64)1024 * 1024)

static const ParseOptions options;

static ParseChildLimits
usual_limits(void)
{
    return (ParseChildLimits){.wall_time_ms = 60000,
                              .cpu_time_s = 20,
                              .memory_bytes = 256 * MIB,
                              .output_bytes = 64 * MIB,
                              .directory = g_get_tmp_dir()};
}

static int
open_message(const char *mail, gsize length)
{
    int fd = spool_open_file(g_get_tmp_dir(), NULL);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, mail, length), (gssize)length);
    return fd;
}

static ParseResult *
run(const char *mail, gsize length)
{
    ParseChildLimits limits = usual_limits();
    int message_fd = open_message(mail, length);
    g_autoptr(GError) error = NULL;
    ParseResult *result = parse_child_run(message_fd, &options, &limits, &error);

    assert_null(error);
    assert_non_null(result);
    (void)close(message_fd);
    return result;
}

/* The tables of these charsets are loaded inside the sandbox, at the first octet that needs them.
 */
static void
charsets_are_converted_inside_the_sandbox(void **state)
{
    static const struct {
        const char *charset, *body, *text;
    } cases[] = {
        {"iso-2022-jp", "\x1b$B$3$s$K$A$O\x1b(B", "こんにちは"},
        {"windows-1252", "\x80 100 \x93x\x94", "€ 100 “x”"},
        {"koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"},
        {"gb18030", "\xc4\xe3\xba\xc3", "你好"},
        {"euc-kr", "\xbe\xc8\xb3\xe7", "안녕"},
        {"big5", "\xa7\x41\xa6\x6e", "你好"},
        {"shift_jis", "\x83\x65\x83\x58\x83\x67", "テスト"},
        {"utf-8", "caf\xc3\xa9", "café"},
        {"x-no-such-charset", "plain", "plain"},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail =
            g_strdup_printf("From: a@example.org\nSubject: s\nMIME-Version: 1.0\n"
                            "Content-Type: text/plain; charset=%s\n"
                            "Content-Transfer-Encoding: 8bit\n\n%s\n",
                            cases[i].charset, cases[i].body);
        g_autoptr(ParseResult) result = run(mail, strlen(mail));

        assert_null(result->failure);
        assert_non_null(result->letter);
        assert_non_null(strstr(result->letter->text, cases[i].text));
        assert_true(result->attachments_fd >= 0);
    }
}

/* OpenSSL's library is loaded inside the sandbox, at the first structure that needs it. */
static void
signed_mail_is_opened_inside_the_sandbox(void **state)
{
    static const char mail[] =
        "From: a@example.org\nSubject: s\nMIME-Version: 1.0\n"
        "Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n"
        "Content-Transfer-Encoding: base64\n\n"
        "MEcGCSqGSIb3DQEHAqA6MDgCAQExADAvBgkqhkiG9w0BBwGgIgQgQ29udGVudC1UeXBlOiB0ZXh0L3Bs\n"
        "YWluDQoNCmhpDQoxAA==\n";
    g_autoptr(ParseResult) result = run(mail, strlen(mail));

    (void)state;
    assert_null(result->failure);
    if (smime_is_supported())
        assert_non_null(strstr(result->letter->text, "hi"));
    else
        assert_int_equal(result->letter->attachments->len, 1);
}

static void
an_attachment_comes_out_of_the_sandbox(void **state)
{
    static const char mail[] = "From: a@example.org\nSubject: s\nMIME-Version: 1.0\n"
                               "Content-Type: multipart/mixed; boundary=b\n\n"
                               "--b\nContent-Type: text/plain\n\ntext\n"
                               "--b\nContent-Type: application/octet-stream; name=a.bin\n"
                               "Content-Transfer-Encoding: base64\n\nAAEC\n--b--\n";
    g_autoptr(ParseResult) result = run(mail, strlen(mail));
    const LetterAttachment *attachment = NULL;
    char content[16];

    (void)state;
    assert_null(result->failure);
    assert_int_equal(result->letter->attachments->len, 1);
    attachment = result->letter->attachments->pdata[0];
    assert_true(g_str_has_suffix(attachment->name, "a.bin"));
    assert_int_equal(attachment->length, 4);
    assert_int_equal(
        pread(result->attachments_fd, content, sizeof content, (off_t)attachment->offset), 4);
    assert_memory_equal(content, "AAEC", 4);
}

static void
odd_messages_still_become_letters(void **state)
{
    static const char *const mails[] = {"", "\n", "\xff\xfe\xfd", "no header"};

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(ParseResult) result = run(mails[i], strlen(mails[i]));

        assert_null(result->failure);
        assert_non_null(result->letter);
    }
}

/* Children that fail. */

static Letter *
crash(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    __builtin_trap();
}

static Letter *
call_abort(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    abort();
}

static Letter *
hang(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    static volatile gboolean is_over;

    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    while (!is_over) {
    }
    return NULL;
}

static Letter *
give_up(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    g_set_error_literal(error, PARSE_ERROR, PARSE_ERROR_LIMIT, "no\nluck\x1b[0m");
    return NULL;
}

static Letter *
meet_a_bad_disk(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    g_set_error_literal(error, PARSE_ERROR, PARSE_ERROR_IO, "No space left on device");
    return NULL;
}

static Letter *
give_up_silently(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    return NULL;
}

static Letter *
flood(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    static const char block[65536];

    (void)message_fd;
    (void)unused;
    (void)error;
    while (write(attachments_fd, block, sizeof block) > 0) {
    }
    return letter_new();
}

static Letter *
eat_memory(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    for (int i = 0; i < 100; i++)
        memset(g_malloc(16 * MIB), 1, 16 * MIB);
    return letter_new();
}

static Letter *
leave(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    _exit(77);
}

static Letter *
leave_empty(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    _exit(0);
}

static Letter *
lie(const char *json)
{
    if (write(SANDBOX_LETTER_FD, json, strlen(json)) < 0)
        _exit(1);
    _exit(0);
}

static Letter *
lie_about_json(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    return lie("{\"subject\": [[[");
}

static Letter *
lie_deeply(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    g_autofree char *deep = g_strnfill(200000, '[');

    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    return lie(deep);
}

static Letter *
lie_at_length(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    static const char block[65536];

    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    for (int i = 0; i <= LETTER_MAX_JSON_BYTES / 65536; i++) {
        if (write(SANDBOX_LETTER_FD, block, sizeof block) < 0)
            _exit(1);
    }
    _exit(0);
}

/* A valid Letter, except that an attachment is beyond the end of its file. */
static Letter *
lie_about_offset(int message_fd, int attachments_fd, const ParseOptions *unused, GError **error)
{
    Letter *letter = letter_new();
    LetterAttachment *attachment = g_new0(LetterAttachment, 1);

    (void)message_fd;
    (void)attachments_fd;
    (void)unused;
    (void)error;
    attachment->name = g_strdup("a");
    attachment->content_type = g_strdup("text/plain");
    attachment->offset = 1000;
    attachment->length = 4;
    attachment->size = 3;
    g_ptr_array_add(letter->attachments, attachment);
    return letter;
}

static void
assert_failure(ParseFunction function, const ParseChildLimits *limits, const char *words)
{
    int message_fd = open_message("Subject: x\n\n", 12);
    g_autoptr(GError) error = NULL;
    g_autoptr(ParseResult) result =
        parse_child_run_function(function, message_fd, &options, limits, &error);

    (void)close(message_fd);
    assert_null(error);
    assert_non_null(result);
    assert_null(result->letter);
    assert_int_equal(result->attachments_fd, -1);
    assert_non_null(result->failure);
    if (strstr(result->failure, words) == NULL)
        fail_msg("'%s' does not say '%s'", result->failure, words);
    assert_null(strchr(result->failure, '\n'));
    assert_null(strchr(result->failure, '\x1b'));
}

static void
each_way_to_fail_has_its_own_reason(void **state)
{
    static const struct {
        ParseFunction function;
        const char *words;
    } cases[] = {
        {crash, "crashed"},
        {call_abort, "aborted"},
        {give_up, "gave up: no?luck?[0m"},
        {give_up_silently, "no reason given"},
        {leave, "unknown status 77"},
        {leave_empty, "no good Letter"},
        {lie_about_json, "no good Letter"},
        {lie_deeply, "no good Letter"},
        {lie_at_length, "more than a Letter can hold"},
        {lie_about_offset, "no good Letter"},
    };
    ParseChildLimits limits = usual_limits();

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_failure(cases[i].function, &limits, cases[i].words);
}

/* The mail is not the cause: it must not become a plain ticket. */
static void
a_full_disk_is_a_temporary_error(void **state)
{
    ParseChildLimits limits = usual_limits();
    int message_fd = open_message("Subject: x\n\n", 12);
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_null(parse_child_run_function(meet_a_bad_disk, message_fd, &options, &limits, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    assert_non_null(strstr(error->message, "No space left"));
    (void)close(message_fd);
}

static void
a_child_that_exceeds_a_limit_is_ended(void **state)
{
    ParseChildLimits limits = usual_limits();

    (void)state;
    limits.wall_time_ms = 100;
    assert_failure(hang, &limits, "took longer than 100 ms");
    limits = usual_limits();
    limits.cpu_time_s = 1;
    assert_failure(hang, &limits, "more than 1 s of processor time");
    limits = usual_limits();
    limits.output_bytes = MIB;
    assert_failure(flood, &limits, "wrote more than 1048576 bytes");
    if (!SANITIZER_IS_ON) {
        limits = usual_limits();
        assert_failure(eat_memory, &limits, "memory");
    }
}

static void
no_child_process_is_left_behind(void **state)
{
    (void)state;
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void
a_missing_directory_is_a_temporary_error(void **state)
{
    ParseChildLimits limits = usual_limits();
    g_autoptr(GError) error = NULL;
    g_autoptr(ParseResult) result = NULL;
    int message_fd = open_message("x", 1);

    (void)state;
    limits.directory = "/nonexistent/ticketgate";
    result = parse_child_run(message_fd, &options, &limits, &error);
    assert_null(result);
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    (void)close(message_fd);
}

/* If the caller ignores SIGCHLD, as some programs that start filters do, the child's status is
 * still known. */
static void
an_ignored_sigchld_does_not_hide_the_result(void **state)
{
    void (*saved)(int) = signal(SIGCHLD, SIG_IGN);
    g_autoptr(ParseResult) result = run("Subject: x\n\ny\n", 14);

    (void)state;
    (void)signal(SIGCHLD, saved);
    assert_null(result->failure);
    assert_string_equal(result->letter->subject, "x");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(charsets_are_converted_inside_the_sandbox),
        cmocka_unit_test(an_attachment_comes_out_of_the_sandbox),
        cmocka_unit_test(signed_mail_is_opened_inside_the_sandbox),
        cmocka_unit_test(odd_messages_still_become_letters),
        cmocka_unit_test(each_way_to_fail_has_its_own_reason),
        cmocka_unit_test(a_child_that_exceeds_a_limit_is_ended),
        cmocka_unit_test(a_full_disk_is_a_temporary_error),
        cmocka_unit_test(no_child_process_is_left_behind),
        cmocka_unit_test(a_missing_directory_is_a_temporary_error),
        cmocka_unit_test(an_ignored_sigchld_does_not_hide_the_result),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

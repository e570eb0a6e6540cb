/* test_parse.c - any octets give a Letter, options are followed, errors are reported. */
#include "tests/unit/parsers_fixture.h"

#include <fcntl.h>

#include "parsers/letter_json.h"

static const char mail[] =
    "From: Anna <a@x.example>\nSubject: Re: [INC0012345] s\nMIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; "
    "boundary=c\n\n--c\n\nplain\n--c\nContent-Type: text/html\n\n<p>html</p>\n--c--\n--b\n"
    "Content-Type: message/rfc822\n\nSubject: in\n\nx\n--b\nContent-Type: image/png; name=a.png\n"
    "Content-Transfer-Encoding: base64\n\naGVsbG8=\n--b--\n";

static void
a_whole_mail_becomes_a_letter(void **state)
{
    g_autoptr(Letter) letter = fixture_letter(mail);

    (void)state;
    assert_string_equal(letter->text, "plain");
    assert_string_equal(letter->subject, "Re: [INC0012345] s");
    assert_int_equal(letter->attachments->len, 2);
    assert_string_equal(g_ptr_array_index(letter->ticket_numbers, 0), "INC0012345");
}

/* A mail that is cut at any octet gives a Letter that the parent accepts. */
static void
a_mail_cut_at_any_byte_is_a_letter(void **state)
{
    (void)state;
    for (gsize length = 0; length < sizeof mail - 1; length++) {
        int fd = memfd_create("a", MFD_CLOEXEC);
        g_autoptr(Letter) letter = fixture_read(mail, length, NULL, fd);
        g_autoptr(GBytes) json = letter_write(letter, FALSE);
        g_autoptr(Letter) again = letter_read(json, 0, (guint64)lseek(fd, 0, SEEK_END), NULL);
        assert_non_null(again);
        (void)close(fd);
    }
}

/* One octet changed, at every position. */
static void
a_mail_with_any_byte_changed_is_a_letter(void **state)
{
    (void)state;
    for (gsize at = 0; at < sizeof mail - 1; at++) {
        g_autofree char *copy = g_memdup2(mail, sizeof mail);
        int fd = memfd_create("a", MFD_CLOEXEC);
        copy[at] = (char)(copy[at] ^ 0x95);
        g_autoptr(Letter) letter = fixture_read(copy, sizeof mail - 1, NULL, fd);
        g_autoptr(GBytes) json = letter_write(letter, FALSE);
        g_autoptr(Letter) again = letter_read(json, 0, (guint64)lseek(fd, 0, SEEK_END), NULL);
        assert_non_null(again);
        (void)close(fd);
    }
}

static void
the_options_decide_pattern_and_charset(void **state)
{
    const ParseOptions pattern = {.ticket_pattern = "T#[0-9]+"};
    const ParseOptions broken = {.ticket_pattern = "("};
    const ParseOptions koi = {.default_charset = "koi8-r"};
    g_autoptr(Letter) letter = fixture_read("Subject: T#12\n\nx\n", 17, &pattern, -1);
    g_autoptr(Letter) cyrillic = fixture_read("Subject: x\n\n\xf0\xd2\n", 15, &koi, -1);
    g_autoptr(GError) error = NULL;
    int fd = fixture_file("Subject: x\n\nx\n", 14);

    (void)state;
    assert_string_equal(g_ptr_array_index(letter->ticket_numbers, 0), "T#12");
    assert_string_equal(cyrillic->text, "\xd0\x9f\xd1\x80\n");
    assert_null(parse_message(fd, fd, &broken, &error));
    assert_true(g_error_matches(error, PARSE_ERROR, PARSE_ERROR_OPTIONS));
    (void)close(fd);
}

static void
files_that_fail_are_errors(void **state)
{
    const ParseOptions options = {0};
    g_autoptr(GError) error = NULL, full = NULL;
    int fd = fixture_file(mail, sizeof mail - 1);
    int full_fd = open("/dev/full", O_RDWR | O_CLOEXEC);

    (void)state;
    assert_null(parse_message(-1, fd, &options, &error));
    assert_true(g_error_matches(error, PARSE_ERROR, PARSE_ERROR_IO));
    assert_null(parse_message(fd, full_fd, &options, &full));
    assert_true(g_error_matches(full, PARSE_ERROR, PARSE_ERROR_IO));
    (void)close(fd);
    (void)close(full_fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_mail_becomes_a_letter),
        cmocka_unit_test(a_mail_cut_at_any_byte_is_a_letter),
        cmocka_unit_test(a_mail_with_any_byte_changed_is_a_letter),
        cmocka_unit_test(the_options_decide_pattern_and_charset),
        cmocka_unit_test(files_that_fail_are_errors),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

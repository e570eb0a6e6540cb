/* test_letter_json.c - every member that is written can be read. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/letter_json.h"

static const char mail[] =
    "From: \"Anna \\\"A\\\" Smit\" <a@x.example>\nTo: s@x.example\nCc: c@x.example\nSender: "
    "d@x.example\n"
    "Reply-To: e@x.example\nDelivered-To: f@x.example\nSubject: Re: [INC0012345] \xc3\xa9\n"
    "Message-ID: <1@x>\nIn-Reply-To: <2@x>\nReferences: <3@x>\nDate: Mon, 2 Mar 2026 09:15:00 "
    "+0100\n"
    "Content-Language: nl\nAuthentication-Results: mx; none\nContent-Type: multipart/mixed; "
    "boundary=b\n\n"
    "--b\n\nnew\ttab\n--b\nContent-Type: image/png; name=a.png\n\nx\n--b--\n";

static void
a_written_letter_is_read_back_the_same(void **state)
{
    int fd = memfd_create("a", MFD_CLOEXEC);
    g_autoptr(Letter) letter = fixture_read(mail, strlen(mail), NULL, fd);
    guint64 length = (guint64)lseek(fd, 0, SEEK_END);

    (void)state;
    letter->report = letter_report_new();
    letter->report->status = g_strdup("5.1.1");
    LetterReportRecipient *returned = g_new0(LetterReportRecipient, 1);
    returned->address = g_strdup("a@b.example");
    returned->action = g_strdup("failed");
    returned->diagnostic = g_strdup("550 no such user");
    g_ptr_array_add(letter->report->recipients, returned);
    g_autoptr(GBytes) json = letter_write(letter, FALSE);
    g_autoptr(GBytes) pretty = letter_write(letter, TRUE);
    g_autoptr(Letter) again = letter_read(json, 0, length, NULL);
    g_autoptr(Letter) from_pretty = letter_read(pretty, 0, length, NULL);
    assert_non_null(again);
    assert_non_null(from_pretty);
    g_autoptr(GBytes) json_again = letter_write(again, FALSE);
    assert_true(g_bytes_equal(json, json_again));
    assert_string_equal(again->report->status, "5.1.1");
    assert_null(again->report->recipient);
    assert_int_equal(again->report->recipients->len, 1);
    const LetterReportRecipient *recipient = g_ptr_array_index(again->report->recipients, 0);
    assert_string_equal(recipient->address, "a@b.example");
    assert_null(recipient->original_address);
    assert_string_equal(recipient->action, "failed");
    assert_null(recipient->status);
    assert_string_equal(recipient->diagnostic, "550 no such user");
    assert_string_equal(again->language, "nl");
    assert_int_equal(again->date_s, 1772439300);
    const LetterAddress *from = g_ptr_array_index(again->from, 0);
    assert_string_equal(from->name, "Anna \"A\" Smit");
    (void)close(fd);
}

static void
absent_values_are_left_out(void **state)
{
    g_autoptr(Letter) letter = letter_new();
    g_autoptr(GBytes) json = letter_write(letter, FALSE);
    g_autofree char *text = g_strndup(g_bytes_get_data(json, NULL), g_bytes_get_size(json));

    (void)state;
    assert_null(strstr(text, "message_id"));
    assert_null(strstr(text, "date_s"));
    assert_null(strstr(text, "report"));
    assert_non_null(strstr(text, "\"subject\":\"\""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_written_letter_is_read_back_the_same),
        cmocka_unit_test(absent_values_are_left_out),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

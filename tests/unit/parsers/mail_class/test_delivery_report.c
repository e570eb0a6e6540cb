/* test_delivery_report.c - the content of reports: by RFC 3464, and in older forms. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/mail_class/delivery_report.h"

#define REPORT(parts)                                                                              \
    "From: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type=delivery-status; "         \
    "boundary=b\n\n--b\n\nfailed\n" parts "--b--\n"
#define STATUS(fields) "--b\nContent-Type: message/delivery-status\n\n" fields

typedef struct {
    const char *mail;
    const char *id;
    const char *recipient;
    const char *status;
} Case;

static const Case cases[] = {
    {REPORT(STATUS("Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nStatus: 5.1.1 "
                   "(bad)\n") "--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@x>\nSubject: "
                              "s\n\nt\n"),
     "1@x", "a@b.example", "5.1.1"},
    {REPORT(STATUS(
         "Original-Recipient: rfc822;<a@b.example>\nStatus: 4.4.7\n") "--b\nContent-Type: "
                                                                      "text/"
                                                                      "rfc822-headers\n\nSubject: "
                                                                      "s\nMessage-Id:\n <2@x>\n"),
     "2@x", "a@b.example", "4.4.7"},
    {REPORT(STATUS("Final-Recipient: rfc822; two words\nStatus: none\n")), NULL, NULL, NULL},
    {"From: MAILER-DAEMON@x\nX-Failed-Recipients: a@b.example\n\nfailed: 550 5.7.1 no\n\n> "
     "Message-ID: <3@x>\n",
     "3@x", "a@b.example", "5.7.1"},
    {"From: MAILER-DAEMON@x\n\nfailed 10.5.1.1.9 Message-ID: no\nMessage-ID: <with space@x>\n",
     NULL, NULL, NULL},
    {"From: MAILER-DAEMON@x\n\nMessage-ID: <>\n", NULL, NULL, NULL},
};

static void
assert_same(const char *value, const char *want)
{
    assert_int_equal(value == NULL, want == NULL);
    if (want != NULL)
        assert_string_equal(value, want);
}

static void
the_facts_of_a_delivery_report_are_read(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Letter) letter = fixture_letter(cases[i].mail);
        assert_int_equal(letter->mail_class, LETTER_CLASS_BOUNCE);
        assert_non_null(letter->report);
        assert_same(letter->report->original_message_id, cases[i].id);
        assert_same(letter->report->recipient, cases[i].recipient);
        assert_same(letter->report->status, cases[i].status);
    }
}

static void
a_mail_that_is_no_bounce_has_no_report(void **state)
{
    g_autoptr(Letter) letter = fixture_letter("From: a@x.example\n\nStatus: 5.1.1\n");

    (void)state;
    assert_null(letter->report);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_facts_of_a_delivery_report_are_read),
        cmocka_unit_test(a_mail_that_is_no_bounce_has_no_report),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

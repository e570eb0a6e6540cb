/* test_delivery_report.c - the content of reports: by RFC 3464, and in older forms. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/mail_class/delivery_report.h"

#define REPORT_BEGIN                                                                               \
    "From: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type=delivery-status; "         \
    "boundary=b\n\n--b\n\nfailed\n"
#define REPORT(parts) REPORT_BEGIN parts "--b--\n"
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

/* What is said of each recipient, one line for each: address, original address, action, status and
 * diagnostic text. */
static char *
recipients_of(const char *mail)
{
    g_autoptr(Letter) letter = fixture_letter(mail);
    GString *text = g_string_new(NULL);

    assert_non_null(letter->report);
    for (guint i = 0; i < letter->report->recipients->len; i++) {
        const LetterReportRecipient *one = g_ptr_array_index(letter->report->recipients, i);
        const char *members[] = {one->address, one->original_address, one->action, one->status,
                                 one->diagnostic};
        for (guint j = 0; j < G_N_ELEMENTS(members); j++)
            g_string_append_printf(text, "%s%s", j > 0 ? " | " : "",
                                   members[j] != NULL ? members[j] : "-");
        g_string_append_c(text, '\n');
    }
    return g_string_free(text, FALSE);
}

static void
each_recipient_of_a_report_is_read(void **state)
{
    static const struct {
        const char *mail;
        const char *recipients;
    } rows[] = {
        {REPORT(STATUS("Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\n"
                       "Original-Recipient: rfc822;A@b.example\nAction: failed\nStatus: 5.1.1\n"
                       "Diagnostic-Code: smtp; 550 5.1.1\n    <a@b.example>: no such user\n")),
         "a@b.example | - | failed | 5.1.1 | 550 5.1.1 <a@b.example>: no such user\n"},
        {REPORT(STATUS(
             "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\n"
             "Action: Failed\nStatus: 5.2.2 (full)\n \t\n"
             "Original-Recipient: rfc822;c@d.example\nFinal-Recipient: rfc822;<e@f.example>\n"
             "Action: delayed (will retry)\nStatus: 4.4.1\nDiagnostic-Code: X-Notes; slow\n")),
         "a@b.example | - | failed | 5.2.2 | -\ne@f.example | c@d.example | delayed | 4.4.1 | "
         "slow\n"},
        {REPORT("--b\nContent-Type: message/global-delivery-status\n\nReporting-MTA: dns; x\n\n"
                "Final-Recipient: utf-8; gr\\x{FC}n@b.example\nAction: failed\nStatus: 5.1.1\n"),
         "gr\xc3\xbcn@b.example | - | failed | 5.1.1 | -\n"},
        {REPORT(STATUS(
             "Final-Recipient: utf-8; a\\x{0}\\x{D800}\\x{}b@b.example\nAction: vanished\n")),
         "a\\x{0}\\x{D800}\\x{}b@b.example | - | - | - | -\n"},
        {REPORT(STATUS("Final-Recipient: rfc822; a@b.example\nAction: failed\n"
                       "Diagnostic-Code: smtp; 552 5.2.2 full\n")),
         "a@b.example | - | failed | 5.2.2 | 552 5.2.2 full\n"},
        {REPORT(STATUS("Final-Recipient: rfc822; a@b.example\nAction: failed\n"
                       "Diagnostic-Code: 550 no; such user\n")),
         "a@b.example | - | failed | 5.0.0 | 550 no; such user\n"},
        {REPORT(STATUS("Final-Recipient: rfc822; a@b.example\nDiagnostic-Code: smtp; 5500 no\n")),
         "a@b.example | - | - | - | 5500 no\n"},
        {REPORT(STATUS("Reporting-MTA: dns; x\n\nAction: failed\nStatus: 5.0.0\n")), ""},
        {"From: MAILER-DAEMON@x\nX-Failed-Recipients: a@b.example,\n c@d.example\n\n550 5.7.1 no\n",
         "a@b.example | - | failed | 5.7.1 | -\nc@d.example | - | failed | 5.7.1 | -\n"},
        {"From: MAILER-DAEMON@x\nX-Failed-Recipients: a@b.example\n\nwill retry: 451 4.7.1 later\n",
         "a@b.example | - | - | 4.7.1 | -\n"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *recipients = recipients_of(rows[i].mail);
        assert_string_equal(recipients, rows[i].recipients);
    }
}

static void
recipients_beyond_the_limit_are_left_out(void **state)
{
    GString *fields = g_string_new(NULL);
    (void)state;
    for (guint i = 0; i <= LETTER_MAX_REPORT_RECIPIENTS; i++)
        g_string_append(fields, "\nFinal-Recipient: rfc822; a@b.example\n");
    g_autofree char *fields_text = g_string_free(fields, FALSE);
    g_autofree char *mail = g_strconcat(REPORT_BEGIN, STATUS(""), fields_text, "--b--\n", NULL);
    g_autoptr(Letter) letter = fixture_letter(mail);
    assert_int_equal(letter->report->recipients->len, LETTER_MAX_REPORT_RECIPIENTS);
}

/* Some mail systems return no header, and name the mail elsewhere. */
static void
a_report_without_the_returned_header_names_its_mail(void **state)
{
    static const char *const mails[] = {
        REPORT(STATUS("Reporting-MTA: dns; x\nX-Original-Message-ID: <1@x>\n\n"
                      "Final-Recipient: rfc822; a@b.example\n")),
        "In-Reply-To: <1@x>\n" REPORT(STATUS("Final-Recipient: rfc822; a@b.example\n")),
        "In-Reply-To: <2@x>\n" REPORT(STATUS(
            "Final-Recipient: rfc822; a@b.example\n") "--b\nContent-Type: "
                                                      "message/global-headers\n\nMessage-ID: "
                                                      "<1@x>\n"),
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(Letter) letter = fixture_letter(mails[i]);
        assert_string_equal(letter->report->original_message_id, "1@x");
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
        cmocka_unit_test(each_recipient_of_a_report_is_read),
        cmocka_unit_test(recipients_beyond_the_limit_are_left_out),
        cmocka_unit_test(a_report_without_the_returned_header_names_its_mail),
        cmocka_unit_test(a_mail_that_is_no_bounce_has_no_report),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

/* test_bounce_sign.c - delivery reports, recognised by form, names and words. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/mail_class/bounce_sign.h"

/* Which of the three functions finds what; test_mail_class.c tests the rest. */
typedef struct {
    const char *mail;
    gboolean is_auto_reply;
    const char *report, *old_report, *words; /* NULL: not found */
} Case;

static const Case cases[] = {
    {"X-Failed-Recipients: a@b\nFrom: a@b\n\nx\n", TRUE, NULL, NULL,
     "it has an X-Failed-Recipients field"},
    {"X-Failed-Recipients: a@b\nReturn-Path: <>\n\nx\n", TRUE, NULL,
     "a delivery report with an X-Failed-Recipients field", "it has an X-Failed-Recipients field"},
    {"From: Mail Delivery System <x@y>\n\nx\n", TRUE, NULL, NULL, NULL},
    {"From: Mail Delivery System <x@y>\n\nundeliverable: 5.1.1\n", FALSE, NULL, NULL,
     "From is a machine, with the words and details of a report"},
    {"From: a@b\nReturn-Path: <>\n\nYour mail could not be delivered: undeliverable.\n", FALSE,
     NULL, NULL, "the null sender, and the words of a delivery report"},
    {"From: a@b\nReturn-Path: <>\n\nUndeliverable\n", TRUE, NULL, NULL, NULL},
    {"From: a@b\nReturn-Path: <>\n\nI am on holiday.\n", FALSE, NULL, NULL, NULL},
    {"From: postmaster@y.example\n\nmailbox full\n", FALSE, NULL, NULL,
     "From is a postmaster, with the words of a delivery report"},
    {"From: postmaster@y.example\n\nhello\n", FALSE, NULL, NULL, NULL},
    {"From: root@y.example\n\nmailbox full 5.2.2\n", FALSE, NULL, NULL,
     "From is a machine, with the words and details of a report"},
    {"From: root@y.example\n\nmailbox full\n", FALSE, NULL, NULL, NULL},
    {"From: a@y.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\nmailbox "
     "full\n--b--\n",
     FALSE, NULL, NULL, "a report with the words of a delivery report"},
    {"From: list-admin@y.example\n\nyou are not a member of this mailing list\n", FALSE, NULL, NULL,
     "a list server refuses a mail"},
    {"From: list-admin@y.example\n\nhello\n", FALSE, NULL, NULL, NULL},
    {"From: MAILER-DAEMON@y.example\nContent-Type: multipart/report; report-type=delivery-status; "
     "boundary=b\n\n--b\n\nx\n--b--\n",
     FALSE, "a delivery report (RFC 3464)", NULL, "From is a mail system"},
};

static void
assert_found(const char *mail, char *found, const char *wanted)
{
    g_autofree char *reason = found;
    if (g_strcmp0(reason, wanted) != 0)
        fail_msg("%s: %s, not %s", mail, reason, wanted);
}

static void
each_sign_of_a_bounce_is_recognised(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *one = &cases[i];
        g_autoptr(GMimeMessage) message = fixture_message(one->mail);
        g_autoptr(Letter) letter = fixture_letter(one->mail);
        const ParseOptions options = {0};
        const MailSigns signs = {.message = message, .options = &options, .letter = letter};
        assert_found(one->mail, bounce_sign_report(&signs), one->report);
        assert_found(one->mail, bounce_sign_old_report(&signs), one->old_report);
        assert_found(one->mail, bounce_sign_words(&signs, one->is_auto_reply), one->words);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sign_of_a_bounce_is_recognised),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

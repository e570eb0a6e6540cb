/* test_bounce_sign.c - delivery reports by their form, their names and their words. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/mail_class/bounce_sign.h"

typedef struct {
    const char *mail;
    gboolean is_auto_reply;
    const char *reason; /* NULL: no bounce */
} Case;

static const Case cases[] = {
    {"X-Failed-Recipients: a@b\n\nx\n", TRUE, "it has an X-Failed-Recipients field"},
    {"From: Mail Delivery System <x@y>\n\nx\n", TRUE, "From is a mail system"},
    {"Return-Path: <>\n\nYour mail could not be delivered: undeliverable.\n", FALSE,
     "the null sender, and the words of a delivery report"},
    {"Return-Path: <>\n\nUndeliverable\n", TRUE, NULL},
    {"Return-Path: <>\n\nI am on holiday.\n", FALSE, NULL},
    {"From: postmaster@y.example\n\nmailbox full\n", FALSE,
     "From is a postmaster, with the words of a delivery report"},
    {"From: postmaster@y.example\n\nhello\n", FALSE, NULL},
    {"From: root@y.example\n\nmailbox full 5.2.2\n", FALSE,
     "From is a machine, with a returned mail and the words of a report"},
    {"From: root@y.example\n\nmailbox full\n", FALSE, NULL},
    {"From: a@y.example\nContent-Type: multipart/report; boundary=b\n\n--b\n\nmailbox "
     "full\n--b--\n",
     FALSE, "a report with the words of a delivery report"},
    {"From: list-admin@y.example\n\nyou are not a member of this mailing list\n", FALSE,
     "a list server refuses a mail"},
    {"From: list-admin@y.example\n\nhello\n", FALSE, NULL},
};

static void
test_signs(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GMimeMessage) message = fixture_message(cases[i].mail);
        g_autoptr(Letter) letter = fixture_letter(cases[i].mail);
        const ParseOptions options = {0};
        const MailSigns signs = {.message = message, .options = &options, .letter = letter};
        g_autofree char *reason = bounce_sign_find(&signs, cases[i].is_auto_reply);
        assert_int_equal(reason == NULL, cases[i].reason == NULL);
        if (reason != NULL)
            assert_string_equal(reason, cases[i].reason);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

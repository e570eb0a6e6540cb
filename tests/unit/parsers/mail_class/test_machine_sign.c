/* test_machine_sign.c - each sign separately, with its reason. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/mail_class/machine_sign.h"

typedef struct {
    const char *header;
    char *(*find)(const MailSigns *signs);
    const char *reason; /* NULL: no sign */
} Case;

static const Case cases[] = {
    {"Auto-Submitted: auto-replied\n", machine_sign_auto_replied,
     "Auto-Submitted: auto-replied (RFC 3834)"},
    {"X-Autoreply: yes\n", machine_sign_answer_field, "X-Autoreply: yes"},
    {"X-Autoreply: false\n", machine_sign_answer_field, NULL},
    {"Precedence: auto_reply\n", machine_sign_answer_field, "Precedence: auto_reply"},
    {"Subject: x\n", machine_sign_answer_field, NULL},
    {"Auto-Submitted: auto-generated\n", machine_sign_generated, "Auto-Submitted: auto-generated"},
    {"Auto-Submitted: no\nAuto-Submitted: auto-replied\n", machine_sign_generated,
     "Auto-Submitted: no"},
    {"Auto-Submitted: no, auto-replied\n", machine_sign_generated,
     "Auto-Submitted: no, auto-replied"},
    {"Auto-Submitted: (x) No (a, b)\n", machine_sign_generated, NULL},
    {"Auto-Submitted: auto-forwarded; by=a\nAuto-Submitted: no\n", machine_sign_generated, NULL},
    {"X-RT-Loop-Prevention: example.org\n", machine_sign_generated,
     "X-RT-Loop-Prevention: example.org"},
    {"Return-Path: <>\n", machine_sign_generated, "the null sender"},
    {"Precedence: bulk\n", machine_sign_generated, "Precedence: bulk"},
    {"Precedence: first-class\n", machine_sign_generated, NULL},
    {"From: noreply@x.example\n", machine_sign_sender, "From is noreply"},
    {"From: alerts@x.example\n", machine_sign_sender, "From is alerts"},
    {"From: alertson@x.example\n", machine_sign_sender, NULL},
    {"From: cronje@x.example\n", machine_sign_sender, NULL},
    {"Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n",
     machine_sign_receipt, NULL},
    {"Content-Type: multipart/mixed; boundary=b\n", machine_sign_receipt, NULL},
    {"From: my-no-reply@x.example\n", machine_sign_sender, "From is my-no-reply"},
    {"From: x@y (Cron Daemon)\n", machine_sign_sender, "From is the Cron Daemon"},
    {"From: anna@x.example\n", machine_sign_sender, NULL},
    {"List-Id: <a>\n", machine_sign_list, "List-Id: <a>"},
    {"Precedence: list\n", machine_sign_list, "Precedence: list"},
    {"Precedence: bulk\n", machine_sign_list, NULL},
    {"X-Auto-Response-Suppress: DR, OOF, AutoReply\n", machine_sign_suppress,
     "X-Auto-Response-Suppress: DR, OOF, AutoReply"},
    {"X-Auto-Response-Suppress: DR\n", machine_sign_suppress, NULL},
};

static void
each_sign_of_a_machine_gives_its_reason(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strconcat(cases[i].header, "\nx\n", NULL);
        g_autoptr(GMimeMessage) message = fixture_message(mail);
        g_autoptr(Letter) letter = fixture_letter(mail);
        const ParseOptions options = {0};
        const MailSigns signs = {.message = message, .options = &options, .letter = letter};
        g_autofree char *reason = cases[i].find(&signs);
        assert_int_equal(reason == NULL, cases[i].reason == NULL);
        if (reason != NULL)
            assert_string_equal(reason, cases[i].reason);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sign_of_a_machine_gives_its_reason),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

/* test_spam_mark.c - the header fields of spam filters. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/mail_class/spam_mark.h"

static const struct {
    const char *header;
    const char *mark; /* NULL: none */
} cases[] = {
    {"X-Spam-Flag: YES\n", "X-Spam-Flag: YES"},
    {"X-Spam-Flag: NO\n", NULL},
    {"X-Spam-Status: Yes, score=9.1 required=5.0\n tests=A\n",
     "X-Spam-Status: Yes, score=9.1 required=5.0 tests=A"},
    {"X-Spam-Status: No, score=-1.9\n", NULL},
    {"X-Spam: Yes\n", "X-Spam: Yes"},
    {"X-Spam: Yesterday\n", NULL},
    {"X-Bogosity: Spam, tests=bogofilter\n", "X-Bogosity: Spam, tests=bogofilter"},
    {"X-Bogosity: Ham\n", NULL},
    {"X-DSPAM-Result: Spam\n", "X-DSPAM-Result: Spam"},
    {"X-Spam-Flag: NO\nX-Spam-Flag: YES\n", NULL},
    {"X-Spam-Level: *****\n", NULL},
    {"Subject: yes\n", NULL},
};

static void
each_spam_mark_is_recognised(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strconcat(cases[i].header, "\nx\n", NULL);
        g_autoptr(GMimeMessage) message = fixture_message(mail);
        g_autoptr(Letter) letter = fixture_letter(mail);
        const ParseOptions options = {0};
        const MailSigns signs = {.message = message, .options = &options, .letter = letter};
        g_autofree char *mark = spam_mark_find(&signs);
        if (g_strcmp0(mark, cases[i].mark) != 0)
            fail_msg("%s%s", cases[i].header, mark);
        if (g_strcmp0(letter->spam_mark, cases[i].mark) != 0)
            fail_msg("letter: %s%s", cases[i].header, letter->spam_mark);
    }
}

static void
a_field_alone_is_a_mark_or_none(void **state)
{
    static const struct {
        const char *field, *value, *mark;
    } rows[] = {
        {"X-Spam-Flag", "YES", "X-Spam-Flag: YES"},
        {"x-spam-flag", "yes", "X-Spam-Flag: yes"},
        {"X-Spam-Status", "Yes, score=9", "X-Spam-Status: Yes, score=9"},
        {"X-Bogosity", "Spam, tests=x", "X-Bogosity: Spam, tests=x"},
        {"X-Bogosity", "Yes", "X-Bogosity: Yes"},
        {"X-Spam", "Yesterday", NULL},
        {"X-Spam-Flag", "NO", NULL},
        {"X-Spam-Flag", "", NULL},
        {"Subject", "yes", NULL},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *mark = spam_mark_describe(rows[i].field, rows[i].value);
        if (g_strcmp0(mark, rows[i].mark) != 0)
            fail_msg("row %zu: %s", i, mark);
    }
    assert_string_equal(spam_mark_field(0), "X-Spam-Flag");
    assert_null(spam_mark_field(100));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_spam_mark_is_recognised),
        cmocka_unit_test(a_field_alone_is_a_mark_or_none),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

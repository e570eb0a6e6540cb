/* test_people.c - reads addresses of every form into names and canonical addresses. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/header/people.h"

typedef struct {
    const char *field;
    const char *people; /* "name <address>" for each, or "<address>", with | between */
} Case;

static const Case cases[] = {
    {"a@x.example", "<a@x.example>"},
    {"Anna <A@X.EXAMPLE>", "Anna <A@x.example>"},
    {"\"Smit, Anna\" <a@x.example>, b@x.example", "Smit, Anna <a@x.example>|<b@x.example>"},
    {"a@x.example (Anna)", "Anna <a@x.example>"},
    {"=?utf-8?Q?Smit=2C_A?= <a@x.example>", "Smit, A <a@x.example>"},
    {"=?utf-8?B?QQ==?= =?utf-8?B?Qg==?= <a@x.example>", "AB <a@x.example>"},
    {"\"=?utf-8?Q?Zo=C3=AB?=\" <a@x.example>", "Zo\xc3\xab <a@x.example>"},
    {"J\xf6rg <a@x.example>", "J\xc3\xb6rg <a@x.example>"},
    {"a@xn--bcher-kva.example", "<a@b\xc3\xbc"
                                "cher.example>"},
    {"\xc3\xb6@B\xc3\x9c"
     "CHER.example",
     "<\xc3\xb6@b\xc3\xbc"
     "cher.example>"},
    /* no other DNS name becomes this one */
    {"a@ban\xe2\x84\xaa.example", "<a@ban\xe2\x84\xaa.example>"},
    {"a@xn--bank-.example", "<a@xn--bank-.example>"},
    {"a@xn--strae-oqa.example", "<a@stra\xc3\x9f"
                                "e.example>"},
    {"a@XN--BCHER-KVA.example", "<a@b\xc3\xbc"
                                "cher.example>"},
    {"a@b\xef\xbb\xbf"
     "ank.example",
     "<a@b\xef\xbf\xbd"
     "ank.example>"},
    {"Team: a@x.example, B <b@x.example>;", "<a@x.example>|B <b@x.example>"},
    {"undisclosed-recipients:;", ""},
    {"Anna Smit a@x.example", "Anna Smit <a@x.example>"},
    {"Anna Smit [a@x.example]", "Anna Smit <a@x.example>"},
    {"Klaus @ Home <k@x.example>", "Klaus @ Home <k@x.example>"},
    {"Klaus@Home <k@x.example>, Team @ North <n@x.example>, a@x.example",
     "Klaus@Home <k@x.example>|Team @ North <n@x.example>|<a@x.example>"},
    {"Desk @ Firm: a@x.example, B @ C <b@x.example>;, c@x.example",
     "<a@x.example>|B @ C <b@x.example>|<c@x.example>"},
    {"a@x.example (Anna @ Home), b@x.example", "Anna @ Home <a@x.example>|<b@x.example>"},
    {"\"K @ H\" <k@x.example>, a@x.example", "K @ H <k@x.example>|<a@x.example>"},
    {"k@x.example <k@x.example>", "k@x.example <k@x.example>"},
    {"\"a@b\"@x.example, c@x.example", "<\"a@b\"@x.example>|<c@x.example>"},
    {"J\xf6rg @ Home <j@x.example>", "J\xc3\xb6rg @ Home <j@x.example>"},
    {"Anna @ \\Home <a@x.example>", "Anna @ \\Home <a@x.example>"},
    {"Anna", NULL},
    {"@", ""},
    {"a@", NULL},
    {"", ""},
    {"Anna\x07 <a@x.example>", "Anna <a@x.example>"},
};

static char *
describe(const GPtrArray *people)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < people->len; i++) {
        const LetterAddress *one = g_ptr_array_index(people, i);
        g_string_append_printf(text, "%s%s%s<%s>", i > 0 ? "|" : "",
                               one->name != NULL ? one->name : "", one->name != NULL ? " " : "",
                               one->address);
    }
    return g_strndup(text->str, text->len);
}

static void
each_form_of_address_gives_its_people(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strdup_printf("From: %s\n\nx\n", cases[i].field);
        g_autoptr(GMimeMessage) message = fixture_message(mail);
        g_autoptr(FixtureRun) fixture = fixture_run_new();
        people_read(&fixture->run, message);
        g_autofree char *people = describe(fixture->run.letter->from);
        assert_true(g_utf8_validate(people, -1, NULL));
        if (cases[i].people != NULL)
            assert_string_equal(people, cases[i].people);
    }
}

static void
a_field_cut_anywhere_gives_valid_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize length = 0; length < strlen(cases[i].field); length++) {
            g_autofree char *mail =
                g_strdup_printf("From: %.*s\n\nx\n", (int)length, cases[i].field);
            g_autoptr(GMimeMessage) message = fixture_message(mail);
            g_autoptr(FixtureRun) fixture = fixture_run_new();
            people_read(&fixture->run, message);
            g_autofree char *people = describe(fixture->run.letter->from);
            assert_true(g_utf8_validate(people, -1, NULL));
        }
    }
}

static void
each_address_field_fills_its_list(void **state)
{
    g_autoptr(GMimeMessage) message = fixture_message(
        "Sender: s@x\nReply-To: r@x\nTo: t@x\nTo: u@x\nCc: c@x\nResent-To: e@x\nEnvelope-To: v@x\n"
        "Delivered-To: d@x\nX-Original-To: o@x\n\nx\n");
    g_autoptr(FixtureRun) fixture = fixture_run_new();
    const Letter *letter = fixture->run.letter;

    (void)state;
    people_read(&fixture->run, message);
    g_autofree char *sender = describe(letter->sender);
    g_autofree char *reply_to = describe(letter->reply_to);
    g_autofree char *to = describe(letter->to);
    g_autofree char *cc = describe(letter->cc);
    g_autofree char *delivered = describe(letter->delivered_to);
    assert_string_equal(sender, "<s@x>");
    assert_string_equal(reply_to, "<r@x>");
    assert_string_equal(to, "<t@x>|<u@x>");
    assert_string_equal(cc, "<c@x>");
    assert_string_equal(delivered, "<o@x>|<d@x>|<v@x>|<e@x>");
}

static void
recipients_beyond_the_limit_are_left_out_with_a_note(void **state)
{
    g_autoptr(GString) mail = g_string_new("To: ");
    for (guint i = 0; i < 30; i++)
        g_string_append_printf(mail, "%u@x.example, ", i);
    g_string_append(mail, "z@x.example\n\nx\n");
    g_autoptr(GMimeMessage) message = fixture_message(mail->str);
    g_autoptr(FixtureRun) fixture = fixture_run_new();

    (void)state;
    fixture->run.options.max_recipients = 10;
    people_read(&fixture->run, message);
    assert_int_equal(fixture->run.letter->to->len, 10);
    assert_int_equal(fixture->run.letter->notes->len, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_form_of_address_gives_its_people),
        cmocka_unit_test(a_field_cut_anywhere_gives_valid_text),
        cmocka_unit_test(each_address_field_fills_its_list),
        cmocka_unit_test(recipients_beyond_the_limit_are_left_out_with_a_note),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

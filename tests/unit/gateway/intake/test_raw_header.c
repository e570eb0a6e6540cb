/* test_raw_header.c - single lines of a broken mail: read if they are plain, else left out. */
#include "gateway/intake/raw_header.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
assert_same(const char *got, const char *wanted)
{
    if (wanted == NULL)
        assert_null(got);
    else
        assert_string_equal(got, wanted);
}

static void
a_header_ends_at_the_first_empty_line(void **state)
{
    static const struct {
        const char *input, *head;
        gboolean is_whole;
    } cases[] = {
        {"A: b\n\nbody\n", "A: b\n", TRUE},
        {"A: b\r\n\r\nbody\r\n", "A: b\r\n\r", TRUE},
        {"\nbody", "", TRUE},
        {" \nA: b\n\nbody\n", " \nA: b\n", TRUE},
        {"\n\r\nA: b\n\nbody: x\n", "\n\r\nA: b\n", TRUE},
        {"A: b\nC: d", "A: b\nC: d", FALSE},
        {"", "", FALSE},
        {"A: b\n", "A: b\n", FALSE},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *head = g_malloc(100);

        memcpy(head, cases[i].input, strlen(cases[i].input));
        assert_int_equal(raw_header_cut(head, strlen(cases[i].input)), cases[i].is_whole);
        assert_string_equal(head, cases[i].head);
    }
}

static void
nul_bytes_in_a_header_become_blanks(void **state)
{
    char head[] = "A: \0b\n\0\nC: d\n\0";

    (void)state;
    assert_false(raw_header_cut(head, sizeof head - 2));
    assert_string_equal(head, "A:  b\n \nC: d\n");
}

static void
the_first_field_of_a_name_is_unfolded(void **state)
{
    static const char head[] =
        "Subject2: no\nX: first\r\nsubject : one\n two\r\n\tthree\nX: second\n"
        "Empty:\nbroken line\nLast: x";
    static const struct {
        const char *name, *value;
    } cases[] = {
        {"Subject", "one two\tthree"},
        {"X", "first"},
        {"Empty", ""},
        {"Last", "x"},
        {"Nothing", NULL},
        {"two", NULL},
    };
    g_autofree char *filler = g_strnfill(5000, 'y');
    g_autofree char *long_head = g_strconcat("X: ", filler, NULL);
    g_autofree char *long_value = raw_header_value(long_head, "X");

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *value = raw_header_value(head, cases[i].name);

        assert_same(value, cases[i].value);
    }
    assert_true(strlen(long_value) <= 2000);
}

static void
the_text_of_a_field_is_decoded_and_cleaned(void **state)
{
    static const struct {
        const char *value, *text;
    } cases[] = {
        {"plain", "plain"},
        {"caf\xc3\xa9", "caf\xc3\xa9"},
        {"caf\xe9", "caf?"},
        {"a\x1b[31mb", "a?[31mb"},
        {"=?UTF-8?Q?caf=C3=A9_noir?=", "caf\xc3\xa9 noir"},
        {"=?utf-8?B?w6k=?=", "\xc3\xa9"},
        {"=?ISO-8859-1?Q?caf=E9?=", "caf\xc3\xa9"},
        {"=?iso-8859-1*fr?b?6Q==?=", "\xc3\xa9"},
        {"=?US-ASCII?Q?x?= y", "x y"},
        {"a =?UTF-8?Q?b?= c", "a b c"},
        {"=?UTF-8?Q?=C3?= =?UTF-8?Q?=A9?=", "\xc3\xa9"},
        {"=?UTF-8?Q?a?=  =?KOI8-R?Q?=C1?=", "a  =?KOI8-R?Q?=C1?="},
        {"=?UTF-8?Q?a?= b =?UTF-8?Q?c?=", "a b c"},
        {"=?UTF-8?Q?=0D=0ABcc:_x?=", "  Bcc: x"},
        {"=?UTF-8?Q?=00x?=", ""},
        {"=?UTF-8?X?abc?=", "=?UTF-8?X?abc?="},
        {"=?UTF-8?Q?=ZZ?=", "=?UTF-8?Q?=ZZ?="},
        {"=?UTF-8?Q?=4?=", "=?UTF-8?Q?=4?="},
        {"=?UTF-8?Q?open", "=?UTF-8?Q?open"},
        {"=?UTF-8?", "=?UTF-8?"},
        {"=?UTF-8?Q", "=?UTF-8?Q"},
        {"=?", "=?"},
        {"=??Q?x?=", "=??Q?x?="},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *head = g_strconcat("Subject: ", cases[i].value, "\n", NULL);
        g_autofree char *text = raw_header_text(head, "Subject");

        assert_same(text, cases[i].text);
    }
}

static void
only_a_well_formed_message_id_is_read(void **state)
{
    static const struct {
        const char *value, *id;
    } cases[] = {
        {"<a@example.org>", "a@example.org"},
        {"see <a@example.org> and <b@example.org>", "a@example.org"},
        {"a@example.org", NULL},
        {"<a@example.org", NULL},
        {"<>", NULL},
        {"<a b@example.org>", NULL},
        {"<a<b@example.org>", NULL},
        {"<\xc3\xa9@example.org>", NULL},
        {"<a\r\n b>", NULL},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *head = g_strconcat("Message-ID: ", cases[i].value, "\n", NULL);
        g_autofree char *id = raw_header_msg_id(head, "Message-ID");

        assert_same(id, cases[i].id);
    }
}

static void
every_field_of_a_name_is_read(void **state)
{
    static const char head[] = "A: 1\nb: 2\na : 3\n 4\nA:5\n";
    g_autoptr(GPtrArray) values = raw_header_values(head, "A");
    g_autoptr(GPtrArray) none = raw_header_values(head, "C");
    g_autoptr(GString) many = g_string_new(NULL);

    (void)state;
    assert_int_equal(values->len, 3);
    assert_string_equal(values->pdata[0], "1");
    assert_string_equal(values->pdata[1], "3 4");
    assert_string_equal(values->pdata[2], "5");
    assert_int_equal(none->len, 0);
    for (guint i = 0; i < 100; i++)
        g_string_append(many, "A: x\n");
    g_autoptr(GPtrArray) bounded = raw_header_values(many->str, "A");
    assert_int_equal(bounded->len, RAW_HEADER_MAX_FIELDS);
}

static void
every_msg_id_is_read(void **state)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);

    (void)state;
    raw_header_add_msg_ids("References: <a@b>\n <c d@e> <> x <f@g><h@i> <j\n", "References", ids);
    assert_int_equal(ids->len, 3);
    assert_string_equal(ids->pdata[0], "a@b");
    assert_string_equal(ids->pdata[1], "f@g");
    assert_string_equal(ids->pdata[2], "h@i");
}

static void
the_first_address_of_a_field_is_read(void **state)
{
    static const struct {
        const char *value, *address, *name;
    } cases[] = {
        {"a@Example.ORG", "a@example.org", NULL},
        {"Staff <Desk@Example.org>", "Desk@example.org", "Staff"},
        {"\"Desk, <x@y> Staff\" <a@example.org>", "a@example.org", "Desk, <x@y> Staff"},
        {"=?UTF-8?Q?caf=C3=A9?= <a@example.org>", "a@example.org", "caf\xc3\xa9"},
        {"<a@example.org>, <b@example.org>", "a@example.org", NULL},
        {"a@example.org, b@example.org", NULL, NULL},
        {"Undisclosed", NULL, NULL},
        {"<>", NULL, NULL},
        {"<a@b@example.org>", NULL, NULL},
        {"<@example.org>", NULL, NULL},
        {"<a@>", NULL, NULL},
        {"<a b@example.org>", NULL, NULL},
        {"<a(x)@example.org>", NULL, NULL},
        {"<\"a\"@example.org>", NULL, NULL},
        {"<a\xff@example.org>", NULL, NULL},
        {"<a@ex\xc2\x9e.org>", NULL, NULL},
        {"<a\u202e@example.org>", NULL, NULL},
        {"<a\u2003@example.org>", NULL, NULL},
        {"a@example.org\r\n Bcc: b@example.org", NULL, NULL},
        {"\"open <a@example.org>", NULL, NULL},
        {"", NULL, NULL},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *head = g_strconcat("From: ", cases[i].value, "\n", NULL);
        g_autoptr(LetterAddress) address = raw_header_address(head, "From");

        assert_same(address != NULL ? address->address : NULL, cases[i].address);
        assert_same(address != NULL ? address->name : NULL, cases[i].name);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_ends_at_the_first_empty_line),
        cmocka_unit_test(nul_bytes_in_a_header_become_blanks),
        cmocka_unit_test(the_first_field_of_a_name_is_unfolded),
        cmocka_unit_test(the_text_of_a_field_is_decoded_and_cleaned),
        cmocka_unit_test(only_a_well_formed_message_id_is_read),
        cmocka_unit_test(every_field_of_a_name_is_read),
        cmocka_unit_test(every_msg_id_is_read),
        cmocka_unit_test(the_first_address_of_a_field_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

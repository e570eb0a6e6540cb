/* test_part_name.c - the file names of parts. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/attachment/part_name.h"

static const char *const cases[][2] = {
    {"Content-Type: a/b; name=x.txt\n", "x.txt"},
    {"Content-Disposition: attachment; filename=\"x y.txt\"\n", "x y.txt"},
    {"Content-Disposition: attachment; filename=x.txt\nContent-Type: a/b; name=y\n", "x.txt"},
    {"Content-Disposition: attachment; filename=\"\"\nContent-Type: a/b; name=y\n", "y"},
    {"Content-Disposition: attachment; filename*=utf-8''%C3%A9.txt\n", "\xc3\xa9.txt"},
    {"Content-Disposition: attachment; filename*1=b; filename*0=a\n", "ab"},
    {"Content-Disposition: attachment; filename=\"=?utf-8?B?YQ==?= =?utf-8?B?Yg==?=\"\n", "ab"},
    {"Content-Type: a/b; name=\"=?utf-8?B?YQ==?= =?utf-8?B?Yg==?=\"\n", "ab"},
    {"Content-Disposition: attachment; filename=\"utf-8'en'%C3%A9.txt\"\n", "\xc3\xa9.txt"},
    {"Content-Disposition: attachment; filename=\"it's 5 o'clock 100%.txt\"\n",
     "it's 5 o'clock 100%.txt"},
    {"Content-Disposition: attachment; filename*=utf-8''a%00b\n", "ab"},
    {"Content-Disposition: attachment; filename=\"\xe9t\xe9.txt\"\n", "\xc3\xa9t\xc3\xa9.txt"},
    {"Content-Disposition: attachment; filename=\"?.txt\"; filename*=utf-8''%C3%A9.txt\n",
     "\xc3\xa9.txt"},
    {"Content-Disposition: attachment; FileName*=utf-8''%C3%A9.txt;\n filename = \"?;.txt\"\n",
     "\xc3\xa9.txt"},
    {"Content-Disposition: attachment; filename=\"_.txt\"; filename*0*=utf-8''%C3%A9;\n"
     " filename*1=.txt; size=3\n",
     "\xc3\xa9.txt"},
    {"Content-Type: a/b; name=\"?.txt\"; name*=utf-8''%C3%A9.txt\n", "\xc3\xa9.txt"},
    {"Content-Disposition: attachment; filename=\"a; filename*=b\"\n", "a; filename*=b"},
    {"Content-Disposition: attachment\n", NULL},
    {"", NULL},
};

static void
the_name_of_a_part_is_found_and_decoded(void **state)
{
    g_autoptr(GMimeParserOptions) options = g_mime_parser_options_new();

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strconcat(cases[i][0], "\nx\n", NULL);
        g_autoptr(GMimeMessage) message = fixture_message(mail);
        g_autofree char *name =
            part_name_get(g_mime_message_get_mime_part(message), options, "windows-1252");
        assert_int_equal(name == NULL, cases[i][1] == NULL);
        if (name != NULL)
            assert_string_equal(name, cases[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_of_a_part_is_found_and_decoded),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

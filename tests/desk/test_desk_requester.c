#include "desk_testing.h"

#include "desk_requester.h"

static void
reads_who_asked_from_the_first_line(void **state)
{
    (void)state;
    static const struct {
        const char *description;
        const char *requester;
    } cases[] = {
        {"From: Ada <ada@customer.example>\n\nHello", "Ada <ada@customer.example>"},
        {"From: ada@customer.example", "ada@customer.example"},
        {"Sender: Bob <b@customer.example>\r\n\r\nHello", "Bob <b@customer.example>"},
        {"Envelope sender: e@customer.example\n", "e@customer.example"},
        {"From: \xd7\xa0\xd7\x95\xd7\xa2\xd7\x94 <n@customer.example>\n",
         "\xd7\xa0\xd7\x95\xd7\xa2\xd7\x94 <n@customer.example>"},
        {"Hello\nFrom: Eve <e@customer.example>", ""},
        {"From: \nx", ""},
        {"Fro", ""},
        {"", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *requester = desk_requester_of(cases[i].description);
        assert_string_equal(requester, cases[i].requester);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_who_asked_from_the_first_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

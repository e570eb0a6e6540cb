#include "desk_testing.h"

#include "desk_requester.h"

static void
reads_who_asked_from_the_contact_or_the_first_line(void **state)
{
    (void)state;
    static const struct {
        const char *description;
        const char *requester;
        const char *contact;
    } cases[] = {
        {"From: Ada <ada@customer.example>\n\nHello", "Ada <ada@customer.example>", NULL},
        {"From: ada@customer.example", "ada@customer.example", ""},
        {"From: ada@customer.example", "bob@customer.example", "bob@customer.example"},
        {"Sender: Bob <b@customer.example>\r\n\r\nHello", "Bob <b@customer.example>", NULL},
        {"Envelope sender: e@customer.example\n", "e@customer.example", NULL},
        {"From: \xd7\xa0\xd7\x95\xd7\xa2\xd7\x94 <n@customer.example>\n",
         "\xd7\xa0\xd7\x95\xd7\xa2\xd7\x94 <n@customer.example>", NULL},
        {"Hello\nFrom: Eve <e@customer.example>", "", NULL},
        {"From: \nx", "", NULL},
        {"Fro", "", NULL},
        {"", "", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
        ticket->description = g_strdup(cases[i].description);
        ticket->contact = g_strdup(cases[i].contact);
        g_autofree char *requester = desk_requester_of(ticket);
        assert_string_equal(requester, cases[i].requester);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_who_asked_from_the_contact_or_the_first_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

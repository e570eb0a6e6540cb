/* Typing mistakes in patterns, and what would be right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "config/config_address.h"

typedef struct {
    const char *pattern, *fault; /* part of it; NULL: none */
} Row;

static void
check(const Row *rows, gsize count, char *(*fault_of)(const char *))
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *fault = fault_of(rows[i].pattern);
        if (rows[i].fault == NULL ? fault != NULL
                                  : fault == NULL || strstr(fault, rows[i].fault) == NULL)
            fail_msg("'%s' %s", rows[i].pattern, fault != NULL ? fault : "is taken");
    }
}

static void
senders_are_addresses_domains_or_patterns(void **state)
{
    static const Row rows[] = {
        {"a@c.example", NULL},
        {"c.example", NULL},
        {"*.c.example", NULL},
        {"*@c.example", NULL},
        {"a?b@*", NULL},
        {"o'brien@c.example", NULL},
        {"alarm@[10.0.0.7]", NULL},
        {"alarm@[IPv6:::1]", NULL},
        {"localhost", NULL},
        {"b\xc3\xbc"
         "cher.example",
         NULL},
        {"@c.example", "a domain stands alone: c.example"},
        {".c.example", "the domains below one are *.c.example"},
        {"a.example, b.example", "has a comma in it; put ; between values"},
        {"a.example,b.example", "has a comma"},
        {"a.example b.example", "has white space in it"},
        {"a@x.example\tb@x.example", "has white space in it"},
        {"<a@c.example>", "angle brackets"},
        {"Anna <a@c.example>", "angle brackets"},
        {"mailto:a@c.example", "is a link"},
        {"https://c.example", "no address has"},
        {"c.example:25", "no address has"},
        {"(c.example|d.example)", "no address has"},
        {"c\\.example", "no address has"},
        {"a@b@c.example", "more than one @"},
        {"a@", "ends too early"},
        {"a@c.example.", "ends too early"},
        {"partners.txt", "is the name of a file"},
        {"~/partners", "is the name of a file"},
        {"./partners", "is the name of a file"},
        {"c.example/", "has a slash in it"},
        {"list/partners", "has a slash in it"},
        {"all", "no domain, such as a@example.org or example.org; the host of this name is *@all"},
        {"-", "no address and no domain"},
        {"custexample", "no address and no domain"},
        {"c.example$", "is a regular expression"},
        {"^.*@c.example", "is a regular expression"},
        {"c..example", "two dots in a row"},
        {"a@c..example", "two dots in a row"},
        {"+c.example", "has a +, which no domain has"},
        {"a@=c.example", "has a =, which no domain has"},
        {"-c.example", "no part of a domain begins with -"},
        {"a+b=c@c.example", NULL},
        {"*@mail-?.c_d.example", NULL},
        {"!evil.example", "begins with !"},
        {"%@c.example", "what stands for any text is *"},
        {"a@%.example", "what stands for any text is *"},
        {"a%b@c.example", NULL},
        {"192.0.2.1", "the address of a computer"},
        {"192.0.2.*", "the address of a computer"},
        {"1.c.example", NULL},
        {"*", NULL},
        {"\xd1\x81ust.example", "two alphabets that look alike in '\xd1\x81ust'"},
        {"\xce\xb1"
         "b@c.example",
         "two alphabets"},
        {"\xd1\x81\xd0\xbb\xd0\xbe\xd0\xbd@c.example", NULL},
        {"\xe7\x8c\xab"
         "cat.example",
         NULL},
    };
    (void)state;
    check(rows, G_N_ELEMENTS(rows), config_address_sender_fault);
}

static void
recipients_are_addresses_or_patterns_of_one(void **state)
{
    static const Row rows[] = {
        {"noc@desk.example", NULL},
        {"noc@*", NULL},
        {"*", NULL},
        {"noc*", NULL},
        {"*.desk.example", NULL},
        {"*@desk.example", NULL},
        {"desk.example", "all of it is *@desk.example"},
        {"noc", "write noc@example.org"},
        {"@desk.example", "all of a domain is *@desk.example"},
        {"<noc@desk.example>", "angle brackets"},
        {"noc@desk.example, hw@desk.example", "has a comma"},
        {"noc@desk.example hw@desk.example", "has white space"},
        {"noc@", "ends too early"},
        {"n\xd0\xbe"
         "c@desk.example",
         "two alphabets"},
    };
    (void)state;
    check(rows, G_N_ELEMENTS(rows), config_address_recipient_fault);
}

static void
patterns_of_everybody_are_known(void **state)
{
    static const char *const all[] = {"*", "*@*", "*.*", "?*", "**@*", "*@*.*"};
    static const char *const most[] = {"*.example", "*@*.example", "*example", "?*@*.example"};
    static const char *const some[] = {"c.example",   "*.c.example", "*@c.example", "noreply@*",
                                       "a@c.example", "localhost",   "*@localhost", ""};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
        assert_true(config_address_covers_all(all[i]) && config_address_covers_most(all[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(most); i++)
        assert_true(!config_address_covers_all(most[i]) && config_address_covers_most(most[i]));
    for (gsize i = 0; i < G_N_ELEMENTS(some); i++)
        assert_false(config_address_covers_all(some[i]) || config_address_covers_most(some[i]));
}

static void
a_mailbox_has_one_address(void **state)
{
    static const char *const rows[][2] = {
        {"a@c.example", "a@c.example"},
        {"Desk <a@c.example>", "a@c.example"},
        {"\"De < sk\" <a@c.example>", "a@c.example"},
        {"<a@c.example", "<a@c.example"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *address = config_address_of_mailbox(rows[i][0]);
        assert_string_equal(address, rows[i][1]);
    }
}

static void
the_name_of_a_mailbox_is_in_front_of_its_address(void **state)
{
    static const struct {
        const char *mailbox, *name;
    } rows[] = {
        {"Support Desk <support@example.org>", "Support Desk"},
        {"\"Desk, support\" <support@example.org>", "Desk, support"},
        {"<support@example.org>", ""},
        {"support@example.org", ""},
        {"\" <support@example.org>", "\""},
        {"", ""},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = config_address_name_of_mailbox(rows[i].mailbox);
        assert_string_equal(name, rows[i].name);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(senders_are_addresses_domains_or_patterns),
        cmocka_unit_test(recipients_are_addresses_or_patterns_of_one),
        cmocka_unit_test(patterns_of_everybody_are_known),
        cmocka_unit_test(a_mailbox_has_one_address),
        cmocka_unit_test(the_name_of_a_mailbox_is_in_front_of_its_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

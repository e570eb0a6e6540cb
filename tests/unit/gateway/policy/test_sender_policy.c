/* Which senders are accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/policy/sender_policy.h"
#include "tests/unit/address_tricks.h"

static void
patterns_are_of_addresses_or_domains(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *address;
        gboolean is_match;
    } rows[] = {
        {"user@example.org", "user@example.org", TRUE},
        {"User@Example.org", "uSER@example.org", TRUE},
        {"user@example.org", "xuser@example.org", FALSE},
        {"user@example.org", "user@example.org.evil.example", FALSE},
        {"*@example.org", "anyone@example.org", TRUE},
        {"*@example.org", "anyone@sub.example.org", FALSE},
        {"example.org", "anyone@example.org", TRUE},
        {"example.org", "anyone@EXAMPLE.org", TRUE},
        {"example.org", "anyone@sub.example.org", FALSE},
        {"example.org", "example.org@evil.example", FALSE},
        {"*.example.org", "anyone@sub.example.org", TRUE},
        {"*.example.org", "anyone@example.org", FALSE},
        {"u?er@*", "user@example.org", TRUE},
        {"*", "anyone@example.org", TRUE},
        {"example.org", "", FALSE},
        {"", "user@example.org", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (sender_policy_matches(rows[i].pattern, rows[i].address) != rows[i].is_match)
            fail_msg("row %u", i);
}

static void
nobody_is_let_in_by_an_address_that_only_looks_alike(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(address_tricks_same); i++)
        assert_true(sender_policy_matches(address_tricks_person, address_tricks_same[i]));
    for (guint i = 0; i < G_N_ELEMENTS(address_tricks_others); i++)
        if (sender_policy_matches(address_tricks_person, address_tricks_others[i]))
            fail_msg("%s", address_tricks_others[i]);
    assert_false(sender_policy_matches("bank.example", "kim@ban\xe2\x84\xaa.example"));
    assert_false(sender_policy_matches("*.bank.example", "kim@x.ban\xe2\x84\xaa.example"));
    assert_false(sender_policy_matches("kim*@bank.example", "\xe2\x84\xaa"
                                                            "im@bank.example"));
}

static void
deny_wins_over_allow(void **state)
{
    (void)state;
    static const struct {
        const char *allow, *deny, *address;
        gboolean is_denied;
    } rows[] = {
        {NULL, NULL, "user@example.org", FALSE},
        {NULL, NULL, NULL, FALSE},
        {NULL, "example.org", "user@example.org", TRUE},
        {NULL, "example.org", "user@example.com", FALSE},
        {NULL, "example.org", NULL, FALSE},
        {"example.org", NULL, "user@example.org", FALSE},
        {"example.org", NULL, "user@example.com", TRUE},
        {"example.org", NULL, NULL, TRUE},
        {"example.org", "eve@example.org", "eve@example.org", TRUE},
        {"example.org", "eve@example.org", "user@example.org", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        char *allow[] = {(char *)(guintptr)rows[i].allow, NULL};
        char *deny[] = {(char *)(guintptr)rows[i].deny, NULL};
        const Config config = {.allow = allow, .deny = deny};
        g_autofree char *reason = NULL;
        if (sender_policy_is_denied(&config, rows[i].address, &reason) != rows[i].is_denied)
            fail_msg("row %u: %s", i, reason);
        assert_non_null(reason);
    }
}

static void
the_ticket_system_has_senders_of_its_own(void **state)
{
    char *senders[] = {(char[]){"*@tickets.example"}, NULL};
    const Config config = {.ticket_system_senders = senders};
    const Config none = {.deny = senders};
    (void)state;
    assert_true(sender_policy_is_ticket_system(&config, "any@Tickets.example"));
    assert_false(sender_policy_is_ticket_system(&config, "any@customer.example"));
    assert_false(sender_policy_is_ticket_system(&config, NULL));
    assert_false(sender_policy_is_ticket_system(&none, "any@tickets.example"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_are_of_addresses_or_domains),
        cmocka_unit_test(nobody_is_let_in_by_an_address_that_only_looks_alike),
        cmocka_unit_test(deny_wins_over_allow),
        cmocka_unit_test(the_ticket_system_has_senders_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

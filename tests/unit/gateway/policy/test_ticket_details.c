/* What a new ticket says of its kind, its priority and its people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/policy/ticket_details.h"

static char *servers[] = {(char *)"mx.desk.example", NULL};

static Letter *
letter_from(const char *from)
{
    Letter *letter = letter_new();
    if (from == NULL)
        return letter;
    LetterAddress *entry = g_new0(LetterAddress, 1);
    entry->address = g_strdup(from);
    g_ptr_array_add(letter->from, entry);
    return letter;
}

static void
people_are_the_sender_or_who_the_route_says(void **state)
{
    static const struct {
        const char *from, *contact, *user;
        const char *wanted_contact, *wanted_user;
    } rows[] = {
        {"a@x.example", NULL, NULL, "a@x.example", NULL},
        {"a@x.example", "sender", "sender", "a@x.example", "a@x.example"},
        {"a@x.example", "none", "none", NULL, NULL},
        {"a@x.example", "desk@y.example", "U123", "desk@y.example", "U123"},
        {NULL, NULL, "sender", NULL, NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Config config = {.mail_from = (char *)"support@desk.example"};
        const ConfigDetails details = {.ticket_type = (char *)"Incident",
                                       .contact = (char *)(guintptr)rows[i].contact,
                                       .user = (char *)(guintptr)rows[i].user};
        g_autoptr(Letter) letter = letter_from(rows[i].from);
        const TicketDetails found = ticket_details_of(&config, &details, letter);
        if (g_strcmp0(found.contact, rows[i].wanted_contact) != 0 ||
            g_strcmp0(found.user, rows[i].wanted_user) != 0)
            fail_msg("row %u: %s, %s", i, found.contact, found.user);
        assert_string_equal(found.ticket_type, "Incident");
        assert_null(found.priority);
    }
}

static void
a_mail_has_a_say_in_its_priority_where_that_is_wanted(void **state)
{
    static const struct {
        gboolean is_wanted;
        const char *mail, *route, *priority;
    } rows[] = {
        {FALSE, "highest", NULL, NULL},
        {FALSE, "highest", "4 - Low", "4 - Low"},
        {TRUE, "highest", "4 - Low", "1 - Critical"},
        {TRUE, "high", NULL, "2 - High"},
        {TRUE, "low", NULL, "4 - Low"},
        {TRUE, "lowest", NULL, "5 - Planning"},
        {TRUE, "normal", "2 - High", "2 - High"}, /* most programs write it without a thought */
        {TRUE, "normal", NULL, NULL},
        {TRUE, NULL, "2 - High", "2 - High"},
        {TRUE, "other", NULL, NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Config config = {.is_priority_from_mail = rows[i].is_wanted};
        const ConfigDetails details = {.priority = (char *)(guintptr)rows[i].route};
        g_autoptr(Letter) letter = letter_from("a@x.example");
        letter->priority = g_strdup(rows[i].mail);
        const TicketDetails found = ticket_details_of(&config, &details, letter);
        if (g_strcmp0(found.priority, rows[i].priority) != 0)
            fail_msg("row %u: %s", i, found.priority);
    }
}

static void
a_forged_mail_is_nobodys_and_a_marked_one_is_not_urgent(void **state)
{
    const Config config = {.is_priority_from_mail = TRUE, .authserv_ids = servers};
    const ConfigDetails details = {.contact = (char *)"sender", .priority = (char *)"4 - Low"};
    g_autoptr(Letter) forged = letter_from("a@x.example");
    g_autoptr(Letter) spam = letter_from("a@x.example");
    (void)state;
    forged->priority = g_strdup("highest");
    g_ptr_array_add(forged->authentication_results,
                    g_strdup("mx.desk.example; dmarc=fail header.from=x.example"));
    const TicketDetails of_forged = ticket_details_of(&config, &details, forged);
    assert_null(of_forged.contact);
    assert_string_equal(of_forged.priority, "4 - Low");
    spam->priority = g_strdup("highest");
    spam->spam_mark = g_strdup("X-Spam-Flag: YES");
    const TicketDetails of_spam = ticket_details_of(&config, &details, spam);
    assert_string_equal(of_spam.contact, "a@x.example");
    assert_string_equal(of_spam.priority, "4 - Low");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_are_the_sender_or_who_the_route_says),
        cmocka_unit_test(a_mail_has_a_say_in_its_priority_where_that_is_wanted),
        cmocka_unit_test(a_forged_mail_is_nobodys_and_a_marked_one_is_not_urgent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

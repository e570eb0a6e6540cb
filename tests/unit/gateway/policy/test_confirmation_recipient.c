/* Who may get a confirmation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/policy/confirmation_recipient.h"

static void
add_address(GPtrArray *list, const char *address)
{
    LetterAddress *entry = g_new0(LetterAddress, 1);
    entry->address = g_strdup(address);
    g_ptr_array_add(list, entry);
}

static void
replies_go_to_people_only(void **state)
{
    (void)state;
    static const struct {
        const char *from, *reply_to;
        LetterClass mail_class;
        gboolean is_doubtful;
        const char *answered; /* NULL: nobody */
    } rows[] = {
        {"user@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE, "user@customer.example"},
        {"user@customer.example", NULL, LETTER_CLASS_AUTO_REPLY, FALSE, NULL},
        {"user@customer.example", NULL, LETTER_CLASS_AUTO_GENERATED, FALSE, NULL},
        {"user@customer.example", NULL, LETTER_CLASS_BOUNCE, FALSE, NULL},
        {"user@customer.example", NULL, LETTER_CLASS_LIST, FALSE, NULL},
        {"user@customer.example", NULL, LETTER_CLASS_LOOP, FALSE, NULL},
        {"user@customer.example", NULL, LETTER_CLASS_HUMAN, TRUE, NULL},
        {NULL, NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"MAILER-DAEMON@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"no-reply@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"jira-noreply@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"service-request@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE,
         "service-request@customer.example"},
        {"owner-team@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE,
         "owner-team@customer.example"},
        {"postmastery@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE,
         "postmastery@customer.example"},
        {"support@desk.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"SUPPORT@desk.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"no-at-sign", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"user@", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"a b@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"a\r\nBcc: x@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"a>,<b@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"user@customer.example", "team@customer.example", LETTER_CLASS_HUMAN, FALSE,
         "team@customer.example"},
        {"user@mail.customer.example", "team@customer.example", LETTER_CLASS_HUMAN, FALSE,
         "team@customer.example"},
        {"user@customer.example", "other@elsewhere.example", LETTER_CLASS_HUMAN, FALSE,
         "user@customer.example"},
        {"user@customer.example", "other@notcustomer.example", LETTER_CLASS_HUMAN, FALSE,
         "user@customer.example"},
        {"user@example", "other@deep.example", LETTER_CLASS_HUMAN, FALSE, "user@example"},
        {"user@a.customer.example", "other@b.customer.example", LETTER_CLASS_HUMAN, FALSE,
         "other@b.customer.example"},
        {"user@one.co.uk", "other@two.co.uk", LETTER_CLASS_HUMAN, FALSE, "user@one.co.uk"},
        {"user@customer.example", "support+x@desk.example", LETTER_CLASS_HUMAN, FALSE,
         "user@customer.example"},
        {"support+x@desk.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"noc@desk.example", NULL, LETTER_CLASS_HUMAN, FALSE, NULL},
        {"r\xc3\xa9mi@customer.example", NULL, LETTER_CLASS_HUMAN, FALSE,
         "r\xc3\xa9mi@customer.example"},
    };
    static char *noc_recipients[] = {(char *)"noc@desk.example", NULL};
    ConfigRoute noc = {.name = (char *)"noc", .recipients = noc_recipients};
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    g_ptr_array_add(routes, &noc);
    Config config = {.mail_from = (char *)"Support Desk <support@desk.example>",
                     .routes = routes,
                     .recipient_delimiter = CONFIG_DELIMITER_PLUS};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_new();
        letter->mail_class = rows[i].mail_class;
        if (rows[i].mail_class != LETTER_CLASS_HUMAN || rows[i].is_doubtful)
            letter->class_strength = LETTER_STRENGTH_DOUBT;
        if (rows[i].from != NULL)
            add_address(letter->from, rows[i].from);
        if (rows[i].reply_to != NULL)
            add_address(letter->reply_to, rows[i].reply_to);
        g_autofree char *reason = NULL;
        const char *answered = confirmation_recipient_sender(&config, letter, &reason);
        if (g_strcmp0(answered, rows[i].answered) != 0)
            fail_msg("row %u: %s instead of %s", i, answered, rows[i].answered);
        assert_non_null(reason);
    }
}

static void
an_address_of_a_lists_software_gets_none_through_the_list(void **state)
{
    static const char *const addresses[] = {
        "team-request@lists.example", "team-bounces@lists.example", "owner-team@lists.example"};
    static char *own_lists[] = {(char *)"team.lists.example", NULL};
    (void)state;
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    Config config = {
        .mail_from = (char *)"support@desk.example", .routes = routes, .own_lists = own_lists};
    for (guint i = 0; i <= G_N_ELEMENTS(addresses); i++) {
        gboolean is_person = i == G_N_ELEMENTS(addresses);
        g_autoptr(Letter) letter = letter_new();
        g_autofree char *reason = NULL;
        letter->mail_class = LETTER_CLASS_LIST;
        letter->class_strength = LETTER_STRENGTH_DOUBT;
        letter->class_doubt = LETTER_DOUBT_LIST;
        g_ptr_array_add(letter->lists, g_strdup("team.lists.example"));
        add_address(letter->from, is_person ? "user@customer.example" : addresses[i]);
        assert_int_equal(confirmation_recipient_sender(&config, letter, &reason) != NULL,
                         is_person);
    }
}

/* The person in From may know nothing of the mail. */
static void
spam_is_not_answered(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    Config config = {.mail_from = (char *)"support@desk.example", .routes = routes};
    g_autoptr(Letter) letter = letter_new();
    add_address(letter->from, "user@customer.example");
    letter->spam_mark = g_strdup("X-Spam-Flag: YES");
    g_autofree char *reason = NULL;
    assert_null(confirmation_recipient_sender(&config, letter, &reason));
    assert_string_equal(reason, "mail that is marked as spam is not answered (X-Spam-Flag: YES)");
}

static void
mail_that_fails_dmarc_is_not_answered(void **state)
{
    (void)state;
    static char *trusted[] = {(char *)"mx.desk.example", NULL};
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    Config config = {
        .mail_from = (char *)"support@desk.example", .routes = routes, .authserv_ids = trusted};
    g_autoptr(Letter) letter = letter_new();
    add_address(letter->from, "user@customer.example");
    add_address(letter->reply_to, "eve@customer.example");
    g_ptr_array_add(letter->authentication_results,
                    g_strdup("mx.desk.example; dmarc=fail header.from=customer.example"));
    g_autofree char *reason = NULL;
    assert_null(confirmation_recipient_sender(&config, letter, &reason));
    assert_string_equal(reason, "mail that fails DMARC is not answered");
    config.authserv_ids = NULL;
    g_autofree char *other = NULL;
    assert_string_equal(confirmation_recipient_sender(&config, letter, &other),
                        "eve@customer.example");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_go_to_people_only),
        cmocka_unit_test(an_address_of_a_lists_software_gets_none_through_the_list),
        cmocka_unit_test(spam_is_not_answered),
        cmocka_unit_test(mail_that_fails_dmarc_is_not_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

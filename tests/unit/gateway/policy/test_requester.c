/* Who the requester is, and which doubts remain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/policy/requester.h"

static char *forms[] = {(char *)"noreply@shop.example", (char *)"*@groups.example",
                        (char *)"support@desk.example", NULL};
static char *own_lists[] = {(char *)"helpdesk.lists.example", (char *)"all@desk.example", NULL};

static void
add_address(GPtrArray *list, const char *address)
{
    LetterAddress *entry = g_new0(LetterAddress, 1);
    entry->address = g_strdup(address);
    if (address != NULL)
        g_ptr_array_add(list, entry);
    else
        letter_address_free(entry);
}

static Config
config_with(GPtrArray *routes)
{
    return (Config){.mail_from = (char *)"support@desk.example",
                    .routes = routes,
                    .requester_from_reply_to = forms,
                    .own_lists = own_lists};
}

static void
only_senders_that_are_named_say_who_asks(void **state)
{
    static const struct {
        const char *from, *reply_to, *original, *wanted;
    } rows[] = {
        {"user@customer.example", NULL, NULL, "user@customer.example"},
        {"user@customer.example", "other@customer.example", "third@x.example",
         "user@customer.example"},
        {"noreply@shop.example", "mieke@klant.example", NULL, "mieke@klant.example"},
        {"noreply@shop.example", NULL, NULL, "noreply@shop.example"},
        {"noreply@shop.example", "noreply@shop.example", NULL, "noreply@shop.example"},
        {"noreply@shop.example", "no-reply@klant.example", NULL, "noreply@shop.example"},
        {"noreply2@shop.example", "mieke@klant.example", NULL, "noreply2@shop.example"},
        {"x@groups.example", NULL, "anna@customer.example", "anna@customer.example"},
        {"x@groups.example", "support@desk.example", "anna@customer.example",
         "anna@customer.example"},
        {"support@desk.example", "anna@customer.example", NULL, "anna@customer.example"},
        {NULL, "anna@customer.example", NULL, NULL},
    };
    (void)state;
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    const Config config = config_with(routes);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_new();
        add_address(letter->from, rows[i].from);
        add_address(letter->reply_to, rows[i].reply_to);
        add_address(letter->original_from, rows[i].original);
        const char *found = requester_address(&config, letter);
        if (g_strcmp0(found, rows[i].wanted) != 0)
            fail_msg("row %u: %s instead of %s", i, found, rows[i].wanted);
        assert_int_equal(requester_is_named(&config, letter),
                         g_strcmp0(rows[i].from, rows[i].wanted) != 0);
    }
}

#define NOTHING LETTER_STRENGTH_NOTHING
#define DOUBT LETTER_STRENGTH_DOUBT
#define PROOF LETTER_STRENGTH_PROOF
#define MACHINE LETTER_DOUBT_MACHINE
#define NAME LETTER_DOUBT_NAME
#define LIST LETTER_DOUBT_LIST

static void
doubts_are_set_aside_for_own_lists_and_named_requesters(void **state)
{
    static const struct {
        LetterStrength strength;
        LetterDoubt doubt;
        const char *from, *reply_to, *list, *to;
        LetterStrength wanted;
    } rows[] = {
        {NOTHING, MACHINE, "user@x.example", NULL, NULL, NULL, NOTHING},
        {PROOF, LIST, "noreply@shop.example", "mieke@klant.example", "helpdesk.lists.example", NULL,
         PROOF},
        {DOUBT, MACHINE, "noreply@shop.example", "mieke@klant.example", NULL, NULL, DOUBT},
        {DOUBT, NAME, "noreply@shop.example", "mieke@klant.example", NULL, NULL, NOTHING},
        {DOUBT, NAME, "noreply@shop.example", NULL, NULL, NULL, DOUBT},
        {DOUBT, NAME, "noreply@x.example", NULL, "helpdesk.lists.example", NULL, DOUBT},
        {DOUBT, LIST, "x@groups.example", "anna@x.example", "groups.example", NULL, NOTHING},
        {DOUBT, LIST, "user@x.example", NULL, "HelpDesk.lists.example", NULL, NOTHING},
        {DOUBT, LIST, "user@x.example", NULL, "other.lists.example", NULL, DOUBT},
        {DOUBT, LIST, "user@x.example", NULL, "other.lists.example", "all@desk.example", DOUBT},
        {DOUBT, LIST, "user@x.example", NULL, NULL, "all@desk.example", NOTHING},
        {DOUBT, LIST, "user@x.example", NULL, NULL, "all@x.example", DOUBT},
        {DOUBT, MACHINE, "user@x.example", NULL, "helpdesk.lists.example", NULL, DOUBT},
    };
    (void)state;
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    const Config config = config_with(routes);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_new();
        letter->class_strength = rows[i].strength;
        letter->class_doubt = rows[i].doubt;
        add_address(letter->from, rows[i].from);
        add_address(letter->reply_to, rows[i].reply_to);
        add_address(letter->to, rows[i].to);
        if (rows[i].list != NULL)
            g_ptr_array_add(letter->lists, g_strdup(rows[i].list));
        if (requester_strength(&config, letter) != rows[i].wanted)
            fail_msg("row %u", i);
    }
}

static void
colleagues_have_one_organisation(void **state)
{
    static const struct {
        const char *from, *reply_to, *wanted;
    } rows[] = {
        {"user@Mail.Customer.example", NULL, "customer.example"},
        {"nagios@localhost", NULL, "localhost"},
        {"nobody", NULL, "nobody"},
        {"noreply@shop.example", "mieke@klant.example", "klant.example"},
        {NULL, NULL, NULL},
    };
    (void)state;
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    const Config config = config_with(routes);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_new();
        add_address(letter->from, rows[i].from);
        add_address(letter->reply_to, rows[i].reply_to);
        g_autofree char *organisation = requester_organisation(&config, letter);
        if (g_strcmp0(organisation, rows[i].wanted) != 0)
            fail_msg("row %u: %s", i, organisation);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_senders_that_are_named_say_who_asks),
        cmocka_unit_test(colleagues_have_one_organisation),
        cmocka_unit_test(doubts_are_set_aside_for_own_lists_and_named_requesters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The other routes of the same mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/policy/sibling.h"

static char *noc[] = {(char *)"noc@desk.example", NULL};
static char *sales[] = {(char *)"sales@desk.example", (char *)"*@sales.example", NULL};

static const MailIdentity mail = {.message_id = (char[]){"a@mail.example"}};

typedef struct {
    ConfigRoute routes[2];
    Config config;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->routes[0] = (ConfigRoute){.name = (char *)"noc", .recipients = noc};
    fixture->routes[1] = (ConfigRoute){.name = (char *)"sales", .recipients = sales};
    fixture->config.ci = (char *)"PRINTERS";
    fixture->config.mail_from = (char *)"Desk <support@desk.example>";
    fixture->config.recipient_delimiter = CONFIG_DELIMITER_PLUS;
    fixture->config.routes = g_ptr_array_new();
    g_ptr_array_add(fixture->config.routes, &fixture->routes[0]);
    g_ptr_array_add(fixture->config.routes, &fixture->routes[1]);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    g_ptr_array_unref(fixture->config.routes);
    g_free(fixture);
    return 0;
}

static Letter *
letter_to(const char *const *to)
{
    Letter *letter = letter_new();
    letter->message_id = g_strdup("a@mail.example");
    for (; *to != NULL; to++) {
        LetterAddress *entry = g_new0(LetterAddress, 1);
        entry->address = g_strdup(*to);
        g_ptr_array_add(letter->cc, entry);
    }
    return letter;
}

static void
addresses_of_ours_are_siblings(void **state)
{
    const Fixture *fixture = *state;
    static const struct {
        const char *to[6];
        const char *route; /* the ticket that has the mail */
        const char *siblings;
    } rows[] = {
        {{NULL}, NULL, ""},
        {{"support@desk.example"}, NULL, ""},
        {{"noc@desk.example"}, NULL, "noc@desk.example"},
        {{"noc@desk.example"}, "noc", ""},
        {{"support@desk.example", "noc@desk.example"}, "noc", "support@desk.example"},
        {{"support+x@desk.example", "NOC+y@desk.example"},
         "sales",
         "support+x@desk.example NOC+y@desk.example"},
        {{"noc@desk.example", "noc@desk.example", "sales@desk.example"},
         NULL,
         "noc@desk.example sales@desk.example"},
        /* people, also at the domain of a pattern */
        {{"user@customer.example", "colleague@sales.example"}, NULL, ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = letter_to(rows[i].to);
        const Route route = {.name = rows[i].route};
        g_autoptr(GPtrArray) siblings = sibling_list(&fixture->config, letter, &mail, &route);
        g_autoptr(GString) found = g_string_new(NULL);
        for (guint j = 0; j < siblings->len; j++) {
            const Sibling *sibling = g_ptr_array_index(siblings, j);
            g_string_append_printf(found, "%s%s", j > 0 ? " " : "", sibling->recipient);
            assert_null(sibling->ticket_number);
        }
        if (g_strcmp0(found->str, rows[i].siblings) != 0)
            fail_msg("row %u: %s", i, found->str);
    }
}

static void
the_key_is_that_of_the_other_delivery(void **state)
{
    const Fixture *fixture = *state;
    static const char *const to[] = {"noc@desk.example", NULL};
    g_autoptr(Letter) letter = letter_to(to);
    const Route route = {.name = NULL};
    g_autoptr(GPtrArray) siblings = sibling_list(&fixture->config, letter, &mail, &route);
    g_autoptr(MailKey) key = mail_key_new("a@mail.example", NULL, "noc");
    const Sibling *sibling = g_ptr_array_index(siblings, 0);
    assert_string_equal(sibling->key->key, key->key);
    assert_string_equal(sibling->key->reference_number, key->reference_number);
}

/* The sender chooses the addresses, so only a limited number is checked. */
static void
only_the_first_addresses_are_looked_at(void **state)
{
    const Fixture *fixture = *state;
    static const struct {
        guint strangers;
        guint siblings;
    } rows[] = {{0, 1}, {199, 1}, {200, 0}, {201, 0}, {1000, 0}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) to = g_ptr_array_new();
        for (guint j = 0; j < rows[i].strangers; j++)
            g_ptr_array_add(to, (gpointer)(guintptr) "user@customer.example");
        g_ptr_array_add(to, (gpointer)(guintptr) "noc@desk.example");
        g_ptr_array_add(to, NULL);
        g_autoptr(Letter) letter = letter_to((const char *const *)to->pdata);
        const Route route = {.name = NULL};
        g_autoptr(GPtrArray) siblings = sibling_list(&fixture->config, letter, &mail, &route);
        if (siblings->len != rows[i].siblings)
            fail_msg("row %u: %u", i, siblings->len);
    }
}

static void
only_so_many_siblings_are_listed(void **state)
{
    (void)state;
    ConfigRoute routes[SIBLING_MAX + 2] = {0};
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    g_autoptr(GPtrArray) to = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < G_N_ELEMENTS(routes); i++) {
        g_ptr_array_add(to, g_strdup_printf("r%u@desk.example", i));
        routes[i].name = g_strdup_printf("r%u", i);
        routes[i].recipients = g_strdupv((char *[]){g_ptr_array_index(to, i), NULL});
        g_ptr_array_add(list, &routes[i]);
    }
    g_ptr_array_add(to, NULL);
    const Config config = {.ci = (char *)(guintptr) "PRINTERS", .routes = list};
    g_autoptr(Letter) letter = letter_to((const char *const *)to->pdata);
    const Route route = {.name = "r0"};
    g_autoptr(GPtrArray) siblings = sibling_list(&config, letter, &mail, &route);
    assert_int_equal(siblings->len, SIBLING_MAX);
    for (guint i = 0; i < G_N_ELEMENTS(routes); i++) {
        g_free(routes[i].name);
        g_strfreev(routes[i].recipients);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(addresses_of_ours_are_siblings, setup, teardown),
        cmocka_unit_test_setup_teardown(only_the_first_addresses_are_looked_at, setup, teardown),
        cmocka_unit_test(only_so_many_siblings_are_listed),
        cmocka_unit_test_setup_teardown(the_key_is_that_of_the_other_delivery, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

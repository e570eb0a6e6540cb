/* Which routes the recipients select. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/policy/route.h"
#include "tests/unit/address_tricks.h"

static char *noc_patterns[] = {(char *)"noc@*", (char *)"*@noc.example.org", NULL};
static char *all_patterns[] = {(char *)"*@example.org", NULL};

static GPtrArray *
routes_of(char *ci, const char *const *recipients)
{
    ConfigRoute noc = {.name = (char *)"noc", .recipients = noc_patterns, .ci = (char *)"NETWORK"};
    ConfigRoute all = {
        .name = (char *)"all", .recipients = all_patterns, .service = (char *)"Desk"};
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    g_ptr_array_add(list, &noc);
    g_ptr_array_add(list, &all);
    Config config = {
        .ci = ci, .service = (char *)"Default", .language = (char *)"en", .routes = list};
    GPtrArray *routes = route_select(&config, recipients);
    /* Compares everything here; the returned names are literals, so they outlive this function. */
    return routes;
}

static void
no_pattern_is_of_an_address_that_only_looks_alike(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(address_tricks_same); i++)
        assert_true(route_pattern_matches(address_tricks_person, address_tricks_same[i]));
    for (guint i = 0; i < G_N_ELEMENTS(address_tricks_others); i++)
        if (route_pattern_matches(address_tricks_person, address_tricks_others[i]))
            fail_msg("%s", address_tricks_others[i]);
}

static void
recipients_take_their_routes(void **state)
{
    (void)state;
    static const struct {
        const char *recipients[4];
        const char *names; /* of the routes, '-' for the default */
    } rows[] = {
        {{NULL}, "-"},
        {{"noc@example.org", NULL}, "noc"},
        {{"NOC@Example.ORG", NULL}, "noc"},
        {{"help@example.org", NULL}, "all"},
        {{"x@elsewhere.example", NULL}, "-"},
        {{"a@example.org", "b@example.org", NULL}, "all"},
        {{"a@example.org", "noc@example.org", "x@elsewhere.example", NULL}, "all noc -"},
        {{"x@noc.example.org", NULL}, "noc"},
        {{"xnoc@elsewhere.example", NULL}, "-"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) routes = routes_of((char *)"DEFAULT", rows[i].recipients);
        g_autoptr(GString) names = g_string_new(NULL);
        for (guint j = 0; j < routes->len; j++) {
            const Route *route = g_ptr_array_index(routes, j);
            g_string_append_printf(names, "%s%s", j > 0 ? " " : "",
                                   route->name != NULL ? route->name : "-");
        }
        assert_string_equal(names->str, rows[i].names);
    }
}

static void
values_fall_back_to_ticket(void **state)
{
    (void)state;
    static const char *const recipients[] = {"noc@example.org", "help@example.org", NULL};
    g_autoptr(GPtrArray) routes = routes_of((char *)"DEFAULT", recipients);
    const Route *noc = g_ptr_array_index(routes, 0);
    const Route *all = g_ptr_array_index(routes, 1);
    assert_string_equal(noc->ci, "NETWORK");
    assert_string_equal(noc->service, "Default");
    assert_null(noc->language);
    assert_string_equal(noc->recipient, "noc@example.org");
    assert_string_equal(all->ci, "DEFAULT");
    assert_string_equal(all->service, "Desk");
}

static void
without_a_default_ci_there_is_no_default_route(void **state)
{
    (void)state;
    static const char *const recipients[] = {"x@elsewhere.example", NULL};
    g_autoptr(GPtrArray) none = routes_of(NULL, recipients);
    assert_int_equal(none->len, 0);
    static const char *const both[] = {"x@elsewhere.example", "noc@example.org", NULL};
    g_autoptr(GPtrArray) one = routes_of(NULL, both);
    assert_int_equal(one->len, 1);
}

static void
sub_addresses_lead_where_the_address_does(void **state)
{
    (void)state;
    static const struct {
        ConfigDelimiter delimiter;
        const char *address, *base;
    } rows[] = {
        {CONFIG_DELIMITER_PLUS, "noc+a.b@example.org", "noc@example.org"},
        {CONFIG_DELIMITER_PLUS, "noc+a+b@example.org", "noc@example.org"},
        {CONFIG_DELIMITER_PLUS, "n+x@example.org", "n@example.org"},
        {CONFIG_DELIMITER_PLUS, "noc@example+x.org", "noc@example+x.org"},
        {CONFIG_DELIMITER_PLUS, "+a@example.org", "+a@example.org"},
        {CONFIG_DELIMITER_PLUS, "noc-a@example.org", "noc-a@example.org"},
        {CONFIG_DELIMITER_MINUS, "noc-a@example.org", "noc@example.org"},
        {CONFIG_DELIMITER_NONE, "noc+a@example.org", "noc+a@example.org"},
        {CONFIG_DELIMITER_PLUS, "nobody", "nobody"},
        {CONFIG_DELIMITER_PLUS, "", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Config config = {.recipient_delimiter = rows[i].delimiter};
        g_autofree char *base = route_base_address(&config, rows[i].address);
        if (g_strcmp0(base, rows[i].base) != 0)
            fail_msg("row %u: %s", i, base);
    }
}

static void
addresses_of_ours_are_those_without_wildcards(void **state)
{
    (void)state;
    static char *recipients[] = {(char *)"noc@example.org", (char *)"*@people.example", NULL};
    static const struct {
        const char *address;
        gboolean is_ours;
    } rows[] = {
        {"noc@example.org", TRUE},
        {"NOC@example.org", TRUE},
        {"noc+x@example.org", TRUE},
        {"support@example.org", TRUE},
        {"support+1@example.org", TRUE},
        {"xnoc@example.org", FALSE},
        {"user@people.example", FALSE},
        {"user@example.org", FALSE},
        {"", FALSE},
    };
    ConfigRoute noc = {.name = (char *)"noc", .recipients = recipients, .ci = (char *)"NETWORK"};
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    g_ptr_array_add(list, &noc);
    const Config config = {.ci = (char *)"X",
                           .routes = list,
                           .mail_from = (char *)"Desk <support@example.org>",
                           .recipient_delimiter = CONFIG_DELIMITER_PLUS};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (route_is_ours(&config, rows[i].address) != rows[i].is_ours)
            fail_msg("row %u", i);

    static const char *const addresses[] = {"user@people.example", "support+1@example.org",
                                            "noc+x@example.org", "noc@example.org", NULL};
    g_autoptr(GPtrArray) routes = route_select_known(&config, addresses);
    assert_int_equal(routes->len, 2);
    assert_null(((const Route *)g_ptr_array_index(routes, 0))->name);
    assert_string_equal(((const Route *)g_ptr_array_index(routes, 1))->name, "noc");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_pattern_is_of_an_address_that_only_looks_alike),
        cmocka_unit_test(recipients_take_their_routes),
        cmocka_unit_test(values_fall_back_to_ticket),
        cmocka_unit_test(without_a_default_ci_there_is_no_default_route),
        cmocka_unit_test(sub_addresses_lead_where_the_address_does),
        cmocka_unit_test(addresses_of_ours_are_those_without_wildcards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

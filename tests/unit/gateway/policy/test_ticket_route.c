/* The route of the ticket, and recipients that are only accepted because of our signature. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/policy/signed_reference.h"
#include "gateway/policy/ticket_route.h"

static char *noc_recipients[] = {(char *)"noc@desk.example", NULL};
static char *wan_recipients[] = {(char *)"wan@desk.example", NULL};
static char *hw_recipients[] = {(char *)"hw@desk.example", NULL};
static char *agreed[] = {(char *)"MAIL", (char *)"NETWORK", (char *)"ROOF", NULL};

typedef struct {
    ConfigRoute routes[3];
    Config config;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->routes[0] = (ConfigRoute){.name = (char *)"noc",
                                       .recipients = noc_recipients,
                                       .ci = (char *)"NETWORK",
                                       .service = (char *)"Lines",
                                       .language = (char *)"nl"};
    fixture->routes[1] = (ConfigRoute){.name = (char *)"wan",
                                       .recipients = wan_recipients,
                                       .ci = (char *)"NETWORK",
                                       .service = (char *)"Wide"};
    fixture->routes[2] = (ConfigRoute){
        .name = (char *)"hw", .recipients = hw_recipients, .service = (char *)"Hardware"};
    fixture->config = (Config){.ci = (char *)"MAIL",
                               .service = (char *)"Support",
                               .ci_list = agreed,
                               .mail_from = (char *)"Desk <support@desk.example>",
                               .recipient_delimiter = CONFIG_DELIMITER_PLUS,
                               .routes = g_ptr_array_new()};
    for (guint i = 0; i < G_N_ELEMENTS(fixture->routes); i++)
        g_ptr_array_add(fixture->config.routes, &fixture->routes[i]);
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

static void
a_follow_up_is_the_department_s_of_the_ticket(void **state)
{
    static const struct {
        const char *ci, *service; /* as the API says */
        const char *words;        /* ci, service and language of the follow-up */
    } rows[] = {
        {NULL, NULL, "MAIL Support -"},
        {"MAIL", "Support", "MAIL Support -"},
        {"MAIL", NULL, "MAIL Support -"},
        {"NETWORK", "Lines", "NETWORK Lines nl"},
        {"NETWORK", "Wide", "NETWORK Wide -"},
        {"NETWORK", "of the provider's own", "NETWORK Lines nl"},
        {"NETWORK", NULL, "NETWORK Lines nl"},
        {"MAIL", "Hardware", "MAIL Hardware -"},
        {"MAIL", "of the provider's own", "MAIL Hardware -"},
        {"ROOF", "Roofs", "ROOF Support -"},    /* agreed, but in no route */
        {"UNKNOWN", "Lines", "MAIL Support -"}, /* the API would not accept it */
    };
    const Fixture *fixture = *state;
    const Route route = {.name = NULL, .ci = "MAIL", .service = "Support", .recipient = "r"};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Route found = ticket_route_of(&fixture->config, &route, rows[i].ci, rows[i].service);
        g_autofree char *words = g_strdup_printf("%s %s %s", found.ci, found.service,
                                                 found.language != NULL ? found.language : "-");
        if (strcmp(words, rows[i].words) != 0)
            fail_msg("row %u: %s", i, words);
        assert_null(found.name); /* the mail keeps its name in the journal */
        assert_string_equal(found.recipient, "r");
    }
    const Route noc = {.name = "noc", .ci = "NETWORK", .service = "Lines", .language = "nl"};
    Route found = ticket_route_of(&fixture->config, &noc, "MAIL", "Support");
    assert_string_equal(found.ci, "MAIL");
    assert_string_equal(found.service, "Support");
    assert_null(found.language);
    assert_string_equal(found.name, "noc");
}

static void
what_we_signed_is_taken_whatever_the_routes_are(void **state)
{
    static const SigningKeys keys = {.keys = {{1, 2, 3}}, .n_keys = 1};
    Fixture *fixture = *state;
    g_autoptr(Letter) letter = letter_new();
    LetterAddress *from = g_new0(LetterAddress, 1);
    from->address = g_strdup("user@customer.example");
    g_ptr_array_add(letter->from, from);
    g_autofree char *mine = signed_reference_address(&keys, "INC0000007", "user@customer.example",
                                                     "support@desk.example", '+');
    g_autofree char *others = signed_reference_address(&keys, "INC0000007", "eve@customer.example",
                                                       "support@desk.example", '+');
    const struct {
        const char *recipients[4];
        const char *names; /* of the routes; - for the default */
    } rows[] = {
        {{mine, NULL}, "-"},
        {{others, NULL}, ""},
        {{"nobody@desk.example", NULL}, ""},
        {{"noc@desk.example", mine, NULL}, "noc -"},
        {{mine, mine, NULL}, "-"},
        {{others, "noc@desk.example", NULL}, "noc"},
    };
    fixture->config.ci = NULL;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) routes =
            ticket_route_select(&fixture->config, rows[i].recipients, &keys, letter);
        g_autoptr(GString) names = g_string_new(NULL);
        for (guint j = 0; j < routes->len; j++) {
            const Route *route = g_ptr_array_index(routes, j);
            g_string_append_printf(names, "%s%s", j > 0 ? " " : "",
                                   route->name != NULL ? route->name : "-");
            assert_string_equal(route->ci, "NETWORK");
        }
        if (strcmp(names->str, rows[i].names) != 0)
            fail_msg("row %u: %s", i, names->str);
        g_autoptr(GPtrArray) unsigned_routes =
            ticket_route_select(&fixture->config, (const char *[]){mine, NULL}, NULL, letter);
        assert_int_equal(unsigned_routes->len, 0);
    }
    fixture->config.ci = (char *)(guintptr) "MAIL";
    g_autoptr(GPtrArray) usual =
        ticket_route_select(&fixture->config, (const char *[]){mine, NULL}, &keys, letter);
    assert_int_equal(usual->len, 1);
}

static void
before_the_mail_is_there_a_sub_address_of_ours_is_possible(void **state)
{
    static const struct {
        const char *recipient;
        gboolean is_possible;
    } rows[] = {
        {"support+inc0000007.aaaaaaaaaaaaaaaa@desk.example", TRUE},
        {"SUPPORT+x@Desk.example", TRUE},
        {"support@desk.example", FALSE},
        {"noc+x@desk.example", FALSE},
        {"support+x@elsewhere.example", FALSE},
    };
    const Fixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (ticket_route_is_possible(&fixture->config, rows[i].recipient) != rows[i].is_possible)
            fail_msg("%s", rows[i].recipient);
}

#define fixture_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_follow_up_is_the_department_s_of_the_ticket),
        fixture_test(what_we_signed_is_taken_whatever_the_routes_are),
        fixture_test(before_the_mail_is_there_a_sub_address_of_ours_is_possible),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

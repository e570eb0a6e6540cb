/* Kind, priority and people of new tickets, as they are written into the configuration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "config/config_details.h"

static void
values_get_the_form_of_the_api(void **state)
{
    static const struct {
        const char *type, *priority, *wanted_type, *wanted_priority;
    } rows[] = {
        {"incident", "1", "Incident", "1 - Critical"},
        {"Request For Information", "2 - high", "Request for Information", "2 - High"},
        {"Change Request", "moderate", "Change Request", "3 - Moderate"},
        {NULL, "5 - Planning", NULL, "5 - Planning"},
        {NULL, NULL, NULL, NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GPtrArray) routes = g_ptr_array_new();
        ConfigRoute route = {.name = (char *)"r",
                             .details = {.ticket_type = g_strdup(rows[i].type),
                                         .priority = g_strdup(rows[i].priority)}};
        Config config = {.routes = routes};
        g_ptr_array_add(routes, &route);
        config_details_check(&config, mistakes);
        assert_int_equal(mistakes->len, 0);
        assert_int_equal(g_strcmp0(route.details.ticket_type, rows[i].wanted_type), 0);
        assert_int_equal(g_strcmp0(route.details.priority, rows[i].wanted_priority), 0);
        g_free(route.details.ticket_type);
        g_free(route.details.priority);
    }
}

static void
what_cannot_be_meant_is_a_mistake(void **state)
{
    static const struct {
        ConfigDetails details;
        const char *mistake; /* NULL: none */
    } rows[] = {
        {{.ticket_type = (char *)"Problem"},
         "[ticket] ticket_type: 'Problem' is not one of Incident, Request for Information, Change "
         "Request"},
        {{.priority = (char *)"6"}, "[ticket] priority: '6' is not one of 1 - Critical, "},
        {{.priority = (char *)"1 - High"}, "[ticket] priority: '1 - High' is not one of "},
        {{.contact = (char *)"sendr"}, "[ticket] contact: 'sendr' is wrong; write sender, none, "},
        {{.contact = (char *)"a@b, c@d"}, "[ticket] contact: "},
        {{.contact = (char *)"@x.example"}, "[ticket] contact: "},
        {{.user = (char *)"the sender"}, "[ticket] user: "},
        {{.contact = (char *)"desk@x.example", .user = (char *)"none"}, NULL},
        {{.contact = (char *)"none", .user = (char *)"AB123456"}, NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GPtrArray) routes = g_ptr_array_new();
        Config config = {.details = rows[i].details, .routes = routes};
        config_details_check(&config, mistakes);
        assert_int_equal(mistakes->len, rows[i].mistake != NULL ? 1 : 0);
        if (rows[i].mistake != NULL)
            assert_true(g_str_has_prefix(g_ptr_array_index(mistakes, 0), rows[i].mistake));
    }
}

static void
the_incident_api_has_no_use_for_them(void **state)
{
    ConfigRoute route = {.name = (char *)"noc", .details = {.user = (char *)"none"}};
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    g_autoptr(GPtrArray) warnings = g_ptr_array_new_with_free_func(g_free);
    Config config = {.routes = routes, .is_priority_from_mail = TRUE};
    (void)state;
    g_ptr_array_add(routes, &route);
    config.dialect = CONFIG_DIALECT_CONNECT;
    config_details_warn(&config, warnings);
    assert_int_equal(warnings->len, 0);
    config.dialect = CONFIG_DIALECT_INCIDENT;
    config_details_warn(&config, warnings);
    assert_int_equal(warnings->len, 2);
    assert_true(
        g_str_has_prefix(g_ptr_array_index(warnings, 0), "[ticket] priority_from_mail: the "));
    assert_true(g_str_has_prefix(g_ptr_array_index(warnings, 1), "[route noc] user: the "));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_get_the_form_of_the_api),
        cmocka_unit_test(what_cannot_be_meant_is_a_mistake),
        cmocka_unit_test(the_incident_api_has_no_use_for_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

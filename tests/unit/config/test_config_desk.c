/* The address of a ticket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "config/config_desk.h"

static void
a_ticket_url_is_https_and_names_the_ticket_behind_its_host(void **state)
{
    static const struct {
        const char *url;
        gboolean is_good;
    } rows[] = {
        {NULL, TRUE},
        {"https://desk.example.org/tickets/{ticket}", TRUE},
        {"https://desk.example.org:8443/?id={ticket}&again={ticket}", TRUE},
        {"https://desk.example.org/#{ticket}", TRUE},
        {"http://desk.example.org/{ticket}", FALSE},
        {"https://desk.example.org/", FALSE},
        {"https://{ticket}.example.org/", FALSE},
        {"https://{ticket}.example.org/{ticket}", FALSE},
        {"https://desk.example.org{ticket}", FALSE},
        {"https://user@desk.example.org/{ticket}", FALSE},
        {"https:///{ticket}", FALSE},
        {"https:{ticket}", FALSE},
        {"javascript:alert({ticket})", FALSE},
        {"https://desk.example.org/\"{ticket}", FALSE},
        {"https://desk.example.org/a {ticket}", FALSE},
        {"{ticket}", FALSE},
        {"", FALSE},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
        g_autofree char *url = g_strdup(rows[i].url);
        const Config config = {.ticket_url = url};
        config_desk_check(&config, mistakes);
        if (mistakes->len != (rows[i].is_good ? 0 : 1))
            fail_msg("%s: %u mistakes", url, mistakes->len);
        if (mistakes->len > 0)
            assert_true(g_str_has_prefix(g_ptr_array_index(mistakes, 0), "[mail] ticket_url: "));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_ticket_url_is_https_and_names_the_ticket_behind_its_host),
    };
    return cmocka_run_group_tests_name("config_desk", tests, NULL, NULL);
}

/* test_refusal.c - a refused ci or service is a mistake of the configuration, other refusals are
 * not. */
#include "gateway/ticket_system/refusal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
the_configuration_is_blamed_for_its_own_values(void **state)
{
    static const struct {
        const char *reason;
        gboolean is_ours;
    } rows[] = {
        {"ci is not in the agreed list: PRINTERS", TRUE},
        {"Invalid CI", TRUE},
        {"Bad request: unknown value 'X' for cmdb_ci; agreed: A, B", TRUE},
        {"The configuration item does not exist", TRUE},
        {"service: no such value", TRUE},
        {"Unknown service 'Office'", TRUE},
        {"Service 'Office' is not agreed", TRUE},
        {"business_service must be one of: A, B", TRUE},
        {"description is too long", FALSE},
        {"attachment circuit.pdf is refused", FALSE},
        {"A city is no name of a file", FALSE},
        {"The service is temporarily unavailable", FALSE},
        {"Service is not available", FALSE},
        {"Web services reject this content", FALSE},
        {"", FALSE},
        {NULL, FALSE},
    };

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (refusal_is_about_configuration(rows[i].reason) != rows[i].is_ours)
            fail_msg("'%s'", rows[i].reason);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_configuration_is_blamed_for_its_own_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_own_address.c - our address, from the configured From. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/own_address.h"

static void
own_address_is_taken_out_of_from(void **state)
{
    (void)state;
    static const struct {
        const char *from, *address;
    } rows[] = {
        {"support@desk.example", "support@desk.example"},
        {"Support <support@desk.example>", "support@desk.example"},
        {"\"a <b\" < support@desk.example >", "support@desk.example"},
        {NULL, NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *from = g_strdup(rows[i].from);
        Config config = {.mail_from = from};
        g_autofree char *address = own_address_of(&config);
        assert_int_equal(g_strcmp0(address, rows[i].address), 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(own_address_is_taken_out_of_from)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

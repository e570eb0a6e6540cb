/* test_ping_neighbours.c - if the scanner does not answer, ping fails; without a scanner nothing is
 * tested. */
#include "gateway/commands/ping_neighbours.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/delivery_fixture.h"

static void
without_a_scanner_there_is_nothing_to_ask(void **state)
{
    const DeliveryFixture *fixture = *state;

    assert_null(fixture->config->clamd);
    assert_true(ping_scanner(fixture->config, &(PingReport){0}));
}

static void
a_scanner_that_is_not_there_is_told(void **state)
{
    const DeliveryFixture *fixture = *state;

    int output = dup(STDOUT_FILENO); /* its output is not a test result */

    fixture->config->clamd = g_strdup("/nonexistent/clamd.ctl");
    assert_int_equal(fflush(stdout), 0);
    assert_true(dup2(STDERR_FILENO, STDOUT_FILENO) >= 0);
    gboolean is_good = ping_scanner(fixture->config, &(PingReport){0});
    assert_true(dup2(output, STDOUT_FILENO) >= 0 && close(output) == 0);
    assert_false(is_good);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(without_a_scanner_there_is_nothing_to_ask),
        delivery_fixture_test(a_scanner_that_is_not_there_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_check_sandbox.c - a good installation can read signed mail; otherwise the problem is
 * reported. */
#include "gateway/commands/check_sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/delivery_fixture.h"

static void
signed_mail_is_read_in_the_sandbox(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *problem = NULL;

    assert_int_equal(check_sandbox(fixture->config, &problem), CHECK_SANDBOX_GOOD);
    assert_null(problem);
}

static void
a_place_that_cannot_be_written_to_is_told(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *problem = NULL;

    g_free(fixture->config->spool_path);
    fixture->config->spool_path = g_strdup("/nonexistent/spool");
    assert_int_equal(check_sandbox(fixture->config, &problem), CHECK_SANDBOX_BAD);
    assert_non_null(problem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(signed_mail_is_read_in_the_sandbox),
        delivery_fixture_test(a_place_that_cannot_be_written_to_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

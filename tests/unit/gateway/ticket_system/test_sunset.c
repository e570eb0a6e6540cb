/* The end of an API is said once a day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <utime.h>

#include "gateway/ticket_system/sunset.h"
#include "tests/unit/delivery_fixture.h"

#define DATE "Thu, 31 Dec 2026 23:59:59 GMT"

static void
is_said_once_a_day(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *path = g_strconcat(fixture->config->token_cache, ".sunset", NULL);
    const struct utimbuf yesterday = {.modtime = time(NULL) - 25 * 60 * 60};
    assert_true(sunset_note(fixture->config, DATE));
    assert_false(sunset_note(fixture->config, DATE));
    assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
    assert_int_equal(g_utime(path, (struct utimbuf *)(guintptr)&yesterday), 0);
    assert_true(sunset_note(fixture->config, DATE));
    assert_false(sunset_note(fixture->config, DATE));
}

static void
is_said_each_time_if_it_cannot_be_remembered(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_free(fixture->config->token_cache);
    fixture->config->token_cache = g_strdup("/nonexistent/token");
    assert_true(sunset_note(fixture->config, DATE));
    assert_true(sunset_note(fixture->config, DATE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(is_said_once_a_day),
        delivery_fixture_test(is_said_each_time_if_it_cannot_be_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

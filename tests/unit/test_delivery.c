/* The way of one message, where the API is not there; with a real desk it is tested end to end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "delivery_fixture.h"
#include "gateway/delivery/delivery.h"
#include "gateway/delivery_error.h"

static void
no_route_for_the_recipient_is_final(void **state)
{
    DeliveryFixture *fixture = *state;
    g_clear_pointer(&fixture->config->ci, g_free);
    g_autoptr(GError) error = NULL;
    assert_false(
        delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, "nobody@desk.example", &error));
    assert_int_equal(delivery_error_exit_status(error), 67);
}

static void
a_journal_that_cannot_be_opened_is_temporary(void **state)
{
    DeliveryFixture *fixture = *state;
    g_free(fixture->config->journal_path);
    fixture->config->journal_path = g_strdup("/proc/nonexistent/journal.db");
    g_autoptr(GError) error = NULL;
    assert_false(delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, NULL, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(no_route_for_the_recipient_is_final),
        delivery_fixture_test(a_journal_that_cannot_be_opened_is_temporary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The way of one message, where the API is not there; with a real desk it is tested end to end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "delivery_fixture.h"
#include "gateway/delivery/delivery.h"
#include "gateway/delivery_error.h"
#include "parsers/parse.h"

#define MAIL                                                                                       \
    "From: user@customer.example\nSubject: Printer\nMessage-ID: <a@customer.example>\n\nHello\n"

static int
setup(void **state)
{
    parse_init();
    *state = delivery_fixture_new("http://127.0.0.1:1");
    return 0;
}

static int
teardown(void **state)
{
    delivery_fixture_free(*state);
    return 0;
}

static gboolean
deliver(const DeliveryFixture *fixture, const char *text, GError **error)
{
    int fd = delivery_fixture_message(text);
    Envelope envelope = {.sender = "user@customer.example"};
    gboolean is_done = delivery_run(fixture->config, fd, &envelope, error);
    close(fd);
    return is_done;
}

static void
no_route_for_the_recipient_is_final(void **state)
{
    DeliveryFixture *fixture = *state;
    g_clear_pointer(&fixture->config->ci, g_free);
    int fd = delivery_fixture_message(MAIL);
    const char *const recipients[] = {"nobody@desk.example", NULL};
    Envelope envelope = {.sender = "user@customer.example", .recipients = recipients};
    g_autoptr(GError) error = NULL;
    assert_false(delivery_run(fixture->config, fd, &envelope, &error));
    close(fd);
    assert_int_equal(delivery_error_exit_status(error), 67);
}

static void
a_journal_that_cannot_be_opened_is_temporary(void **state)
{
    DeliveryFixture *fixture = *state;
    g_free(fixture->config->journal_path);
    fixture->config->journal_path = g_strdup("/proc/nonexistent/journal.db");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, MAIL, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_route_for_the_recipient_is_final, setup, teardown),
        cmocka_unit_test_setup_teardown(a_journal_that_cannot_be_opened_is_temporary, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

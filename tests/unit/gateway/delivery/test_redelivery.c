/* The number of a further delivery: the first that is not done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "gateway/delivery/delivery.h"
#include "gateway/delivery/redelivery.h"
#include "gateway/delivery_error.h"
#include "gateway/policy/ticket_route.h"
#include "tests/unit/api_fixture.h"

/* Delivers the fixture's mail, for the first time or again. */
static gboolean
deliver(const ApiFixture *fixture, gboolean is_again, GError **error)
{
    const Envelope envelope = {.sender = "user@customer.example", .is_again = is_again};
    return delivery_fixture_run(fixture->delivery, DELIVERY_FIXTURE_MAIL, &envelope, error);
}

static void
add_ticket(const ApiFixture *fixture, guint number)
{
    g_autofree char *json =
        g_strdup_printf("{\"result\": {\"ticket_number\": \"INC000000%u\"}}", number);
    http_server_add_json(fixture->server, "201 Created", json);
}

static void
each_command_that_ends_makes_one_more(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    for (guint i = 1; i <= 3; i++) {
        add_ticket(fixture, i);
        assert_true(deliver(fixture, i > 1, NULL));
        assert_int_equal(http_server_count(fixture->server), 1 + i);
    }
    assert_true(
        deliver(fixture, FALSE,
                NULL)); /* a second copy from the mail server still counts as the first delivery */
    assert_int_equal(http_server_count(fixture->server), 4);
}

static void
a_command_that_failed_is_continued(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    add_ticket(fixture, 1);
    assert_true(deliver(fixture, FALSE, NULL));
    http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
    api_fixture_add(fixture, "{\"result\": []}");
    g_autoptr(GError) error = NULL;
    assert_false(deliver(fixture, TRUE, &error));
    /* The create is in doubt: before it is sent again, it is looked up by the same number. */
    api_fixture_add(fixture, "{\"result\": []}");
    add_ticket(fixture, 2);
    assert_true(deliver(fixture, TRUE, NULL));
    guint before = http_server_count(fixture->server);
    assert_true(deliver(fixture, FALSE, NULL));
    assert_int_equal(http_server_count(fixture->server), before);
}

static void
a_route_that_lacks_it_is_continued(void **state)
{
    static const char *const recipients[] = {"x@desk.example", "hw@desk.example", NULL};
    const ApiFixture *fixture = *state;
    delivery_fixture_add_route(fixture->delivery, "hw", "hw@desk.example");
    api_fixture_add_token(fixture);
    Envelope envelope = {.sender = "user@customer.example", .recipients = recipients};
    for (guint i = 0; i < 2; i++) {
        envelope.is_again = i > 0;
        add_ticket(fixture, 1 + 2 * i);
        if (i == 0) {
            add_ticket(fixture, 2);
        } else {
            http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
            api_fixture_add(fixture, "{\"result\": []}");
        }
        gboolean is_done =
            delivery_fixture_run(fixture->delivery, DELIVERY_FIXTURE_MAIL, &envelope, NULL);
        assert_int_equal(is_done, i == 0);
    }
    guint before = http_server_count(fixture->server);
    api_fixture_add(fixture, "{\"result\": []}");
    add_ticket(fixture, 4);
    assert_true(delivery_fixture_run(fixture->delivery, DELIVERY_FIXTURE_MAIL, &envelope, NULL));
    /* The first route has its second ticket: only the other one sends. */
    assert_int_equal(http_server_count(fixture->server), before + 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(each_command_that_ends_makes_one_more),
        api_fixture_test(a_command_that_failed_is_continued),
        api_fixture_test(a_route_that_lacks_it_is_continued),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What `ticketgate trace` can tell of a delivery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_trace.h"
#include "gateway/log.h"
#include "tests/unit/api_fixture.h"

#define CREATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"

static int
setup(void **state)
{
    int status = api_fixture_setup(state);
    const ApiFixture *fixture = *state;

    fixture->delivery->config->is_reply_on = FALSE;
    api_fixture_add_token(fixture);
    return status;
}

#define trace_test(name) cmocka_unit_test_setup_teardown(name, setup, api_fixture_teardown)

static GPtrArray *
find(const ApiFixture *fixture, const char *word)
{
    const JournalTraceQuery query = {.word = word, .max = 10};
    g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
    GPtrArray *found = journal_trace_find(journal, &query, NULL);

    assert_non_null(found);
    return found;
}

static gboolean
deliver(const ApiFixture *fixture)
{
    return delivery_fixture_deliver(fixture->delivery, DELIVERY_FIXTURE_MAIL,
                                    "support@desk.example", NULL);
}

static void
a_mail_that_failed_and_came_again_is_told_try_by_try(void **state)
{
    const ApiFixture *fixture = *state;

    log_set_queue_id("4ABC");
    http_server_add_json(fixture->server, "404 Not Found", "{}");
    assert_false(deliver(fixture));
    api_fixture_add(fixture, "{\"result\": []}"); /* no ticket was made */
    http_server_add_json(fixture->server, "201 Created", CREATED);
    assert_true(deliver(fixture));
    assert_true(deliver(fixture)); /* a copy */
    log_set_queue_id(NULL);
    g_autoptr(GPtrArray) found = find(fixture, "4ABC");
    assert_int_equal(found->len, 1);
    const JournalTrace *trace = g_ptr_array_index(found, 0);
    const JournalTraceStep *first = g_ptr_array_index(trace->steps, 0);
    const JournalTraceStep *last = g_ptr_array_index(trace->steps, trace->steps->len - 1);
    assert_string_equal(trace->sender, "user@customer.example");
    assert_string_equal(trace->recipients, "support@desk.example");
    assert_string_equal(trace->message_id, "a@customer.example");
    assert_string_equal(trace->subject, "Printer");
    assert_string_equal(trace->outcome, "create");
    assert_string_equal(trace->ticket_number, "INC0000007");
    assert_string_equal(first->outcome, JOURNAL_TRACE_FAILED);
    assert_string_equal(last->outcome, "duplicate");
}

static void
nothing_is_kept_where_the_operator_wants_none(void **state)
{
    const ApiFixture *fixture = *state;

    fixture->delivery->config->keep_trace_s = 0;
    http_server_add_json(fixture->server, "201 Created", CREATED);
    assert_true(deliver(fixture));
    g_autoptr(GPtrArray) found = find(fixture, NULL);
    assert_int_equal(found->len, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        trace_test(a_mail_that_failed_and_came_again_is_told_try_by_try),
        trace_test(nothing_is_kept_where_the_operator_wants_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

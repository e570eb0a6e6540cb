/* Every way in which a mail can end without a ticket, in the log and in the trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sysexits.h>

#include "gateway/delivery/early_end.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_trace.h"
#include "gateway/log.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/syslog_fixture.h"

#define CREATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"
#define MAIL                                                                                       \
    "From: Ada <ada@customer.example>\nMessage-ID: <a@customer.example>\n"                         \
    "Subject: Printer\n\nHello\n"

static int
setup(void **state)
{
    int status = api_fixture_setup(state);
    const ApiFixture *fixture = *state;

    fixture->delivery->config->is_reply_on = FALSE;
    log_open(FALSE);
    log_set_queue_id("4ABC");
    line_count = 0;
    return status;
}

static int
teardown(void **state)
{
    log_set_queue_id(NULL);
    return api_fixture_teardown(state);
}

#define end_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* "outcome recipients subject ticket;" of each mail that `word` finds, the newest first. */
static char *
trace_of(const ApiFixture *fixture, const char *word)
{
    const JournalTraceQuery query = {.word = word, .max = 10};
    g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
    g_autoptr(GPtrArray) found = journal_trace_find(journal, &query, NULL);
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < found->len; i++) {
        const JournalTrace *trace = g_ptr_array_index(found, i);
        g_string_append_printf(text, "%s %s %s %s;", trace->outcome, trace->recipients,
                               trace->subject != NULL ? trace->subject : "-",
                               trace->ticket_number != NULL ? trace->ticket_number : "-");
    }
    return g_string_free(text, FALSE);
}

/* Delivers MAIL, which ends in `status`; the one line in the log, and the trace, say `outcome`. */
static void
expect(const ApiFixture *fixture, int status, const char *outcome)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *member = g_strdup_printf(" outcome=%s reason=", outcome);
    g_autofree char *row = g_strdup_printf("%s s@desk.example Printer -;", outcome);

    assert_false(delivery_fixture_deliver(fixture->delivery, MAIL, "s@desk.example", &error));
    assert_int_equal(delivery_error_exit_status(error), status);
    assert_non_null(strstr(last_line, " event=mail queue-id=4ABC from=ada@customer.example"
                                      " to=s@desk.example message-id=a@customer.example"));
    assert_non_null(strstr(last_line, member));
    assert_int_equal(line_count, 1);
    for (guint i = 0; i < 3; i++) {
        static const char *const words[] = {"ada@customer.example", "<a@customer.example>", "4ABC"};
        g_autofree char *found = trace_of(fixture, words[i]);
        assert_string_equal(found, row);
    }
}

static void
a_mail_that_is_too_large_is_found(void **state)
{
    const ApiFixture *fixture = *state;

    fixture->delivery->config->max_message_size = strlen(MAIL) - 1;
    expect(fixture, EX_DATAERR, "bounce");
}

static void
a_mail_without_a_route_is_found(void **state)
{
    const ApiFixture *fixture = *state;

    g_clear_pointer(&fixture->delivery->config->ci, g_free);
    delivery_fixture_add_route(fixture->delivery, "noc", "noc@desk.example");
    expect(fixture, EX_NOUSER, "bounce");
}

static void
a_mail_that_no_scanner_saw_is_found(void **state)
{
    const ApiFixture *fixture = *state;

    fixture->delivery->config->clamd = g_strdup("unix:/nonexistent/clamd.sock");
    expect(fixture, EX_TEMPFAIL, "failed");
}

static void
a_mail_whose_keys_cannot_be_read_is_found(void **state)
{
    const ApiFixture *fixture = *state;
    Config *config = fixture->delivery->config;

    g_free(config->key_file);
    config->key_file = g_strdup("/proc/self/mem");
    expect(fixture, EX_TEMPFAIL, "failed");
}

static void
a_mail_that_the_policy_refuses_is_found(void **state)
{
    const ApiFixture *fixture = *state;

    fixture->delivery->config->deny = g_strsplit("ada@customer.example", " ", -1);
    expect(fixture, EX_NOPERM, "reject");
    assert_non_null(strstr(last_line, "level=warning"));
    assert_non_null(strstr(last_line, "[policy] deny")); /* its sender is not told that much */
}

/* Nothing of the mail came to the disk: whom it was for is known all the same. */
static void
a_mail_that_found_no_disk_is_found(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(GError) error = NULL;

    g_free(fixture->delivery->config->spool_path);
    fixture->delivery->config->spool_path = g_strdup("/nonexistent/ticketgate");
    assert_false(delivery_fixture_deliver(fixture->delivery, MAIL, "s@desk.example", &error));
    assert_int_equal(delivery_error_exit_status(error), EX_TEMPFAIL);
    g_autofree char *found = trace_of(fixture, "s@desk.example");
    assert_string_equal(found, "failed s@desk.example - -;");
    assert_int_equal(line_count, 1);
}

/* The row of a mail that failed before its claim is that of the mail that succeeds later. */
static void
a_later_try_goes_on_in_the_same_row(void **state)
{
    const ApiFixture *fixture = *state;
    Config *config = fixture->delivery->config;

    config->clamd = g_strdup("unix:/nonexistent/clamd.sock");
    expect(fixture, EX_TEMPFAIL, "failed");
    g_clear_pointer(&config->clamd, g_free);
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    assert_true(delivery_fixture_deliver(fixture->delivery, MAIL, "s@desk.example", NULL));
    g_autofree char *found = trace_of(fixture, "a@customer.example");
    assert_string_equal(found, "create s@desk.example Printer INC0000007;");

    /* and what fails after that does not hide it */
    config->clamd = g_strdup("unix:/nonexistent/clamd.sock");
    assert_false(delivery_fixture_deliver(fixture->delivery, MAIL, "s@desk.example", NULL));
    g_autofree char *after = trace_of(fixture, "a@customer.example");
    assert_string_equal(after, "create s@desk.example Printer INC0000007;");
}

static void
each_route_has_a_row_and_a_line(void **state)
{
    const ApiFixture *fixture = *state;
    const char *const recipients[] = {"s@desk.example", "noc@desk.example", "a@desk.example", NULL};
    const Envelope envelope = {.sender = "ada@customer.example", .recipients = recipients};
    g_autoptr(GError) problem = g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY, "x");
    g_auto(DeliveryContext) context;

    delivery_fixture_add_route(fixture->delivery, "noc", "noc@desk.example");
    delivery_context_init(&context, fixture->delivery->config);
    delivery_context_begin(&context, &envelope);
    early_end_tell(&context, NULL, problem);
    assert_int_equal(line_count, 2);
    assert_non_null(strstr(last_line, " route=noc "));
    assert_non_null(strstr(last_line, " to=s@desk.example,noc@desk.example,a@desk.example "));
    g_autofree char *found = trace_of(fixture, "noc@desk.example");
    assert_string_equal(found, "failed s@desk.example noc@desk.example a@desk.example - -;"
                               "failed s@desk.example noc@desk.example a@desk.example - -;");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        end_test(a_mail_that_is_too_large_is_found),
        end_test(a_mail_without_a_route_is_found),
        end_test(a_mail_that_no_scanner_saw_is_found),
        end_test(a_mail_whose_keys_cannot_be_read_is_found),
        end_test(a_mail_that_the_policy_refuses_is_found),
        end_test(a_mail_that_found_no_disk_is_found),
        end_test(a_later_try_goes_on_in_the_same_row),
        end_test(each_route_has_a_row_and_a_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

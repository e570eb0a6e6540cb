/* The list compared with what is remembered. */
#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_lease.h"
#include "gateway/journal/journal_ticket.h"
#include "gateway/news/news_poll.h"
#include "tests/unit/journal_fixture.h"
#include "tests/unit/news_fixture.h"

#define LISTED(number, state)                                                                      \
    "{\"ticket_number\": \"" number "\", \"short_description\": \"Printer\", \"state\": \"" state  \
    "\"}"

/* Runs, and returns how many mails the outbox has now. */
static guint
run(const NewsFixture *fixture, gboolean is_first, NewsPollResult *result)
{
    const JournalNewsRun one = {.is_ours = TRUE,
                                .is_first = is_first,
                                .begun_s = is_first ? g_get_real_time() / G_USEC_PER_SEC : 1};
    g_autoptr(GError) error = NULL;
    if (!news_poll_run(&fixture->context, &one, result, &error))
        fail_msg("%s", error->message);
    g_autoptr(GPtrArray) mails = news_fixture_mails(fixture);
    return mails->len;
}

static void
assert_state(const NewsFixture *fixture, const char *number, const char *wanted)
{
    g_autofree char *state = news_fixture_state(fixture, number);
    assert_string_equal(state, wanted);
}

static void
answer(const NewsFixture *fixture, const char *list)
{
    g_autofree char *json = g_strdup_printf("{\"result\": [%s]}", list);
    api_fixture_add(&fixture->api, json);
}

static void
the_first_run_remembers_and_tells_nothing(void **state)
{
    const NewsFixture *fixture = *state;
    NewsPollResult result;
    news_fixture_add_ticket(fixture, "INC0000001");
    news_fixture_add_ticket(fixture, "INC0000002");
    api_fixture_add_token(&fixture->api);
    answer(fixture, LISTED("INC0000001", "On Hold") "," LISTED("INC0000009", "New"));
    assert_int_equal(run(fixture, TRUE, &result), 0);
    assert_int_equal(http_server_count(fixture->api.server), 2);
    assert_state(fixture, "INC0000001", "On Hold open");
    assert_state(fixture, "INC0000002", " over");
    assert_state(fixture, "INC0000009", "unknown");
}

static void
what_the_desk_asks_is_passed_on_once(void **state)
{
    const NewsFixture *fixture = *state;
    NewsPollResult result;
    news_fixture_add_ticket(fixture, "INC0000001");
    api_fixture_add_token(&fixture->api);
    answer(fixture, LISTED("INC0000001", "On Hold"));
    api_fixture_add(&fixture->api, "{\"result\": {\"ticket_number\": \"INC0000001\", \"state\": "
                                   "\"On Hold\", \"short_description\": \"Printer\", "
                                   "\"required_information\": \"Which room?\"}}");
    assert_int_equal(run(fixture, FALSE, &result), 1);
    assert_int_equal(result.told, 1);
    assert_non_null(strstr(api_fixture_last_request(&fixture->api), "GET /GetIncident/INC0000001"));
    answer(fixture, LISTED("INC0000001", "On Hold"));
    assert_int_equal(run(fixture, FALSE, &result), 1);
    assert_int_equal(result.asked, 0);
    answer(fixture, LISTED("INC0000001", "In Progress"));
    api_fixture_add(&fixture->api, "{\"result\": {\"ticket_number\": \"INC0000001\", \"state\": "
                                   "\"In Progress\", \"required_information\": \"Which room?\"}}");
    assert_int_equal(run(fixture, FALSE, &result), 1);
    assert_int_equal(result.asked, 1);
    assert_state(fixture, "INC0000001", "In Progress open");
}

/* A new ticket that nobody touched costs no request of its own. */
static void
a_new_ticket_is_remembered_from_the_list(void **state)
{
    const NewsFixture *fixture = *state;
    NewsPollResult result;
    news_fixture_add_ticket(fixture, "INC0000001");
    api_fixture_add_token(&fixture->api);
    answer(fixture, LISTED("INC0000001", "New"));
    assert_int_equal(run(fixture, FALSE, &result), 0);
    assert_int_equal(result.asked, 0);
    assert_state(fixture, "INC0000001", "New open");
}

static void
a_ticket_that_left_the_list_is_asked_for_and_told_when_it_is_closed(void **state)
{
    const NewsFixture *fixture = *state;
    NewsPollResult result;
    news_fixture_add_ticket(fixture, "INC0000001");
    news_fixture_add_ticket(fixture, "INC0000002");
    api_fixture_add_token(&fixture->api);
    answer(fixture, "");
    http_server_add_json(fixture->api.server, "200 OK",
                         "{\"result\": {\"ticket_number\": \"INC0000001\", \"state\": \"Closed\", "
                         "\"solution\": \"New toner.\", \"sla_due\": {}, \"close_code\": null}}");
    http_server_add_json(fixture->api.server, "404 Not Found", "{}");
    assert_int_equal(run(fixture, FALSE, &result), 1);
    assert_int_equal(result.asked, 2);
    assert_state(fixture, "INC0000001", "Closed over");
    assert_state(fixture, "INC0000002", "unseen");
    answer(fixture, "");
    assert_int_equal(run(fixture, FALSE, &result), 1);
    assert_int_equal(result.asked, 0);
}

/* A mail closes the ticket after the run has read it, as another process or host would. */
static gboolean
close_meanwhile(gpointer fixture, GError **error)
{
    return journal_ticket_note_own(((const NewsFixture *)fixture)->context.journal, "INC0000001",
                                   "close", error);
}

static void
what_a_mail_closes_while_news_are_taken_is_not_told(void **state)
{
    NewsFixture *fixture = *state;
    NewsPollResult result;
    news_fixture_add_ticket(fixture, "INC0000001");
    api_fixture_add_token(&fixture->api);
    answer(fixture, "");
    http_server_add_json(
        fixture->api.server, "200 OK",
        "{\"result\": {\"ticket_number\": \"INC0000001\", \"state\": \"Closed\"}}");
    ticket_system_set_gate(fixture->context.ticket_system, close_meanwhile, fixture);
    assert_int_equal(run(fixture, FALSE, &result), 0);
    assert_int_equal(result.asked, 1);
    assert_state(fixture, "INC0000001", "Closed over");
}

#define OTHER_RUN                                                                                  \
    "UPDATE news_run SET owner = 'another host';"                                                  \
    " UPDATE ticket SET state = 'Resolved' WHERE ticket_number = 'INC0000001'"

static gboolean is_over_after_list;

/* Another host takes the run over, and tells the change, while this one waits for the API. */
static gboolean
take_over(gpointer fixture, GError **error)
{
    const NewsFixture *self = fixture;
    const Fixture journal = {.path = self->api.delivery->journal};

    (void)error;
    if (is_over_after_list)
        fixture_run_sql(&journal, OTHER_RUN);
    is_over_after_list = TRUE;
    return TRUE;
}

static void
a_run_that_another_host_took_over_records_nothing(void **state)
{
    NewsFixture *fixture = *state;
    NewsPollResult result;
    JournalNewsRun claim;
    const JournalNewsRun one = {.is_ours = TRUE, .begun_s = 1};
    g_autoptr(GError) error = NULL;
    if (!journal_is_shared(fixture->context.journal))
        skip();
    news_fixture_add_ticket(fixture, "INC0000001");
    assert_true(journal_news_begin(fixture->context.journal, 60, &claim, NULL));
    api_fixture_add_token(&fixture->api);
    answer(fixture, "");
    http_server_add_json(fixture->api.server, "404 Not Found", "{}");
    is_over_after_list = FALSE;
    ticket_system_set_gate(fixture->context.ticket_system, take_over, fixture);
    assert_false(news_poll_run(&fixture->context, &one, &result, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY));
    assert_state(fixture, "INC0000001", "Resolved open");
}

/* One that is neither listed nor over is not asked for each minute. */
static void
what_is_not_over_is_asked_for_again_later(void **state)
{
    static const char resolved[] =
        "{\"result\": {\"ticket_number\": \"INC0000001\", \"state\": \"Resolved\"}}";
    const NewsFixture *fixture = *state;
    NewsPollResult result;
    news_fixture_add_ticket(fixture, "INC0000001");
    api_fixture_add_token(&fixture->api);
    answer(fixture, "");
    api_fixture_add(&fixture->api, resolved);
    assert_int_equal(run(fixture, FALSE, &result), 1);
    assert_state(fixture, "INC0000001", "Resolved open");
    answer(fixture, "");
    assert_int_equal(run(fixture, FALSE, &result), 1);
    assert_int_equal(result.asked, 0);
    answer(fixture, LISTED("INC0000001", "Resolved"));
    assert_int_equal(run(fixture, FALSE, &result), 1);
    answer(fixture, "");
    api_fixture_add(&fixture->api, resolved);
    assert_int_equal(run(fixture, FALSE, &result), 1);
    assert_int_equal(result.asked, 1);
    g_autoptr(JournalTicket) ticket =
        journal_ticket_find(fixture->context.journal, "INC0000001", NULL);
    ticket->asked_s -= 601;
    assert_true(journal_ticket_record(fixture->context.journal, ticket, NULL));
    answer(fixture, "");
    api_fixture_add(&fixture->api, resolved);
    assert_int_equal(run(fixture, FALSE, &result), 1);
    assert_int_equal(result.asked, 1);
}

static void
a_run_asks_for_so_many_and_the_next_for_the_others(void **state)
{
    const NewsFixture *fixture = *state;
    NewsPollResult result;
    fixture->api.delivery->config->news_max_requests = 1;
    news_fixture_add_ticket(fixture, "INC0000001");
    news_fixture_add_ticket(fixture, "INC0000002");
    api_fixture_add_token(&fixture->api);
    const char *list = LISTED("INC0000001", "Resolved") "," LISTED("INC0000002", "Resolved");
    answer(fixture, list);
    api_fixture_add(&fixture->api, "{\"result\": {\"ticket_number\": \"INC0000001\"}}");
    assert_int_equal(run(fixture, FALSE, &result), 1);
    assert_int_equal(result.left, 1);
    answer(fixture, list);
    api_fixture_add(&fixture->api, "{\"result\": {\"ticket_number\": \"INC0000002\"}}");
    assert_int_equal(run(fixture, FALSE, &result), 2);
    assert_int_equal(result.left, 0);
    assert_state(fixture, "INC0000002", "Resolved open");
}

static void
a_failure_keeps_what_was_told_and_leaves_the_rest(void **state)
{
    const NewsFixture *fixture = *state;
    const JournalNewsRun one = {.is_ours = TRUE, .begun_s = 1};
    g_autoptr(GError) error = NULL;
    NewsPollResult result;
    news_fixture_add_ticket(fixture, "INC0000001");
    api_fixture_add_token(&fixture->api);
    answer(fixture, LISTED("INC0000001", "Resolved"));
    http_server_add_json(fixture->api.server, "500 Oops", "{}");
    assert_false(news_poll_run(&fixture->context, &one, &result, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    assert_state(fixture, "INC0000001", "unseen");
}

static void
a_ticket_without_anybody_to_tell_costs_no_request(void **state)
{
    const NewsFixture *fixture = *state;
    NewsPollResult result;
    for (guint i = 1; i <= 2; i++) {
        g_autofree char *number = g_strdup_printf("INC000000%u", i);
        const JournalThreadMail mail = {.message_id = "a@b.example", .ticket_number = number};
        assert_true(journal_ticket_add(fixture->context.journal, &mail, "en", NULL));
    }
    api_fixture_add_token(&fixture->api);
    answer(fixture, LISTED("INC0000001", "On Hold"));
    assert_int_equal(run(fixture, FALSE, &result), 0);
    assert_int_equal(result.asked, 0);
    assert_int_equal(http_server_count(fixture->api.server), 2); /* token and list */
    assert_state(fixture, "INC0000001", "On Hold open");
    g_autoptr(JournalTicket) gone =
        journal_ticket_find(fixture->context.journal, "INC0000002", NULL);
    assert_false(gone->is_open);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        news_fixture_test(a_ticket_without_anybody_to_tell_costs_no_request),
        news_fixture_test(the_first_run_remembers_and_tells_nothing),
        news_fixture_test(what_the_desk_asks_is_passed_on_once),
        news_fixture_test(a_new_ticket_is_remembered_from_the_list),
        news_fixture_test(a_ticket_that_left_the_list_is_asked_for_and_told_when_it_is_closed),
        news_fixture_test(what_a_mail_closes_while_news_are_taken_is_not_told),
        news_fixture_test(a_run_that_another_host_took_over_records_nothing),
        news_fixture_test(what_is_not_over_is_asked_for_again_later),
        news_fixture_test(a_run_asks_for_so_many_and_the_next_for_the_others),
        news_fixture_test(a_failure_keeps_what_was_told_and_leaves_the_rest),
    };
    return cmocka_run_group_tests_name("news_poll", tests, NULL, NULL);
}

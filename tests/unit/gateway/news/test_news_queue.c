/* The queue of Customer Connect: taken once, told once, acknowledged. */
#include <string.h>

#include "gateway/delivery/own_words.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_news.h"
#include "gateway/journal/journal_ticket.h"
#include "gateway/news/news_queue.h"
#include "tests/unit/news_fixture.h"

#define NUMBER "INC#00000001"

static int
setup(void **state)
{
    int result = news_fixture_setup(state);
    NewsFixture *fixture = *state;
    fixture->api.delivery->config->dialect = CONFIG_DIALECT_CONNECT;
    g_clear_pointer(&fixture->context.ticket_system, ticket_system_free);
    return result != 0 || !delivery_context_open(&fixture->context, NULL);
}

#define queue_test(name) cmocka_unit_test_setup_teardown(name, setup, news_fixture_teardown)

#define UPDATE(id, number, attributes)                                                             \
    "{\"transaction_id\": \"" id "\", \"message_datetime_utc\": \"2024-10-03T11:08:32Z\","         \
    " \"action\": \"Update\", \"kpn_ticket_number\": \"" number                                    \
    "\", \"ticket_attributes\": {" attributes "}}"

static gboolean
run(const NewsFixture *fixture, gboolean is_first, GError **error)
{
    const JournalNewsRun one = {.is_ours = TRUE, .is_first = is_first, .begun_s = 1};
    return news_queue_run(&fixture->context, &one, error);
}

static void
assert_requests(const NewsFixture *fixture, guint count, const char *last)
{
    assert_int_equal(http_server_count(fixture->api.server), count);
    if (strstr(api_fixture_last_request(&fixture->api), last) == NULL)
        fail_msg("%s", api_fixture_last_request(&fixture->api));
}

static guint
count_mails(const NewsFixture *fixture)
{
    g_autoptr(GPtrArray) mails = news_fixture_mails(fixture);
    return mails->len;
}

static void
updates_of_a_ticket_are_one_mail_and_acknowledged_each(void **state)
{
    const NewsFixture *fixture = *state;
    news_fixture_add_ticket(fixture, NUMBER);
    api_fixture_add_token(&fixture->api);
    api_fixture_add(&fixture->api,
                    "[" UPDATE("t1", NUMBER, "\"comments\": \"Which room?\"") "," UPDATE(
                        "t2", NUMBER,
                        "\"state\": \"Resolved\"") "," UPDATE("t3", NUMBER,
                                                              "\"comments\": \"New toner.\"") "]");
    api_fixture_add(&fixture->api, "{\"result\": [{\"kpn_ticket_number\": \"" NUMBER "\","
                                   " \"short_description\": \"Printer\"}]}");
    for (guint i = 0; i < 3; i++)
        api_fixture_add(&fixture->api, "{\"code\": \"TechnicalEndpointSuccess\"}");
    assert_true(run(fixture, FALSE, NULL));
    assert_requests(fixture, 6, "\"status\":\"Success\",\"transaction_id\":\"t3\"");
    g_autoptr(GPtrArray) mails = news_fixture_mails(fixture);
    assert_int_equal(mails->len, 1);
    assert_non_null(strstr(g_ptr_array_index(mails, 0), "Subject: [" NUMBER "] Printer"));
    assert_non_null(strstr(g_ptr_array_index(mails, 0), "was resolved"));
    assert_non_null(strstr(g_ptr_array_index(mails, 0), "Which room?\r\n\r\nNew toner."));
    g_autofree char *now = news_fixture_state(fixture, NUMBER);
    assert_string_equal(now, "Resolved open");
}

static void
what_was_taken_is_acknowledged_again_and_not_told_again(void **state)
{
    const NewsFixture *fixture = *state;
    const char *queue = "[" UPDATE("t1", NUMBER, "\"comments\": \"Hello.\"") "]";
    g_autoptr(GError) error = NULL;
    news_fixture_add_ticket(fixture, NUMBER);
    api_fixture_add_token(&fixture->api);
    api_fixture_add(&fixture->api, queue);
    http_server_add_json(fixture->api.server, "404 Not Found", "{}");
    http_server_add_json(fixture->api.server, "500 Oops", "{}");
    assert_false(run(fixture, FALSE, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
    assert_int_equal(count_mails(fixture), 1);
    api_fixture_add(&fixture->api, queue);
    api_fixture_add(&fixture->api, "{}");
    assert_true(run(fixture, FALSE, NULL));
    assert_requests(fixture, 6, "\"status\":\"Success\",\"transaction_id\":\"t1\"");
    assert_int_equal(count_mails(fixture), 1);
}

static void
the_first_run_takes_all_and_tells_nothing(void **state)
{
    const NewsFixture *fixture = *state;
    JournalNewsRun claim;
    news_fixture_add_ticket(fixture, NUMBER);
    assert_true(journal_news_begin(fixture->context.journal, 60, &claim, NULL));
    api_fixture_add_token(&fixture->api);
    api_fixture_add(&fixture->api, "[" UPDATE("t1", NUMBER, "\"state\": \"Resolved\"") "]");
    api_fixture_add(&fixture->api, "{}");
    assert_true(run(fixture, TRUE, NULL));
    assert_requests(fixture, 3, "\"status\":\"Success\"");
    assert_int_equal(count_mails(fixture), 0);
    g_autofree char *now = news_fixture_state(fixture, NUMBER);
    assert_string_equal(now, "Resolved open");
    assert_true(journal_news_begin(fixture->context.journal, 60, &claim, NULL));
    assert_false(claim.is_first);
}

static void
a_ticket_that_nobody_knows_is_refused_unless_it_is_just_made(void **state)
{
    const NewsFixture *fixture = *state;
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *recent = g_strdup_printf("[{\"transaction_id\": \"t2\", "
                                              "\"kpn_ticket_number\": \"INC#00000007\", "
                                              "\"message_datetime_utc\": \"%s\"}]",
                                              time);
    api_fixture_add_token(&fixture->api);
    api_fixture_add(&fixture->api, "[" UPDATE("t1", NUMBER, "\"comments\": \"Hello.\"") "]");
    api_fixture_add(&fixture->api, "{}");
    assert_true(run(fixture, FALSE, NULL));
    assert_requests(fixture, 3, "\"status\":\"Failure\",\"transaction_id\":\"t1\"");
    api_fixture_add(&fixture->api, recent);
    assert_true(run(fixture, FALSE, NULL));
    assert_requests(fixture, 4, "GET /TicketUpdates");
}

static void
a_file_goes_along_and_an_update_may_have_nothing_else(void **state)
{
    const NewsFixture *fixture = *state;
    news_fixture_add_ticket(fixture, NUMBER);
    api_fixture_add_token(&fixture->api);
    api_fixture_add(&fixture->api, "[" UPDATE("t1", NUMBER, "\"attachments\": [\"1\", \"2\"]") "]");
    api_fixture_add(&fixture->api, "{\"name\": \"plan.pdf\", \"content\": \"aGVsbG8=\","
                                   " \"content_type\": \"application/pdf\"}");
    http_server_add_json(fixture->api.server, "404 Not Found", "{}");
    http_server_add_json(fixture->api.server, "404 Not Found", "{}");
    api_fixture_add(&fixture->api, "{}");
    assert_true(run(fixture, FALSE, NULL));
    assert_requests(fixture, 6, "\"status\":\"Success\",\"transaction_id\":\"t1\"");
    g_autoptr(GPtrArray) mails = news_fixture_mails(fixture);
    assert_int_equal(mails->len, 1);
    const char *mail = g_ptr_array_index(mails, 0);
    assert_non_null(strstr(mail, "Content-Type: application/pdf; name=plan.pdf\r\n"));
    assert_non_null(strstr(mail, "Content-Disposition: attachment; filename=plan.pdf\r\n"));
    assert_non_null(strstr(mail, "\r\n\r\naGVsbG8="));
    assert_non_null(strstr(mail, "plan.pdf\r\n"));
    assert_non_null(strstr(mail, "ask us for them if you need them:\r\n\r\n2\r\n"));
}

static void
an_update_waits_in_the_queue_for_its_file_and_others_do_not(void **state)
{
    const NewsFixture *fixture = *state;
    g_autofree char *before = NULL, *after = NULL;
    news_fixture_add_ticket(fixture, NUMBER);
    news_fixture_add_ticket(fixture, "INC#00000002");
    api_fixture_add_token(&fixture->api);
    api_fixture_add(
        &fixture->api,
        "[" UPDATE("t1", NUMBER, "\"state\": \"Resolved\", \"attachment_id\": \"1\"") "," UPDATE(
            "t2", "INC#00000002", "\"state\": \"Resolved\"") "]");
    http_server_add_json(fixture->api.server, "500 Oops", "{}");
    http_server_add_json(fixture->api.server, "404 Not Found", "{}");
    api_fixture_add(&fixture->api, "{}");
    assert_true(run(fixture, FALSE, NULL));
    assert_requests(fixture, 5, "\"transaction_id\":\"t2\"");
    assert_int_equal(count_mails(fixture), 1);
    before = news_fixture_state(fixture, NUMBER);
    assert_string_equal(before, "unseen");
    after = news_fixture_state(fixture, "INC#00000002");
    assert_string_equal(after, "Resolved open");
}

#define COMMENTED                                                                                  \
    "[{\"transaction_id\": \"%s\", \"message_datetime_utc\": \"%s\", \"kpn_ticket_number\": "      \
    "\"" NUMBER "\", \"ticket_attributes\": {\"comments\": \"%s\", \"state\": \"In Progress\"}}]"

static void
a_comment_of_ours_that_comes_back_is_not_told_but_the_desks_is(void **state)
{
    const NewsFixture *fixture = *state;
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    news_fixture_add_ticket(fixture, NUMBER);
    assert_true(own_words_note(&fixture->context, NUMBER, "Room 2.14.\n", NULL));
    api_fixture_add_token(&fixture->api);
    g_autofree char *own = g_strdup_printf(COMMENTED, "t1", time, "Room 2.14.");
    api_fixture_add(&fixture->api, own);
    api_fixture_add(&fixture->api, "{}");
    assert_true(run(fixture, FALSE, NULL));
    assert_requests(fixture, 3, "\"status\":\"Success\",\"transaction_id\":\"t1\"");
    assert_int_equal(count_mails(fixture), 0);
    g_autofree char *quoted =
        g_strdup_printf(COMMENTED, "t2", time, "Room 2.14. Which floor is that?");
    api_fixture_add(&fixture->api, quoted);
    http_server_add_json(fixture->api.server, "404 Not Found", "{}");
    api_fixture_add(&fixture->api, "{}");
    assert_true(run(fixture, FALSE, NULL));
    assert_int_equal(count_mails(fixture), 1);
}

static void
nothing_is_asked_for_a_ticket_without_anybody_to_tell(void **state)
{
    const NewsFixture *fixture = *state;
    const JournalThreadMail mail = {.message_id = "a@b.example", .ticket_number = NUMBER};
    assert_true(journal_ticket_add(fixture->context.journal, &mail, "en", NULL));
    api_fixture_add_token(&fixture->api);
    api_fixture_add(
        &fixture->api,
        "[" UPDATE("t1", NUMBER, "\"attachment_id\": \"1\", \"state\": \"Closed\"") "]");
    api_fixture_add(&fixture->api, "{}");
    assert_true(run(fixture, FALSE, NULL));
    assert_requests(fixture, 3, "\"status\":\"Success\",\"transaction_id\":\"t1\"");
    assert_int_equal(count_mails(fixture), 0);
    g_autofree char *now = news_fixture_state(fixture, NUMBER);
    assert_string_equal(now, "Closed over");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        queue_test(updates_of_a_ticket_are_one_mail_and_acknowledged_each),
        queue_test(what_was_taken_is_acknowledged_again_and_not_told_again),
        queue_test(the_first_run_takes_all_and_tells_nothing),
        queue_test(a_file_goes_along_and_an_update_may_have_nothing_else),
        queue_test(an_update_waits_in_the_queue_for_its_file_and_others_do_not),
        queue_test(a_comment_of_ours_that_comes_back_is_not_told_but_the_desks_is),
        queue_test(nothing_is_asked_for_a_ticket_without_anybody_to_tell),
        queue_test(a_ticket_that_nobody_knows_is_refused_unless_it_is_just_made),
    };
    return cmocka_run_group_tests_name("news_queue", tests, NULL, NULL);
}

/* One run: whether it asks at all. */
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_news.h"
#include "gateway/news/news_run.h"
#include "tests/unit/news_fixture.h"

static guint
requests(const NewsFixture *fixture)
{
    return http_server_count(fixture->api.server);
}

static void
nobody_to_tell_costs_no_request_and_forgets_the_past(void **state)
{
    NewsFixture *fixture = *state;
    JournalNewsRun run;
    api_fixture_add_token(&fixture->api);
    api_fixture_add(&fixture->api, "{\"result\": []}");
    assert_true(news_run_once(&fixture->context, NULL));
    assert_int_equal(requests(fixture), 2);
    fixture->api.delivery->config->news_to = CONFIG_NEWS_NONE;
    assert_true(news_run_once(&fixture->context, NULL));
    fixture->api.delivery->config->news_to = CONFIG_NEWS_REQUESTER;
    fixture->api.delivery->config->is_reply_on = FALSE;
    assert_true(news_run_once(&fixture->context, NULL));
    assert_int_equal(requests(fixture), 2);
    assert_true(journal_news_begin(fixture->context.journal, 60, &run, NULL));
    assert_true(run.is_first);
}

static void
two_runs_do_not_meet(void **state)
{
    NewsFixture *fixture = *state;
    JournalNewsRun run;
    g_autoptr(Journal) other = journal_open_configured(fixture->api.delivery->config, NULL);
    assert_true(journal_news_begin(other, 60, &run, NULL));
    assert_true(news_run_once(&fixture->context, NULL));
    assert_int_equal(requests(fixture), 0);
}

static void
a_pause_of_the_api_is_no_error_and_a_refusal_is(void **state)
{
    NewsFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    api_fixture_add_token(&fixture->api);
    http_server_add_json(fixture->api.server, "403 Forbidden", "{}");
    assert_false(news_run_once(&fixture->context, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DENIED));
    http_server_add_field(fixture->api.server, "429 Slow", "Retry-After: 60", "{}");
    assert_true(news_run_once(&fixture->context, NULL));
    assert_int_equal(requests(fixture), 3);
    assert_true(news_run_once(&fixture->context, NULL));
    assert_int_equal(requests(fixture), 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        news_fixture_test(nobody_to_tell_costs_no_request_and_forgets_the_past),
        news_fixture_test(two_runs_do_not_meet),
        news_fixture_test(a_pause_of_the_api_is_no_error_and_a_refusal_is),
    };
    return cmocka_run_group_tests_name("news_run", tests, NULL, NULL);
}

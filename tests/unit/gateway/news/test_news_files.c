/* The files of the desk: fetched within bounds, or only named. */
#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_news.h"
#include "gateway/news/news_files.h"
#include "gateway/ticket_system/ticket_dialect.h"
#include "tests/unit/news_fixture.h"

static int
setup(void **state)
{
    int result = news_fixture_setup(state);
    NewsFixture *fixture = *state;
    fixture->api.delivery->config->dialect = CONFIG_DIALECT_CONNECT;
    g_clear_pointer(&fixture->context.ticket_system, ticket_system_free);
    if (result != 0 || !delivery_context_open(&fixture->context, NULL))
        return -1;
    api_fixture_add_token(&fixture->api);
    return 0;
}

#define files_test(name) cmocka_unit_test_setup_teardown(name, setup, news_fixture_teardown)

static const char hello_file[] = "{\"name\": \"a.txt\", \"content\": \"aGVsbG8=\","
                                 " \"content_type\": \"Text/Plain; charset=utf-8\"}";

/* An update with the files of these ids, NULL at the end. (transfer full) */
static GPtrArray *
updates_with(const char *id, ...)
{
    GPtrArray *updates = g_ptr_array_new_with_free_func((GDestroyNotify)ticket_news_free);
    TicketNews *news = ticket_news_new();
    va_list ids;
    news->id = g_strdup("t1");
    va_start(ids, id);
    for (; id != NULL; id = va_arg(ids, const char *))
        ticket_news_add_file(news, id, NULL);
    va_end(ids);
    g_ptr_array_add(updates, news);
    return updates;
}

static void
assert_file(const NewsFiles *files, guint index, const char *name, const char *type)
{
    const ConfirmationFile *file = g_ptr_array_index(files->attached, index);
    assert_string_equal(file->name, name);
    assert_int_equal(g_strcmp0(file->content_type, type), 0);
}

static void
files_are_fetched_with_clean_names_and_types(void **state)
{
    const NewsFixture *fixture = *state;
    g_autoptr(GPtrArray) updates = updates_with("1", "2", "3", NULL);
    g_auto(NewsFiles) files = {0};
    gboolean is_complete;
    api_fixture_add(&fixture->api, hello_file);
    api_fixture_add(&fixture->api, hello_file);
    api_fixture_add(&fixture->api,
                    "{\"name\": \"../\\r\\nBcc: x\\u202e/b.exe\", \"content\": \"\"}");
    assert_true(news_files_fetch(&fixture->context, updates, &files, &is_complete, NULL));
    assert_true(is_complete);
    assert_int_equal(files.attached->len, 3);
    assert_file(&files, 0, "a.txt", "text/plain");
    assert_file(&files, 1, "a-2.txt", "text/plain");
    assert_file(&files, 2, "b.exe", NULL);
    assert_null(files.missing);
}

static void
what_is_over_the_limit_or_is_not_there_is_named(void **state)
{
    NewsFixture *fixture = *state;
    g_autoptr(GPtrArray) updates = updates_with("1", "2", "3", "4", NULL);
    g_auto(NewsFiles) files = {0};
    gboolean is_complete;
    fixture->api.delivery->config->news_attachments_per_mail = 10;
    ticket_news_add_file(g_ptr_array_index(updates, 0), NULL, "no-id.txt");
    api_fixture_add(&fixture->api, hello_file);
    api_fixture_add(&fixture->api, "{\"name\": \"b.txt\", \"content\": \"aGVsbG8=\"}"); /* 8 + 8 */
    http_server_add_json(fixture->api.server, "404 Not Found", "{}");
    http_server_add_json(fixture->api.server, "403 Forbidden", "{}");
    assert_true(news_files_fetch(&fixture->context, updates, &files, &is_complete, NULL));
    assert_true(is_complete);
    assert_int_equal(files.attached->len, 1);
    assert_string_equal(files.missing, "b.txt\n3\n4\nno-id.txt");
}

static void
with_the_limit_0_nothing_is_fetched(void **state)
{
    NewsFixture *fixture = *state;
    g_autoptr(GPtrArray) updates = updates_with("1", NULL);
    g_auto(NewsFiles) files = {0};
    gboolean is_complete;
    fixture->api.delivery->config->news_attachments_per_mail = 0;
    assert_true(news_files_fetch(&fixture->context, updates, &files, &is_complete, NULL));
    assert_true(is_complete);
    assert_string_equal(files.missing, "1");
    assert_int_equal(http_server_count(fixture->api.server), 0);
}

static void
a_file_that_fails_now_is_waited_for_ten_minutes(void **state)
{
    const NewsFixture *fixture = *state;
    g_autoptr(GPtrArray) updates = updates_with("1", "2", NULL);
    gint64 waited_s;
    for (guint i = 0; i < 2; i++) {
        g_auto(NewsFiles) files = {0};
        gboolean is_complete;
        http_server_add_json(fixture->api.server, "500 Oops", "{}");
        if (i == 1) {
            api_fixture_add(&fixture->api, hello_file);
            news_fixture_execute(fixture, "UPDATE news_wait SET since_s = since_s - 600");
        }
        assert_true(news_files_fetch(&fixture->context, updates, &files, &is_complete, NULL));
        assert_int_equal(is_complete, i == 1);
        assert_int_equal(files.attached->len, i);
        assert_int_equal(g_strcmp0(files.missing, i == 1 ? "1" : NULL), 0);
    }
    assert_true(journal_news_wait(fixture->context.journal, "t1", &waited_s, NULL));
    assert_true(waited_s >= 600);
}

static void
a_pause_that_the_api_asks_for_ends_the_run(void **state)
{
    const NewsFixture *fixture = *state;
    g_autoptr(GPtrArray) updates = updates_with("1", NULL);
    g_auto(NewsFiles) files = {0};
    g_autoptr(GError) error = NULL;
    gboolean is_complete;
    http_server_add_json(fixture->api.server, "429 Too Many", "{}");
    assert_false(news_files_fetch(&fixture->context, updates, &files, &is_complete, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_BUSY));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        files_test(files_are_fetched_with_clean_names_and_types),
        files_test(what_is_over_the_limit_or_is_not_there_is_named),
        files_test(with_the_limit_0_nothing_is_fetched),
        files_test(a_file_that_fails_now_is_waited_for_ten_minutes),
        files_test(a_pause_that_the_api_asks_for_ends_the_run),
    };
    return cmocka_run_group_tests_name("news_files", tests, NULL, NULL);
}

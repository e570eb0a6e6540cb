/* A comment of ours is known again as a whole, and nothing else is. */
#include "gateway/delivery/own_words.h"
#include "tests/unit/news_fixture.h"

#define NUMBER "INC0000001"

static gboolean
is_own(const NewsFixture *fixture, const char *number, const char *text, gint64 time_s)
{
    g_autofree char *comment = g_strdup(text);
    assert_true(own_words_drop(&fixture->context, number, &comment, time_s, NULL));
    return comment == NULL;
}

static void
only_a_comment_that_is_wholly_ours_is_known_again(void **state)
{
    const NewsFixture *fixture = *state;
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
    assert_true(own_words_note(&fixture->context, NUMBER, "It burns\nagain. ", NULL));
    const struct {
        const char *number, *text;
        gint64 time_s;
        gboolean is_own;
    } rows[] = {
        {NUMBER, "It burns\nagain. ", now_s, TRUE},
        {NUMBER, "It  burns\r\nagain.", now_s, TRUE},
        {NUMBER, "It burns again.", 0, TRUE},
        {NUMBER, "It burns again.", now_s - 3600, FALSE},
        {NUMBER, "It burns again.", now_s + 3600, FALSE},
        {NUMBER, "> It burns again.", now_s, FALSE},
        {NUMBER, "It burns again. Which room?", now_s, FALSE},
        {NUMBER, "It burns", now_s, FALSE},
        {NUMBER, "it burns again.", now_s, FALSE},
        {"INC0000002", "It burns again.", now_s, FALSE},
        {NUMBER, "", now_s, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (is_own(fixture, rows[i].number, rows[i].text, rows[i].time_s) != rows[i].is_own)
            fail_msg("row %u", i);
}

static void
nothing_is_noted_for_nobody(void **state)
{
    NewsFixture *fixture = *state;
    fixture->api.delivery->config->news_to = CONFIG_NEWS_NONE;
    assert_true(own_words_note(&fixture->context, NUMBER, "It burns.", NULL));
    assert_true(own_words_note(&fixture->context, NUMBER, NULL, NULL));
    assert_false(is_own(fixture, NUMBER, "It burns.", 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        news_fixture_test(only_a_comment_that_is_wholly_ours_is_known_again),
        news_fixture_test(nothing_is_noted_for_nobody),
    };
    return cmocka_run_group_tests_name("own_words", tests, NULL, NULL);
}

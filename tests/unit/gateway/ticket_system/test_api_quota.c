/* The pace that a quota leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/ticket_system/api_quota.h"

static void
only_a_whole_number_is_a_count(void **state)
{
    static const struct {
        const char *value;
        gint64 count;
    } rows[] = {{"0", 0},     {" 1000 ", 1000}, {NULL, -1},  {"", -1},
                {"-1", -1},   {"1.5", -1},      {"1e3", -1}, {"99999999999999999999", -1},
                {"10/s", -1}, {"many", -1}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (api_quota_read_count(rows[i].value) != rows[i].count)
            fail_msg("row %u", i);
}

static void
workers_rest_once_less_than_a_tenth_is_left(void **state)
{
    static const struct {
        ApiQuota quota;
        gint64 age_ms;
        guint rest_ms;
    } rows[] = {
        {{-1, -1, -1}, 0, 0},
        {{1000, 950, -1}, 0, 0}, /* something is not told */
        {{1000, -1, 60}, 0, 0},
        {{-1, 950, 60}, 0, 0},
        {{0, 0, 60}, 0, 0},
        {{1000, 899, 60}, 0, 0},
        {{1000, 900, 5}, 0, 1000}, /* 20 workers, 100 requests left, 5 s: one each second */
        {{1000, 990, 10}, 0, 10000},
        {{1000, 900, 60}, 50000, 2000}, /* the response is old */
        {{1000, 900, 60}, 60000, 0},
        {{1000, 900, 60}, 70000, 0},
        {{1000, 1000, 7}, 0, 7000}, /* nothing is left: until it begins again */
        {{1000, 2000, 7}, 0, 7000},
        {{1000, 999, 3600}, 0, API_QUOTA_REST_MAX_MS},
        {{G_MAXINT32, G_MAXINT32, 3600}, 0, API_QUOTA_REST_MAX_MS},
        {{5, 5, 0}, 0, 0},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (api_quota_rest_ms(&rows[i].quota, rows[i].age_ms, 20) != rows[i].rest_ms)
            fail_msg("row %u", i);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_whole_number_is_a_count),
        cmocka_unit_test(workers_rest_once_less_than_a_tenth_is_left),
    };
    return cmocka_run_group_tests_name("api_quota", tests, NULL, NULL);
}

/* test_retry_after.c - seconds, the three HTTP dates, and other values. */
#include "gateway/ticket_system/retry_after.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110. */
#define DATE_S G_GINT64_CONSTANT(784111777)

static const struct {
    const char *value;
    gint64 now_s;
    gint64 wait_s;
} cases[] = {
    {"0", 0, 0},
    {"120", 0, 120},
    {"  7\t", 0, 7},
    {"99999", 0, RETRY_AFTER_MAX_S},
    {"99999999999999999999999999999999999999999999999999999999", 0, RETRY_AFTER_MAX_S},
    {"Sun, 06 Nov 1994 08:49:37 GMT", DATE_S - 30, 30},
    {"Sunday, 06-Nov-94 08:49:37 GMT", DATE_S - 30, 30},
    {"Sun Nov  6 08:49:37 1994", DATE_S - 30, 30},
    {"Sun, 06 Nov 1994 08:49:37 GMT", DATE_S, 0},
    {"Sun, 06 Nov 1994 08:49:37 GMT", DATE_S + 1000, 0},
    {"Sun, 06 Nov 1994 08:49:37 GMT", 0, RETRY_AFTER_MAX_S},
    {"", 0, -1},
    {NULL, 0, -1},
    {"-5", 0, -1},
    {"+5", 0, -1},
    {"1.5", 0, -1},
    {"5 s", 0, -1},
    {"soon", 0, -1},
    {"tomorrow:", 0, -1},
};

static void
retry_after_is_seconds_or_a_date(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(retry_after_parse(cases[i].value, cases[i].now_s), cases[i].wait_s);
}

static void
a_reset_is_a_time_in_one_of_the_usual_forms(void **state)
{
    static const struct {
        const char *value;
        gint64 now_s, wait_s;
    } rows[] = {
        {"784111777", DATE_S - 30, -1}, /* too short for a time of today */
        {"1764367200", 1764367170, 30},
        {" 1764367200000 ", 1764367170, 30},
        {"Sun, 06 Nov 1994 08:49:37 GMT", DATE_S - 30, 30},
        {"1994-11-06T08:49:37Z", DATE_S - 30, 30},
        {"1994-11-06T09:49:37+01:00", DATE_S - 30, 30},
        {"1994-11-06 08:49:37", DATE_S - 30, 30},
        {"1764367200", 1764367200, -1}, /* over */
        {"1764367200", 1764367300, -1},
        {"1764367200", 1764367200 - RETRY_AFTER_MAX_RESET_S, RETRY_AFTER_MAX_RESET_S},
        {"1764367200", 1764367199 - RETRY_AFTER_MAX_RESET_S, -1}, /* not near */
        {"3600", 0, -1},
        {"12:30", 0, -1},
        {"", 0, -1},
        {NULL, 0, -1},
        {"-1764367200", 0, -1},
        {"99999999999999999999", 0, -1},
        {"soon", 0, -1},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (retry_after_reset_parse(rows[i].value, rows[i].now_s) != rows[i].wait_s)
            fail_msg("row %u", i);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retry_after_is_seconds_or_a_date),
        cmocka_unit_test(a_reset_is_a_time_in_one_of_the_usual_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

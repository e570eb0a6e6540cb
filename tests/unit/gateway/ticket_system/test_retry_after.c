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

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(retry_after_is_seconds_or_a_date)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

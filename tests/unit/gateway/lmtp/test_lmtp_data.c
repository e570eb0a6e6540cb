/* Where a message ends, and which dots belong to it: each input is cut at every octet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/lmtp/lmtp_data.h"

static const struct {
    const char *in;
    const char *out;
    gsize taken; /* 0: all were taken, without the end */
} cases[] = {
    {".\r\n", "", 3},
    {"a\r\n.\r\n", "a\r\n", 6},
    {"a\r\n.\r\nQUIT\r\n", "a\r\n", 6},
    {"..\r\n.\r\n", ".\r\n", 7},
    {"...a\r\n.\r\n", "..a\r\n", 9},
    {".a\r\n.\r\n", "a\r\n", 7},
    {"a.\r\n.\r\n", "a.\r\n", 7},
    {"a\n.\n.\r\n", "a\n.\n.\r\n", 0},           /* a bare LF does not begin a line */
    {"a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n", 11}, /* nor does it end a message */
    {"a\r.\r\n.\r\n", "a\r.\r\n", 8},
    {"a\r\r\n.\r\n", "a\r\r\n", 7},
    {"a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n", 11},
    {"a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n", 10},
    {"a\r\n.", "a\r\n", 0},
    {"", "", 0},
};

/* In two pieces, cut at `cut`. */
static void
check(gsize i, gsize cut)
{
    LmtpData data = LMTP_DATA_LINE_START;
    char out[64];
    gsize first = 0;
    gsize second = 0;
    gsize length = strlen(cases[i].in);
    gsize taken = lmtp_data_take(&data, cases[i].in, cut, out, &first);

    if (data != LMTP_DATA_END)
        taken += lmtp_data_take(&data, cases[i].in + cut, length - cut, out + first, &second);
    assert_int_equal(first + second, strlen(cases[i].out));
    assert_memory_equal(out, cases[i].out, first + second);
    assert_int_equal(taken, cases[i].taken > 0 ? cases[i].taken : length);
    assert_int_equal(data == LMTP_DATA_END, cases[i].taken > 0);
}

static void
messages_end_where_they_should(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        for (gsize cut = 0; cut <= strlen(cases[i].in); cut++)
            check(i, cut);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(messages_end_where_they_should)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

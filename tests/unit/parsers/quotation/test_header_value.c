/* Values of fields above a quotation, and values that no program writes there. */
#include "parsers/quotation/header_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
a_field_carries_what_it_is_for_or_words(void **state)
{
    static const struct {
        HeaderBlockLine field;
        const char *value;
        HeaderValue expected;
    } rows[] = {
        {HEADER_BLOCK_NAMES, "whoever", HEADER_VALUE_USUAL},
        {HEADER_BLOCK_DATE, " Monday 10:00", HEADER_VALUE_USUAL},
        {HEADER_BLOCK_DATE, " xy 24 zz 2026", HEADER_VALUE_FOREIGN},
        {HEADER_BLOCK_DATE, " ask Bob", HEADER_VALUE_WORDS},
        {HEADER_BLOCK_RATING, " 1 (Highest)", HEADER_VALUE_USUAL},
        {HEADER_BLOCK_RATING, " Company-Confidential", HEADER_VALUE_USUAL},
        {HEADER_BLOCK_RATING, " Hoog", HEADER_VALUE_USUAL},
        {HEADER_BLOCK_RATING, " Xyz", HEADER_VALUE_FOREIGN},
        {HEADER_BLOCK_RATING, " ask Bob", HEADER_VALUE_WORDS},
        {HEADER_BLOCK_FILES, " the plan.pdf, image001.png (12 KB)", HEADER_VALUE_USUAL},
        {HEADER_BLOCK_FILES, " ask Bob", HEADER_VALUE_WORDS},
        {HEADER_BLOCK_FILES, " plan.pdf, ask Bob", HEADER_VALUE_WORDS},
        {HEADER_BLOCK_ID, " <a@x.example>", HEADER_VALUE_USUAL},
        {HEADER_BLOCK_ID, " <a@x.example> ask Bob", HEADER_VALUE_WORDS},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (header_value_read(rows[i].field, rows[i].value) != rows[i].expected)
            fail_msg("row %u", i);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_carries_what_it_is_for_or_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

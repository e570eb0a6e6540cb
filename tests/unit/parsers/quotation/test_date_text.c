/* Dates in any language, and texts that are no dates. */
#include "parsers/quotation/date_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
a_date_is_told_from_words_in_it(void **state)
{
    static const struct {
        const char *text;
        DateText expected;
    } rows[] = {
        {"", DATE_TEXT_WHOLE},
        {"Monday", DATE_TEXT_WHOLE},
        {"Tuesday, 24 November 2026 10:00", DATE_TEXT_WHOLE},
        {"Tuesday, November 24, 2026 10:00 AM", DATE_TEXT_WHOLE},
        {"Tue, 24 Nov 2026 10:00:00 +0100", DATE_TEXT_WHOLE},
        {"Tue, Nov 24th 2026 at 10:00 (GMT-05:00)", DATE_TEXT_WHOLE},
        {"2026-11-24T10:00:00.000Z", DATE_TEXT_WHOLE},
        {"24.11.2026 10.00", DATE_TEXT_WHOLE},
        {"24/11/26 10:00", DATE_TEXT_WHOLE},
        {"dinsdag 24 november 2026 10:00", DATE_TEXT_WHOLE},
        {"Di., 24. Nov. 2026 um 10:00 Uhr", DATE_TEXT_WHOLE},
        {"mardi 24 novembre 2026 10:00", DATE_TEXT_WHOLE},
        {"martes, 24 de noviembre de 2026 10:00", DATE_TEXT_WHOLE},
        {"marted\u00ec 24 novembre 2026 10:00", DATE_TEXT_WHOLE},
        {"ter\u00e7a-feira, 24 de novembro de 2026 10:00", DATE_TEXT_WHOLE},
        {"den 24 november 2026 10:00", DATE_TEXT_WHOLE},
        {"tiistai 24. marraskuuta 2026 10.00", DATE_TEXT_WHOLE},
        {"wtorek, 24 listopada 2026 10:00", DATE_TEXT_WHOLE},
        {"\u0432\u0442\u043e\u0440\u043d\u0438\u043a, 24 \u043d\u043e\u044f\u0431\u0440\u044f 2026 "
         "\u0433. 10:00",
         DATE_TEXT_WHOLE},
        {"2026\u5e7411\u670824\u65e5 10:00", DATE_TEXT_WHOLE},
        {"2026\u5e7411\u670824\u65e5\u661f\u671f\u4e8c \u4e0b\u5348 5:00", DATE_TEXT_WHOLE},
        {"2026\u5e7411\u670824\u65e5 10\u664200\u5206", DATE_TEXT_WHOLE},
        {"2026\ub144 11\uc6d4 24\uc77c \ud654\uc694\uc77c \uc624\uc804 10:00", DATE_TEXT_WHOLE},
        {"xyz, 24 abcd 2026 10:00", DATE_TEXT_FOREIGN},
        {"Tuesday, 24 November 2026 10:00 - call Piet, I am away", DATE_TEXT_WITH_WORDS},
        {"Tuesday, 24 November 2026 10:00 Piet", DATE_TEXT_WITH_WORDS},
        {"Tuesday, 24 November 2026 10:00 4711", DATE_TEXT_WITH_WORDS},
        {"Tuesday, 24 November 2026 10:00 7", DATE_TEXT_WITH_WORDS},
        {"Tuesday, 24 November 2026 10:00 - 12:00", DATE_TEXT_WITH_WORDS},
        {"Tuesday, 24 November 2026 10:00?", DATE_TEXT_WITH_WORDS},
        {"Tuesday, Wednesday", DATE_TEXT_WITH_WORDS},
        {"ask Piet", DATE_TEXT_WITH_WORDS},
        {"2026\u5e7411\u670824\u65e5 \u597d\u7684", DATE_TEXT_WITH_WORDS},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (date_text_read(rows[i].text) != rows[i].expected)
            fail_msg("%s: %d", rows[i].text, (int)date_text_read(rows[i].text));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_told_from_words_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

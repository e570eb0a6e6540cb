/* test_introduction_lead.c - words before an introduction, on the same line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/passages/introduction_lead.h"

static void
words_before_an_introduction_are_told_from_its_date_and_name(void **state)
{
    static const struct {
        const char *plain;
        gboolean is_own;
    } rows[] = {
        {"On Mon, 23 Nov 2026 at 17:07, Desk <desk@x.example> wrote:", FALSE},
        {"Mon, 23 Nov 2026 17:07 Desk <desk@x.example> wrote:", FALSE},
        {"23.11.2026, 17:07, Desk <desk@x.example>:", FALSE},
        {"сб, 28 нояб. 2026 г. в 10:00, Desk <desk@x.example>:", FALSE},
        {"да сб, 28 нояб. 2026 г. в 10:00, Desk <desk@x.example>:", TRUE},
        {"tak pon., 28 lis 2026 o 10:00 Desk <desk@x.example> napisał(a):", TRUE},
        {"ありがとう 2026年11月28日(土) 10:00 Desk <desk@x.example>:", TRUE},
        {"请关闭 在 2026年11月28日，Desk <desk@x.example> 写道：", TRUE},
        {"Desk <desk@x.example> 于2026年11月28日周六 10:00写道：", FALSE},
        {"Anna van de Desk <desk@x.example> wrote:", FALSE},
        {"anna desk <desk@x.example> wrote:", FALSE},
        {"close anna desk <desk@x.example> wrote:", TRUE},
        {"ok 4711 Desk <desk@x.example> wrote:", TRUE},
        {"anna wrote:", FALSE},
        {"Anna Desk schrieb am 23.11.2026 um 17:07:", FALSE},
        {"<desk@x.example> wrote:", FALSE},
        {"---- Desk wrote ----", FALSE},
        {"", FALSE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (introduction_lead_is_own(rows[i].plain, "Anna Desk <desk@x.example>") != rows[i].is_own)
            fail_msg("row %zu: %s", i, rows[i].plain);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_before_an_introduction_are_told_from_its_date_and_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

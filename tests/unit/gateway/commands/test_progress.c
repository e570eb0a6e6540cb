/* How far a long command is, as a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/commands/progress.h"
#include "gateway/commands/terminal.h"

static void
the_line_fits_and_says_the_whole(void **state)
{
    static const struct {
        guint done, columns;
        double per_s;
        const char *waits_for, *wanted;
    } rows[] = {
        {50, 0, 20.4, NULL, "50/200 25% 20/s left 0:07: create 40, delivered before 9"},
        {50, 0, 0, NULL, "50/200 25% left ?: create 40, delivered before 9"},
        {50, 0, 0.01, NULL, "50/200 25% 0.0/s left 4:10:00: create 40, delivered before 9"},
        {200, 0, 20, NULL, "200/200 100% 20/s in 1:05: create 40, delivered before 9"},
        {50, 0, 20, "waits 3 s: busy", "50/200 25%, waits 3 s: busy"},
        {50, 90, 20, NULL,
         "[=====>              ] 50/200 25% 20/s left 0:08: create 40, delivered before 9"},
        {50, 30, 20, NULL, "50/200 25% 20/s left 0:08: cr\xe2\x80\xa6"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const ProgressState shown = {.done = rows[i].done,
                                     .total = 200,
                                     .detail = "create 40, delivered before 9",
                                     .waits_for = rows[i].waits_for};
        const ProgressPace pace = {.per_s = rows[i].per_s, .elapsed_s = 65};
        g_autofree char *line = progress_line(&shown, &pace, rows[i].columns);
        if (rows[i].columns > 0)
            assert_int_equal(terminal_width(line), rows[i].columns);
        g_strchomp(line);
        assert_string_equal(line, rows[i].wanted);
    }
}

static void
nothing_to_do_is_whole(void **state)
{
    (void)state;
    const ProgressState shown = {0};
    const ProgressPace pace = {0};
    g_autofree char *line = progress_line(&shown, &pace, 0);
    assert_string_equal(line, "0/0 100% in 0:00");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_fits_and_says_the_whole),
        cmocka_unit_test(nothing_to_do_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

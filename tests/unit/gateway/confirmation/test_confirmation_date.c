/* Dates of each language and zone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/confirmation/confirmation_date.h"

static void
a_date_is_written_as_its_language_does(void **state)
{
    static const struct {
        const char *language, *iso, *date;
    } rows[] = {
        {"en", "2026-11-28T19:29:59+01", "Saturday 28 November 2026, 19:29 (UTC+1)"},
        {"nl", "2026-11-28T19:29:00Z", "zaterdag 28 november 2026, 19:29 uur (UTC)"},
        {"nl-BE", "2026-03-02T09:05:00+02", "maandag 2 maart 2026, 09:05 uur (UTC+2)"},
        {"en-GB", "2026-03-01T00:00:00-03:30", "Sunday 1 March 2026, 00:00 (UTC-3:30)"},
        {"de", "2026-11-28T19:29:00+01", "Samstag, 28. November 2026, 19:29 Uhr (UTC+1)"},
        {"de-AT", "2026-03-01T09:05:00Z", "Sonntag, 1. März 2026, 09:05 Uhr (UTC)"},
        {"fr", "2026-08-01T19:29:00+02", "samedi 1er août 2026 à 19:29 (UTC+2)"},
        {"fr-CA", "2026-12-02T19:29:00-05", "mercredi 2 décembre 2026 à 19:29 (UTC-5)"},
        {"sv", "2026-11-28T19:29:00+05:45", "2026-11-28 19:29 (UTC+5:45)"},
        {"english", "2026-11-28T19:29:00-05", "2026-11-28 19:29 (UTC-5)"},
        {"", "2026-11-28T19:29:00Z", "2026-11-28 19:29 (UTC)"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(rows[i].iso, NULL);
        g_autofree char *date = confirmation_date_in(rows[i].language, time);
        assert_string_equal(date, rows[i].date);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_written_as_its_language_does),
    };
    return cmocka_run_group_tests_name("confirmation_date", tests, NULL, NULL);
}

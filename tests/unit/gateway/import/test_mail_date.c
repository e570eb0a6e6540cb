/* Dates of mails and of From_ lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/import/mail_date.h"

static void
every_usual_form_is_read(void **state)
{
    static const struct {
        const char *text;
        gint64 wanted_s;
    } rows[] = {
        {"Mon, 01 Jan 2024 00:00:00 +0000", 1704067200},
        {"1 Jan 2024 00:00 +0000", 1704067200},
        {"Mon, 1 Jan 2024 01:00:00 +0100 (CET)", 1704067200},
        {"Sun, 31 Dec 2023 19:00:00 -0500", 1704067200},
        {"Mon, 01 Jan 24 00:00:00 GMT", 1704067200},
        {"Mon Jan  1 00:00:00 2024", 1704067200},
        {"Mon Jan 01 00:00:00 +0000 2024", 1704067200},
        {"Mon Jan  1 00:00:00 GMT 2024", 1704067200},
        {"user at example.org  Mon Jan  1 00:00:00 2024", 1704067200},
        {"01 January 1999 12:30:05", 915193805},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 date_s = 0;
        if (!mail_date_read(rows[i].text, &date_s) || date_s != rows[i].wanted_s)
            fail_msg("%s: %" G_GINT64_FORMAT, rows[i].text, date_s);
    }
}

static void
what_is_no_date_is_none(void **state)
{
    static const char *const rows[] = {"",
                                       "yesterday",
                                       "Mon, 01 Jan 2024",
                                       "Mon, 40 Jan 2024 00:00:00",
                                       "Mon, 01 Jan 2024 25:00:00",
                                       "what I know since 10:30",
                                       "00:00:00 Jan 1",
                                       "Thu, 01 Jan 1901 00:00:00 +0000",
                                       "99999999999 99999999999 Jan 10:10",
                                       "\xff\xfe : ::: +++++"};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 date_s = 7;
        if (mail_date_read(rows[i], &date_s) || date_s != 7)
            fail_msg("%s: %" G_GINT64_FORMAT, rows[i], date_s);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_usual_form_is_read),
        cmocka_unit_test(what_is_no_date_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

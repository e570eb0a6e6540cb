/* Which line of an mbox begins a mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/import/mbox_line.h"

#define DATED "From user@example.org Mon Jan  1 00:00:00 2024"

static void
lines_of_real_programs_begin_a_mail(void **state)
{
    static const struct {
        const char *line, *next;
        gboolean is_after_blank, is_from;
    } rows[] = {
        {DATED, "Return-Path: <a>", TRUE, TRUE},
        {DATED, "Subject: x", FALSE, TRUE},
        {DATED, "", TRUE, TRUE},
        {DATED, ">From other Mon Jan 1", TRUE, TRUE},
        {DATED, "and so on", FALSE, FALSE},
        {"From 1786543210987654321@xxx Mon Jan 01 00:00:00 +0000 2024", "X-GM-THRID: 1", TRUE,
         TRUE},
        {"From - Mon Jan 01 00:00:00 2024", "X-Mozilla-Status: 0001", TRUE, TRUE},
        {"From ", "X-Mozilla-Status: 0001", TRUE, TRUE},
        {"From -", "X-Mozilla-Status: 0001", TRUE, TRUE},
        {"From user at example.org  Mon Jan  1 00:00:00 2024", "From: user at example.org", TRUE,
         TRUE},
        {"From user@example.org", "Subject: x", TRUE, TRUE},
        {"From user@example.org", "Subject: x", FALSE, FALSE},
        {"From what I know,", "it burns.", TRUE, FALSE},
        {"From our side", "Note: it burns", TRUE, FALSE},
        {"From what I know,", "Subject: x", FALSE, FALSE},
        {"From ", "and so on", TRUE, FALSE},
        {"From ", "Subject: x", FALSE, FALSE},
        {"From : user@example.org", "Subject: x", TRUE, FALSE},
        {"From: user@example.org", "Subject: x", TRUE, FALSE},
        {">" DATED, "Subject: x", TRUE, FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const MboxLineContext context = {.is_after_blank = rows[i].is_after_blank,
                                         .next = rows[i].next};
        if (mbox_line_is_from(rows[i].line, &context) != rows[i].is_from)
            fail_msg("row %u: %s", i, rows[i].line);
    }
}

static void
the_sender_is_an_address_or_nobody(void **state)
{
    static const struct {
        const char *line, *sender;
    } rows[] = {
        {DATED, "user@example.org"},
        {"From \"a b\"@example.org Mon Jan  1 00:00:00 2024", "\"a b\"@example.org"},
        {"From MAILER-DAEMON Mon Jan  1 00:00:00 2024", ""},
        {"From <> Mon Jan  1 00:00:00 2024", ""},
        {"From - Mon Jan  1 00:00:00 2024", NULL},
        {"From ", NULL},
        {"From user at example.org Mon Jan  1 00:00:00 2024", NULL},
        {"From 1786543210987654321@xxx Mon Jan 01 00:00:00 +0000 2024", NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *sender = mbox_line_sender(rows[i].line);
        if (g_strcmp0(sender, rows[i].sender) != 0)
            fail_msg("%s: %s", rows[i].line, sender);
    }
    assert_int_equal(mbox_line_date(DATED), 1704067200);
    assert_int_equal(mbox_line_date("From "), 0);
}

static void
quoted_lines_are_known_by_their_marks(void **state)
{
    (void)state;
    assert_true(mbox_line_is_quoted(">From here", 10));
    assert_true(mbox_line_is_quoted(">>>From here", 12));
    assert_false(mbox_line_is_quoted("From here", 9));
    assert_false(mbox_line_is_quoted("> From here", 11));
    assert_false(mbox_line_is_quoted(">From", 5));
    assert_false(mbox_line_is_quoted(">", 1));
    assert_false(mbox_line_is_quoted("", 0));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_real_programs_begin_a_mail),
        cmocka_unit_test(the_sender_is_an_address_or_nobody),
        cmocka_unit_test(quoted_lines_are_known_by_their_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

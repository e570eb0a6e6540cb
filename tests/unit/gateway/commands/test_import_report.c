/* The report of an import; its form is tested with the command. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/commands/import_report.h"
#include "tests/unit/command_fixture.h"

static int
print_report(int argc, char **argv)
{
    g_autoptr(ImportTally) tally = import_tally_new(4);
    (void)argv;
    tally->done = 4;
    import_tally_add(tally, IMPORT_CREATE, "the mail refers to no ticket");
    import_tally_add(tally, IMPORT_KNOWN, "delivered before");
    import_tally_add_quarantined(tally, "oversize");
    const ImportFault fault = {.place = "box, mail 3 at byte 9\033[1m", .reason = "too large"};
    import_tally_add_fault(tally, &fault);
    const ImportReport report = {.path = "box",
                                 .kind = "mbox",
                                 .is_real = TRUE,
                                 .is_finished = FALSE,
                                 .recipient = "support@desk.example"};
    import_report_print(&report, tally, argc > 1);
    return 0;
}

static void
people_get_a_table(void **state)
{
    (void)state;
    g_autoptr(CommandResult) result = command_fixture_run(print_report, NULL, "", "");
    assert_string_equal(result->output, "box: mbox, 4 of 4 mails, for support@desk.example\n"
                                        "       1  create\n"
                                        "                 1  the mail refers to no ticket\n"
                                        "       1  delivered before\n"
                                        "       1  at fault\n"
                                        "                 1  too large\n"
                                        "       1  copies for the quarantine: oversize\n"
                                        "Not finished: the same command goes on here.\n");
}

static void
programs_get_one_object(void **state)
{
    (void)state;
    g_autoptr(CommandResult) result = command_fixture_run(print_report, NULL, "json", "");
    assert_non_null(strstr(result->output, "\"oversize\" : 1"));
    assert_non_null(strstr(result->output, "\"is_left\" : false"));
    assert_non_null(strstr(result->output, "\"is_finished\" : false"));
    assert_null(strchr(result->output, '\033'));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_get_a_table),
        cmocka_unit_test(programs_get_one_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

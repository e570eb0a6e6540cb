/* test_program.c - an unknown sub-command never bounces a mail. */
#include "gateway/program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

static int
run(const char *first, const char *second)
{
    char *arguments[] = {(char *)(uintptr_t) "ticketgate", (char *)(uintptr_t)first,
                         (char *)(uintptr_t)second, NULL};

    /* Its output is not a test result. */
    int output = dup(STDOUT_FILENO);
    assert_int_equal(fflush(stdout), 0);
    assert_true(dup2(STDERR_FILENO, STDOUT_FILENO) >= 0);
    int status = program_run(first == NULL ? 1 : second == NULL ? 2 : 3, arguments);
    assert_int_equal(fflush(stdout), 0);
    assert_true(dup2(output, STDOUT_FILENO) >= 0 && close(output) == 0);
    return status;
}

static void
a_mistyped_command_leaves_the_mail_with_the_mail_server(void **state)
{
    (void)state;
    assert_int_equal(run("delivr", NULL), EX_TEMPFAIL);
    assert_int_equal(run("", NULL), EX_TEMPFAIL);
    assert_int_equal(run(NULL, NULL), EX_TEMPFAIL);
}

static void
help_and_version_are_given(void **state)
{
    (void)state;
    assert_int_equal(run("help", NULL), 0);
    assert_int_equal(run("help", "list"), 0);
    assert_int_equal(run("help", "lsit"), EX_USAGE);
    assert_int_equal(run("--help", NULL), 0);
    assert_int_equal(run("-h", NULL), 0);
    assert_int_equal(run("--version", NULL), 0);
}

static void
a_command_gets_its_options(void **state)
{
    (void)state;
    assert_int_equal(run("check-config", "--no-such-option"), EX_USAGE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mistyped_command_leaves_the_mail_with_the_mail_server),
        cmocka_unit_test(help_and_version_are_given),
        cmocka_unit_test(a_command_gets_its_options),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

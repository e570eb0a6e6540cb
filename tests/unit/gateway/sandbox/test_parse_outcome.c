/* The description of how a child ended; and Letters that no honest child writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/sandbox/parse_child_internal.h"

static const ParseChildLimits limits = {
    .wall_time_ms = 700, .cpu_time_s = 3, .memory_bytes = 1000, .output_bytes = 2000};

static const struct {
    ParseEnd end;
    const char *letter; /* what the child left in the file of the Letter */
    const char *words;  /* a part of the failure */
} cases[] = {
    {{FALSE, 9}, "", "longer than 700 ms"},
    {{TRUE, SIGXCPU}, "", "more than 3 s"},
    {{TRUE, SIGXFSZ}, "", "more than 2000 bytes"},
    {{TRUE, SIGSYS}, "", "forbidden system call"},
    {{TRUE, SIGABRT}, "", "aborted"},
    {{TRUE, SIGSEGV}, "", "signal 11"},
    {{TRUE, PARSE_END_ERROR << 8}, "reason", "gave up: reason"},
    {{TRUE, 77 << 8}, "", "unknown status 77"},
    {{TRUE, PARSE_END_DONE}, "{}{}", "no good Letter"},
    {{TRUE, PARSE_END_DONE}, "", "no good Letter"},
};

/* The mail is not the cause of these: it waits, and is parsed later. */
static const struct {
    int exit_status;
    const char *letter;
    const char *words;
} faults[] = {
    {PARSE_END_NOT_CLOSED, "", "inherited"},
    {PARSE_END_NOT_SANDBOXED, "no\x1b[31mseccomp", "shut in: no?[31mseccomp"},
    {PARSE_END_DISK_FAULT, "No space left", "files: No space left"},
    {PARSE_END_DISK_FAULT, "", "no reason was written"},
};

static void
every_end_has_its_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        const SandboxFiles files = {.message_fd = memfd_create("m", MFD_CLOEXEC),
                                    .letter_fd = memfd_create("l", MFD_CLOEXEC),
                                    .attachments_fd = memfd_create("a", MFD_CLOEXEC),
                                    .control_fd = -1};
        gsize length = strlen(cases[i].letter);
        assert_int_equal(write(files.letter_fd, cases[i].letter, length), length);
        g_autoptr(ParseResult) result = parse_outcome_read(&cases[i].end, &files, &limits, NULL);
        assert_non_null(result);
        assert_null(result->letter);
        assert_int_equal(result->attachments_fd, -1);
        assert_non_null(strstr(result->failure, cases[i].words));
        close(files.message_fd);
        close(files.letter_fd);
        close(files.attachments_fd);
    }
}

static void
faults_of_ours_are_temporary(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
        const ParseEnd end = {.has_ended = TRUE, .status = faults[i].exit_status << 8};
        const SandboxFiles files = {.message_fd = -1,
                                    .letter_fd = memfd_create("l", MFD_CLOEXEC),
                                    .attachments_fd = memfd_create("a", MFD_CLOEXEC),
                                    .control_fd = -1};
        gsize length = strlen(faults[i].letter);
        g_autoptr(GError) error = NULL;
        assert_int_equal(write(files.letter_fd, faults[i].letter, length), length);
        assert_null(parse_outcome_read(&end, &files, &limits, &error));
        assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
        assert_non_null(strstr(error->message, faults[i].words));
        close(files.letter_fd);
        close(files.attachments_fd);
    }
}

/* The file may have a valid Letter. */
static void
a_file_that_cannot_be_read_is_temporary(void **state)
{
    const ParseEnd end = {.has_ended = TRUE, .status = PARSE_END_DONE};
    const SandboxFiles files = {.message_fd = -1,
                                .letter_fd = -1,
                                .attachments_fd = memfd_create("a", MFD_CLOEXEC),
                                .control_fd = -1};
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_null(parse_outcome_read(&end, &files, &limits, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    assert_non_null(strstr(error->message, "cannot read what the parser wrote: Bad file"));
    close(files.attachments_fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_end_has_its_words),
        cmocka_unit_test(faults_of_ours_are_temporary),
        cmocka_unit_test(a_file_that_cannot_be_read_is_temporary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

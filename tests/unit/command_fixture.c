/* command_fixture.c - see command_fixture.h. */
#include "tests/unit/command_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/sanitizer.h"

void
command_result_free(CommandResult *result)
{
    g_free(result->output);
    g_free(result->errors);
    g_free(result);
}

/* LeakSanitizer cannot check a process that was forked from one with threads (the server of
 * api_fixture.h): it waits for the threads and reports false leaks. */
static gboolean
command_fixture_is_looked_at(guint threads)
{
    return !SANITIZER_IS_ON || threads == 1;
}

/* Calls the command like main.c, then ends with exit(), so that gcov writes its counts and
 * LeakSanitizer checks. */
static void
command_fixture_child(CommandFunction command, GPtrArray *words, const int files[3],
                      gboolean is_looked_at)
{
    for (int i = 0; i < 3; i++)
        if (dup2(files[i], i) < 0)
            _exit(99);
    setlocale(LC_CTYPE, "C.UTF-8");
    /* A copy, because reading the options removes words from it, which then would look like a leak.
     */
    g_autofree char **argv = g_memdup2(words->pdata, words->len * sizeof(char *));
    int status = command((int)words->len - 1, argv);
    fflush(NULL);
    if (!is_looked_at)
        _exit(status);
    exit(status);
}

/* The other end of the terminal, *ret_master, stays open until the command has ended. */
static int
command_fixture_input(const char *text, int *ret_master)
{
    if (text != NULL)
        return delivery_fixture_message(text);
    *ret_master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(*ret_master >= 0 && grantpt(*ret_master) == 0 && unlockpt(*ret_master) == 0);
    int fd = open(ptsname(*ret_master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static GPtrArray *
command_fixture_words(const DeliveryFixture *fixture, const char *line)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(words, g_strdup("command"));
    if (fixture != NULL) {
        g_ptr_array_add(words, g_strdup("--config"));
        g_ptr_array_add(words, g_strdup(fixture->config_path));
    }
    g_auto(GStrv) rest = NULL;
    assert_true(*line == '\0' || g_shell_parse_argv(line, NULL, &rest, NULL));
    for (guint i = 0; rest != NULL && rest[i] != NULL; i++)
        g_ptr_array_add(words, g_strdup(rest[i]));
    g_ptr_array_add(words, NULL);
    return words;
}

CommandResult *
command_fixture_run(CommandFunction command, const DeliveryFixture *fixture, const char *line,
                    const char *input)
{
    g_autoptr(GPtrArray) words = command_fixture_words(fixture, line);
    int master = -1;
    const int files[3] = {command_fixture_input(input, &master),
                          memfd_create("output", MFD_CLOEXEC), memfd_create("errors", MFD_CLOEXEC)};
    guint threads = delivery_fixture_threads();
    fflush(NULL);
    delivery_fixture_await_sleep();
    pid_t pid = fork();
    if (pid == 0)
        command_fixture_child(command, words, files, command_fixture_is_looked_at(threads));
    int status = 0;
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
    delivery_fixture_settle(threads);
    CommandResult *result = g_new0(CommandResult, 1);
    result->output = delivery_fixture_contents(files[1]);
    result->errors = delivery_fixture_contents(files[2]);
    if (!WIFEXITED(status))
        fail_msg("%s: signal %d, said \"%s\"", line, WTERMSIG(status), result->errors);
    result->status = WEXITSTATUS(status);
    result->read_bytes = lseek(files[0], 0, SEEK_CUR);
    for (int i = 0; i < 3; i++)
        close(files[i]);
    if (master >= 0)
        close(master);
    return result;
}

void
command_fixture_refuses(CommandFunction command, int status)
{
    static const char *const lines[] = {"--nonsense", "--config",
                                        "--config /nonexistent/ticketgate.conf"};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result = command_fixture_run(command, NULL, lines[i], "");
        gboolean is_typed_wrongly =
            i + 1 < G_N_ELEMENTS(lines) || strstr(result->errors, " is missing") != NULL;
        int expected = status != EX_TEMPFAIL && is_typed_wrongly ? EX_USAGE : status;
        if (result->status != expected || *result->errors == '\0' || *result->output != '\0')
            fail_msg("%s: status %d, said \"%s\" and \"%s\"", lines[i], result->status,
                     result->output, result->errors);
    }
}

void
command_fixture_refuses_numbers(CommandFunction command, const DeliveryFixture *fixture)
{
    static const char *const lines[] = {"../INC1", "", "INC0000001 ../INC2"};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result = command_fixture_run(command, fixture, lines[i], "done");
        if (result->status != EX_USAGE || *result->output != '\0' ||
            strstr(result->errors, i == 1 ? "NUMBER... is missing" : "is no ticket number") == NULL)
            fail_msg("%s: status %d, said \"%s\"", lines[i], result->status, result->errors);
    }
}

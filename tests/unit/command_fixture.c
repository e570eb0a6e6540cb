/* command_fixture.c - see command_fixture.h. */
#include "command_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

void
command_result_free(CommandResult *result)
{
    g_free(result->output);
    g_free(result->errors);
    g_free(result);
}

static void
command_fixture_child(CommandFunction command, GPtrArray *words, const int files[3])
{
    for (int i = 0; i < 3; i++)
        if (dup2(files[i], i) < 0)
            _exit(99);
    int status = command((int)words->len - 1, (char **)words->pdata);
    fflush(NULL);
    _exit(status);
}

CommandResult *
command_fixture_run(CommandFunction command, const DeliveryFixture *fixture, const char *line,
                    const char *input)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(words, g_strdup("command"));
    if (fixture != NULL) {
        g_ptr_array_add(words, g_strdup("--config"));
        g_ptr_array_add(words, g_strdup(fixture->config_path));
    }
    g_auto(GStrv) rest = g_strsplit(line, " ", -1);
    for (guint i = 0; rest[i] != NULL; i++)
        g_ptr_array_add(words, g_strdup(rest[i]));
    g_ptr_array_add(words, NULL);
    const int files[3] = {delivery_fixture_message(input), memfd_create("output", MFD_CLOEXEC),
                          memfd_create("errors", MFD_CLOEXEC)};
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        command_fixture_child(command, words, files);
    int status = 0;
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
    CommandResult *result = g_new0(CommandResult, 1);
    result->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result->output = delivery_fixture_contents(files[1]);
    result->errors = delivery_fixture_contents(files[2]);
    for (int i = 0; i < 3; i++)
        close(files[i]);
    return result;
}

void
command_fixture_refuses(CommandFunction command, int status)
{
    static const char *const lines[] = {"--nonsense", "--config",
                                        "--config /nonexistent/ticketgate.conf"};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result = command_fixture_run(command, NULL, lines[i], "");
        if (result->status != status || *result->errors == '\0' || *result->output != '\0')
            fail_msg("%s: status %d, said \"%s\" and \"%s\"", lines[i], result->status,
                     result->output, result->errors);
    }
}

/* command_fixture.h - runs a sub-command in its own process and keeps its output. */
#pragma once

#include "tests/unit/delivery_fixture.h"

typedef int (*CommandFunction)(int argc, char **argv);

typedef struct {
    int status;        /* exit status */
    char *output;      /* standard output */
    char *errors;      /* standard error */
    gint64 read_bytes; /* fd of the input; -1: a terminal */
} CommandResult;

void command_result_free(CommandResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommandResult, command_result_free)

/* Runs `command` with the words of `line` after its name (quoted as in a shell; may be "") and
 * `input` on standard input; NULL: a terminal where nobody types. With `fixture`, --config and its
 * file come first. The test fails if the command is killed by a signal, or leaks memory in a
 * sanitized build (only checked if the test program has no threads). (transfer full) */
CommandResult *command_fixture_run(CommandFunction command, const DeliveryFixture *fixture,
                                   const char *line, const char *input);

/* Tests the options that every command refuses, with a word of the reason on standard error: a file
 * that is not there with `status`, and what is typed wrongly with 64 (or 75, if that is `status`).
 */
void command_fixture_refuses(CommandFunction command, int status);

/* Tests what a command that takes ticket numbers refuses in their place, with status 64. */
void command_fixture_refuses_numbers(CommandFunction command, const DeliveryFixture *fixture);

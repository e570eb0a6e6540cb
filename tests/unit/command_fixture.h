/* command_fixture.h - a sub-command, run in a process of its own, and what it said. */
#pragma once

#include "tests/unit/delivery_fixture.h"

typedef int (*CommandFunction)(int argc, char **argv);

typedef struct {
    int status;        /* exit status */
    char *output;      /* standard output */
    char *errors;      /* standard error */
    gint64 read_bytes; /* of the input; -1: of a terminal */
} CommandResult;

void command_result_free(CommandResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommandResult, command_result_free)

/* Runs `command` with the words of `line` behind its name (quoted as in a shell; may be "") and
 * `input` on standard input; NULL: a terminal where nobody types. With `fixture`, --config and its
 * file come first. A command that dies by a signal, or in a sanitized build leaves memory behind
 * (as far as the test program has no threads), fails the test. (transfer full) */
CommandResult *command_fixture_run(CommandFunction command, const DeliveryFixture *fixture,
                                   const char *line, const char *input);

/* The options that every command refuses, each with status `status` and a word of the reason on
 * standard error. */
void command_fixture_refuses(CommandFunction command, int status);

/* What a command that takes one ticket number refuses in its place, with status 1. */
void command_fixture_refuses_numbers(CommandFunction command, const DeliveryFixture *fixture);

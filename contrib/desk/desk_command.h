#pragma once

/* The commands of ticketgate-desk. Each gets its own arguments; argv[0] is its name. */

#include <glib.h>

typedef struct {
    const char *name;
    const char *state;   /* for the commands that move tickets: the new state */
    const char *summary; /* one line for --help */
    /* Returns: TRUE when all went well; FALSE with an error to show. */
    gboolean (*run)(int argc, char **argv, const char *state, GError **error);
} DeskCommand;

/* What is left of a command line after its options: an argument that the command does not take is
 * DESK_ERROR_USAGE. */
gboolean desk_command_check_surplus(int argc, char **argv, GError **error);

/* serve: runs the server until SIGTERM or SIGINT. */
gboolean desk_command_serve(int argc, char **argv, const char *state, GError **error);

/* dump, revoke-tokens, fault, open, and the changes (comment without a state, and resolve, close,
 * ... with theirs): work on the file, then end. */
gboolean desk_command_dump(int argc, char **argv, const char *state, GError **error);
gboolean desk_command_revoke_tokens(int argc, char **argv, const char *state, GError **error);
gboolean desk_command_fault(int argc, char **argv, const char *state, GError **error);
gboolean desk_command_open(int argc, char **argv, const char *state, GError **error);
gboolean desk_command_change(int argc, char **argv, const char *state, GError **error);

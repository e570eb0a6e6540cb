/* command_session.h - shared by the commands for people: options, configuration, API client. */
#pragma once

#include "config/config.h"
#include "gateway/ticket_system/ticket_system.h"

typedef struct {
    char *name; /* of the sub-command, for messages */
    Config *config;
    TicketSystem *ticket_system;
    char **arguments; /* the arguments after the options, NULL-terminated */
} CommandSession;

/* Reads the options (`entries` and --config) and the configuration, and makes the client. In the
 * help, `usage` follows the options, and `summary` is the text. On failure, prints the error to
 * standard error and returns FALSE. */
gboolean command_session_open(CommandSession *session, int argc, char **argv,
                              const GOptionEntry *entries, const char *const usage_and_summary[2]);
void command_session_clear(CommandSession *session);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommandSession, command_session_clear)

/* Prints "ticketgate NAME: message" on standard error, cleaned for a terminal. Returns 1, the exit
 * status of a command that failed. */
int command_session_fail(const CommandSession *session, const GError *problem);

/* The ticket number in the arguments. If there is not exactly one, prints an error to standard
 * error and returns NULL. (transfer none) (nullable) */
const char *command_session_ticket_number(const CommandSession *session);

/* command_session.h - what the commands for people share: options, configuration, API client. */
#pragma once

#include "config/config.h"
#include "gateway/ticket_system/ticket_system.h"

typedef struct {
    char *name; /* of the sub-command, for messages */
    Config *config;
    TicketSystem *ticket_system;
    char **arguments; /* what is left behind the options, NULL-terminated */
} CommandSession;

/* Reads the options (`entries` beside --config) and the configuration, and makes the client.
 * `usage` is what stands behind the options in the help, `summary` the help's text. On failure:
 * says so on standard error and returns FALSE. */
gboolean command_session_open(CommandSession *session, int argc, char **argv,
                              const GOptionEntry *entries, const char *const usage_and_summary[2]);
void command_session_clear(CommandSession *session);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommandSession, command_session_clear)

/* Prints "ticketgate NAME: message" on standard error, cleaned for a terminal. Returns 1, the exit
 * status of a command that failed. */
int command_session_fail(const CommandSession *session, const GError *problem);

/* The one ticket number that the command was given; else says so on standard error, and NULL.
 * (transfer none) (nullable) */
const char *command_session_ticket_number(const CommandSession *session);

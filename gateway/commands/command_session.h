/* command_session.h - shared by the commands for people: options, configuration, API client. */
#pragma once

#include "config/config.h"
#include "gateway/commands/command_line.h"
#include "gateway/ticket_system/ticket_system.h"

typedef struct {
    char *name; /* of the sub-command, for messages */
    Config *config;
    TicketSystem *ticket_system;
    char **arguments; /* the arguments after the options, NULL-terminated */
    int exit_status;  /* of the command, if the session cannot be opened */
} CommandSession;

/* Reads the words behind the sub-command (command_line.h) and the configuration, and makes the
 * client. FALSE: the command ends with session->exit_status: 64 or 1, as printed on standard error,
 * or 0 after --help. */
gboolean command_session_open(CommandSession *session, int argc, char **argv,
                              const CommandUsage *usage);
void command_session_clear(CommandSession *session);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommandSession, command_session_clear)

/* Prints "ticketgate NAME: message" on standard error, cleaned for a terminal. Returns 1, the exit
 * status of a command that failed. */
int command_session_fail(const CommandSession *session, const GError *problem);

/* The same for one of several tickets or mails, `what`: "ticketgate NAME: WHAT: message". */
int command_session_fail_for(const CommandSession *session, const char *what,
                             const GError *problem);

/* Makes ticket numbers of the arguments: "12" becomes INC0000012, or whatever is usual for the
 * ticket system. FALSE: one can be no number; the command ends with session->exit_status, 64. */
gboolean command_session_complete_numbers(CommandSession *session);

/* For the next of several tickets: as much time as for one. */
void command_session_renew_deadline(const CommandSession *session);

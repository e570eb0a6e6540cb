/* command_session.c - see command_session.h. */
#include "gateway/commands/command_session.h"

#include <stdio.h>
#include <unistd.h>

#include "gateway/commands/terminal.h"
#include "gateway/log.h"

void
command_session_clear(CommandSession *session)
{
    g_clear_pointer(&session->name, g_free);
    g_clear_pointer(&session->ticket_system, ticket_system_free);
    g_clear_pointer(&session->config, config_free);
    g_clear_pointer(&session->arguments, g_strfreev);
}

int
command_session_fail(const CommandSession *session, const GError *problem)
{
    g_autofree char *clean = terminal_clean(problem->message);
    fprintf(stderr, "ticketgate %s: %s\n", session->name, clean);
    return 1;
}

int
command_session_fail_for(const CommandSession *session, const char *what, const GError *problem)
{
    g_autofree char *clean = terminal_clean(problem->message);
    g_autofree char *clean_what = terminal_clean(what);
    fprintf(stderr, "ticketgate %s: %s: %s\n", session->name, clean_what, clean);
    return 1;
}

static gint64
deadline_us(const Config *config)
{
    return g_get_monotonic_time() + (gint64)config->deadline_s * G_USEC_PER_SEC;
}

gboolean
command_session_open(CommandSession *session, int argc, char **argv, const CommandUsage *usage)
{
    g_auto(CommandLine) line = {0};
    g_autoptr(GError) problem = NULL;
    session->name = g_strdup(argv[0]);
    /* A timer's command has the journal as its standard error: there, lines have their members. */
    log_open(!g_log_writer_is_journald(STDERR_FILENO));
    if (!command_line_read(&line, argc, argv, usage, &session->exit_status))
        return FALSE;
    session->arguments = g_steal_pointer(&line.arguments);
    session->config = ticket_dialect_load_config(line.config_path, NULL, &problem);
    if (session->config == NULL) {
        session->exit_status = command_session_fail(session, problem);
        return FALSE;
    }
    session->ticket_system = ticket_system_new(session->config, deadline_us(session->config));
    return TRUE;
}

gboolean
command_session_complete_numbers(CommandSession *session)
{
    const TicketDialect *dialect = ticket_dialect_of(session->config);
    for (char **argument = session->arguments; *argument != NULL; argument++) {
        char *number = ticket_dialect_number(dialect, *argument);
        if (number == NULL) {
            session->exit_status =
                command_line_mistake(session->name, "'%s' is no ticket number, such as %s",
                                     *argument, dialect->number_example);
            return FALSE;
        }
        g_free(*argument);
        *argument = number;
    }
    return TRUE;
}

void
command_session_renew_deadline(const CommandSession *session)
{
    ticket_system_set_deadline(session->ticket_system, deadline_us(session->config));
}

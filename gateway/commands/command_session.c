/* command_session.c - see command_session.h. */
#include "gateway/commands/command_session.h"

#include <stdio.h>
#include <string.h>

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

gboolean
command_session_open(CommandSession *session, int argc, char **argv, const GOptionEntry *entries,
                     const char *const usage_and_summary[2])
{
    g_autofree char *path = NULL;
    g_autoptr(GError) problem = NULL;
    const GOptionEntry shared[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &path, "Configuration file", "FILE"},
        {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &session->arguments, "",
         usage_and_summary[0]},
        {0},
    };
    session->name = g_strdup(argv[0]);
    log_open(TRUE);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_summary(context, usage_and_summary[1]);
    g_option_context_add_main_entries(context, shared, NULL);
    if (entries != NULL)
        g_option_context_add_main_entries(context, entries, NULL);
    if (g_option_context_parse(context, &argc, &argv, &problem))
        session->config =
            ticket_dialect_load_config(path != NULL ? path : config_default_path(), NULL, &problem);
    if (session->config == NULL) {
        command_session_fail(session, problem);
        return FALSE;
    }
    session->ticket_system = ticket_system_new(
        session->config,
        g_get_monotonic_time() + (gint64)session->config->deadline_s * G_USEC_PER_SEC);
    return TRUE;
}

const char *
command_session_ticket_number(const CommandSession *session)
{
    const TicketDialect *dialect = ticket_dialect_of(session->config);
    char *const *arguments = session->arguments;
    char *number = arguments != NULL && arguments[0] != NULL && arguments[1] == NULL
                       ? ticket_dialect_number(dialect, arguments[0])
                       : NULL;
    if (number != NULL) {
        g_free(session->arguments[0]);
        session->arguments[0] = number;
        return number;
    }
    fprintf(stderr, "ticketgate %s: give one ticket number, such as %s\n", session->name,
            dialect->number_example);
    return NULL;
}

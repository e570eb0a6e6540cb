/* ping.c - `ticketgate ping`: what works between here and the Incident API. */
#include <stdio.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"

static guint
ping_elapsed_ms(gint64 start_us)
{
    return (guint)((g_get_monotonic_time() - start_us) / 1000);
}

int
command_ping(int argc, char **argv)
{
    g_auto(CommandSession) session = {0};
    if (!command_session_open(
            &session, argc, argv, NULL,
            (const char *const[2]){"", "Asks for a token, then for the list of tickets, "
                                       "and says what works."}))
        return 1;
    printf("configuration  ok      %s\n", session.config->path);
    fflush(stdout);
    g_autoptr(GError) problem = NULL;
    gint64 start_us = g_get_monotonic_time();
    if (!incident_api_fetch_token(session.api, &problem)) {
        printf("token          failed  %s\n", session.config->token_url);
        return command_session_fail(&session, problem);
    }
    printf("token          ok      %s (%u ms)\n", session.config->token_url,
           ping_elapsed_ms(start_us));
    fflush(stdout);
    start_us = g_get_monotonic_time();
    g_autoptr(GPtrArray) incidents = incident_api_list(session.api, &problem);
    if (incidents == NULL) {
        printf("list           failed  %s\n", session.config->base_url);
        return command_session_fail(&session, problem);
    }
    printf("list           ok      %s (%u ms, %u active tickets)\n", session.config->base_url,
           ping_elapsed_ms(start_us), incidents->len);
    return 0;
}

/* ping.c - `ticketgate ping`: tests the Incident API and the mail server. */
#include <stdio.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/commands/ping_neighbours.h"
#include "gateway/commands/ping_submission.h"
#include "gateway/commands/terminal.h"
#include "gateway/journal/journal_backoff.h"

static guint
elapsed_ms(gint64 start_us)
{
    return (guint)((g_get_monotonic_time() - start_us) / 1000);
}

/* The journal of deliveries. NULL if it does not exist, or if it cannot be opened, which is
 * printed. (transfer full) */
static Journal *
open_journal(const CommandSession *session)
{
    g_autoptr(GError) problem = NULL;
    if (!g_file_test(session->config->journal_path, G_FILE_TEST_EXISTS))
        return NULL;
    Journal *journal = journal_open(session->config->journal_path, &problem);
    if (journal == NULL) {
        printf("journal        failed  %s\n", session->config->journal_path);
        command_session_fail(session, problem);
    }
    return journal;
}

/* Whether requests of deliveries are paused. */
static gboolean
show_pause(Journal *journal)
{
    gint64 until_s = 0;
    if (!journal_backoff_until(journal, &until_s, NULL) || until_s == 0)
        return FALSE;
    g_autofree char *text = terminal_time(until_s, "?");
    printf("pause          on      requests are paused until %s, and until one of them passes\n",
           text);
    return TRUE;
}

/* The requests here showed that the API works: deliveries do not have to test it. */
static int
lift_pause(const CommandSession *session, Journal *journal)
{
    g_autoptr(GError) problem = NULL;
    if (!journal_backoff_lift(journal, &problem))
        return command_session_fail(session, problem);
    printf("pause          lifted  requests are sent again\n");
    return 0;
}

int
command_ping(int argc, char **argv)
{
    const CommandUsage usage = {
        .summary = "Requests a token and the list of tickets, logs in at the mail server for "
                   "confirmations, and says what works. If both requests work, a pause of "
                   "requests ends.",
        .examples = "  sudo -u ticketgate ticketgate ping\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    printf("configuration  ok      %s\n", session.config->path);
    fflush(stdout);
    g_autoptr(Journal) journal = open_journal(&session);
    gboolean is_paused = journal != NULL && show_pause(journal);
    fflush(stdout);
    g_autoptr(GError) problem = NULL;
    gint64 start_us = g_get_monotonic_time();
    if (!ticket_system_fetch_token(session.ticket_system, &problem)) {
        printf("token          failed  %s\n", session.config->token_url);
        return command_session_fail(&session, problem);
    }
    printf("token          ok      %s (%u ms)\n", session.config->token_url, elapsed_ms(start_us));
    fflush(stdout);
    start_us = g_get_monotonic_time();
    g_autoptr(GPtrArray) tickets = ticket_system_list(session.ticket_system, &problem);
    if (tickets == NULL) {
        printf("list           failed  %s\n", session.config->base_url);
        return command_session_fail(&session, problem);
    }
    printf("list           ok      %s (%u ms, %u active tickets)\n", session.config->base_url,
           elapsed_ms(start_us), tickets->len);
    int status = is_paused ? lift_pause(&session, journal) : 0;
    gboolean is_good = ping_scanner(session.config);
    is_good = ping_submission(session.config) && is_good;
    return is_good ? status : 1;
}

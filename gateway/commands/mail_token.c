/* mail_token.c - `ticketgate mail-token`: an access token of [oauth], for a program that fetches
 * the mailbox. It is only written to a pipe or a file: on a terminal, others could see it. */
#include <stdio.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/ticket_system/token.h"

static gboolean
print(const Config *config, GError **error)
{
    gint64 deadline_us = g_get_monotonic_time() + (gint64)config->deadline_s * G_USEC_PER_SEC;
    g_autoptr(Http) http = http_new(config, deadline_us);
    g_autoptr(Token) token = token_new_for_mailbox(config, http);
    const char *value = token_get(token, error);

    if (value != NULL)
        puts(value);
    return value != NULL;
}

int
command_mail_token(int argc, char **argv)
{
    const CommandUsage usage = {
        .summary = "Prints an access token of [oauth], for a program that fetches the mailbox; "
                   "never on a terminal.",
        .examples = "  ticketgate mail-token >/dev/null && echo there is a token\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    if (isatty(STDOUT_FILENO) == 1) {
        fprintf(stderr, "ticketgate mail-token: a token is a secret, and this is a terminal; the "
                        "program that fetches the mailbox reads it by a pipe\n");
        return 1;
    }
    if (session.config->oauth_token_url == NULL) {
        fprintf(stderr,
                "ticketgate mail-token: [oauth] token_url: missing; see ticketgate.conf(5)\n");
        return 1;
    }
    g_autoptr(GError) problem = NULL;
    return print(session.config, &problem) ? 0 : command_session_fail(&session, problem);
}

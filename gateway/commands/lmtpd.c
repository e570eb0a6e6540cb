/* lmtpd.c - `ticketgate lmtpd`: the resident gateway, which takes mail by LMTP. */
#include <glib.h>
#include <signal.h>
#include <stdio.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_line.h"
#include "gateway/lmtp/lmtp_supervisor.h"
#include "gateway/log.h"

int
command_lmtpd(int argc, char **argv)
{
    const CommandUsage usage = {
        .summary = "Accepts mail by LMTP (RFC 2033) and makes tickets from it, until SIGTERM.",
        .examples = "  sudo -u ticketgate ticketgate lmtpd --config /etc/ticketgate/test.conf\n",
    };
    g_auto(CommandLine) line = {0};
    g_autoptr(GError) problem = NULL;
    int status;
    if (!command_line_read(&line, argc, argv, &usage, &status))
        return status;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that grows too large is an error, not an end */
    log_open(FALSE);
    if (lmtp_supervisor_run(line.config_path, &problem))
        return 0;
    log_error("worker", "%s", problem->message);
    fprintf(stderr, "ticketgate lmtpd: %s\n", problem->message);
    return 1;
}

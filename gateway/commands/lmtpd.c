/* lmtpd.c - `ticketgate lmtpd`: the resident gateway, which takes mail by LMTP. */
#include <glib.h>
#include <signal.h>
#include <stdio.h>

#include "config/config.h"
#include "gateway/commands/command.h"
#include "gateway/lmtp/lmtp_supervisor.h"
#include "gateway/log.h"

int
command_lmtpd(int argc, char **argv)
{
    g_autofree char *path = NULL;
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &path, "Configuration file", "FILE"},
        {0},
    };
    g_autoptr(GError) problem = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_summary(
        context, "Accepts mail by LMTP (RFC 2033) and makes tickets from it, until SIGTERM.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &problem) || argc > 1) {
        fprintf(stderr, "ticketgate lmtpd: %s\n",
                problem != NULL ? problem->message : "takes options only");
        return 1;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that grows too large is an error, not an end */
    log_open(FALSE);
    if (lmtp_supervisor_run(path != NULL ? path : config_default_path(), &problem))
        return 0;
    log_error("worker", "%s", problem->message);
    fprintf(stderr, "ticketgate lmtpd: %s\n", problem->message);
    return 1;
}

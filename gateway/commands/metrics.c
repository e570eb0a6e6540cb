/* metrics.c - `ticketgate metrics`: the metrics for Prometheus on standard output. */
#include <stdio.h>

#include "gateway/commands/command.h"
#include "gateway/commands/command_session.h"
#include "gateway/status/metrics_text.h"

int
command_metrics(int argc, char **argv)
{
    const CommandUsage usage = {
        .summary = "Prints the metrics in the text form of Prometheus, as [metrics] has them "
                   "written to a file or served.",
        .examples = "  sudo -u ticketgate ticketgate metrics\n",
    };
    g_auto(CommandSession) session = {0};
    if (!command_session_open(&session, argc, argv, &usage))
        return session.exit_status;
    g_autoptr(GError) problem = NULL;
    g_autoptr(StatusReport) report = status_report_new(session.config, &problem);
    if (report == NULL)
        return command_session_fail(&session, problem);
    g_autofree char *text = metrics_text_new(report);
    fputs(text, stdout);
    return 0;
}

/* ping_submission.c - see ping_submission.h. */
#include "gateway/commands/ping_submission.h"

#include "gateway/confirmation/submission.h"

#define LIMIT_US (30 * G_USEC_PER_SEC)

gboolean
ping_submission(const Config *config, PingReport *report)
{
    g_autoptr(GError) problem = NULL;
    gint64 start_us = g_get_monotonic_time();

    if (!config->is_reply_on)
        return TRUE;
    const PingLine line = {
        .what = "mail server", .where = config->submission, .start_us = start_us};
    (void)submission_check(config, start_us + LIMIT_US, &problem);
    return ping_report(report, &line, problem);
}

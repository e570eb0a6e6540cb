/* ping_submission.c - see ping_submission.h. */
#include "gateway/commands/ping_submission.h"

#include <stdio.h>

#include "gateway/commands/terminal.h"
#include "gateway/confirmation/submission.h"

#define LIMIT_US (30 * G_USEC_PER_SEC)

gboolean
ping_submission(const Config *config)
{
    g_autoptr(GError) problem = NULL;
    gint64 start_us = g_get_monotonic_time();

    if (!config->is_reply_on)
        return TRUE;
    if (submission_check(config, start_us + LIMIT_US, &problem)) {
        printf("mail server    ok      %s (%u ms)\n", config->submission,
               (guint)((g_get_monotonic_time() - start_us) / 1000));
        fflush(stdout);
        return TRUE;
    }
    g_autofree char *clean = terminal_clean(problem->message);
    printf("mail server    failed  %s\n", config->submission);
    fflush(stdout);
    fprintf(stderr, "ticketgate ping: %s\n", clean);
    return FALSE;
}

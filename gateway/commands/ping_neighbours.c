/* ping_neighbours.c - see ping_neighbours.h. */
#include "gateway/commands/ping_neighbours.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/scan/clamd.h"
#include "gateway/spool.h"

static const char harmless[] = "Nothing to see here.\n";

/* One line: what was tested, and why it failed. */
static gboolean
report(const char *what, const char *where, gint64 start_us, const GError *problem)
{
    if (problem == NULL)
        printf("%-14s ok      %s (%u ms)\n", what, where,
               (guint)((g_get_monotonic_time() - start_us) / 1000));
    else
        printf("%-14s failed  %s\n", what, where);
    fflush(stdout);
    if (problem != NULL)
        fprintf(stderr, "ticketgate ping: %s\n", problem->message);
    return problem == NULL;
}

gboolean
ping_scanner(const Config *config)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *signature = NULL;
    gint64 start_us = g_get_monotonic_time();

    if (config->clamd == NULL)
        return TRUE;
    int fd = spool_open_file(NULL, &problem);
    const ClamdStream stream = {.fd = fd, .length = strlen(harmless)};
    if (fd >= 0 && !descriptor_write_all(fd, harmless, strlen(harmless)))
        g_set_error_literal(&problem, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY,
                            "no memory for a file");
    else if (fd >= 0)
        (void)clamd_scan(config->clamd, config->scan_timeout_ms, &stream, &signature, &problem);
    if (fd >= 0)
        (void)close(fd);
    return report("scanner", config->clamd, start_us, problem);
}

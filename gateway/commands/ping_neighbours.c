/* ping_neighbours.c - see ping_neighbours.h. */
#include "gateway/commands/ping_neighbours.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/descriptor_io.h"
#include "gateway/scan/clamd.h"
#include "gateway/spool.h"

static const char harmless[] = "Nothing to see here.\n";

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
    gboolean is_good = fd >= 0 && descriptor_write_all(fd, harmless, strlen(harmless)) &&
                       clamd_scan(config->clamd, config->scan_timeout_ms, &stream, &signature,
                                  &problem);
    if (fd >= 0)
        (void)close(fd);
    if (is_good)
        printf("scanner        ok      %s (%u ms)\n", config->clamd,
               (guint)((g_get_monotonic_time() - start_us) / 1000));
    else
        printf("scanner        failed  %s\n", config->clamd);
    fflush(stdout);
    if (!is_good)
        fprintf(stderr, "ticketgate ping: %s\n",
                problem != NULL ? problem->message : "no memory for a file");
    return is_good;
}

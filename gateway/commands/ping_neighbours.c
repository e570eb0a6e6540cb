/* ping_neighbours.c - see ping_neighbours.h. */
#include "gateway/commands/ping_neighbours.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/commands/json_print.h"
#include "gateway/commands/terminal.h"
#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/scan/clamd.h"
#include "gateway/spool.h"

static const char harmless[] = "Nothing to see here.\n";

static void
add_line(JsonBuilder *builder, const PingLine *line, gint64 took_ms, const GError *problem)
{
    json_builder_begin_object(builder);
    json_print_text(builder, "name", line->what);
    json_print_truth(builder, "is_ok", problem == NULL);
    json_print_text(builder, "where", line->where);
    json_print_number(builder, "took_ms", took_ms);
    json_print_text(builder, "error", problem != NULL ? problem->message : NULL);
    json_builder_end_object(builder);
}

gboolean
ping_report(PingReport *report, const PingLine *line, const GError *problem)
{
    gint64 took_ms = (g_get_monotonic_time() - line->start_us) / 1000;
    if (report->builder != NULL)
        add_line(report->builder, line, line->start_us == 0 ? 0 : took_ms, problem);
    else if (problem == NULL && line->start_us == 0)
        printf("%-14s ok      %s\n", line->what, line->where);
    else if (problem == NULL)
        printf("%-14s ok      %s (%" G_GINT64_FORMAT " ms%s)\n", line->what, line->where, took_ms,
               line->detail != NULL ? line->detail : "");
    else
        printf("%-14s failed  %s\n", line->what, line->where);
    if (report->builder == NULL)
        fflush(stdout);
    if (problem == NULL)
        return TRUE;
    g_autofree char *clean = terminal_clean(problem->message);
    fprintf(stderr, "ticketgate ping: %s\n", clean);
    report->is_bad = TRUE;
    return FALSE;
}

gboolean
ping_scanner(const Config *config, PingReport *report)
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
    const PingLine line = {.what = "scanner", .where = config->clamd, .start_us = start_us};
    return ping_report(report, &line, problem);
}

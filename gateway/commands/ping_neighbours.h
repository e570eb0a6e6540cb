/* ping_neighbours.h - tests the programs beside the gateway, as part of `ping`, and tells results.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "config/config.h"

/* What `ping` found. With a builder, in which a list is open, each line becomes its element;
 * without one it is printed. */
typedef struct {
    JsonBuilder *builder;
    gboolean is_bad;
} PingReport;

typedef struct {
    const char *what, *where;
    const char *detail; /* behind the time; or NULL */
    gint64 start_us;
} PingLine;

/* Tells one result: `problem` is NULL if it worked. Returns whether it did. */
gboolean ping_report(PingReport *report, const PingLine *line, const GError *problem);

/* Has the virus scanner of [scan] clamd scan a few harmless bytes. FALSE: it does not answer. TRUE
 * also if none is configured; then nothing is told. */
gboolean ping_scanner(const Config *config, PingReport *report);

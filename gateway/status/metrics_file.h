/* metrics_file.h - the file of [metrics] textfile, for the textfile collector of Prometheus' node
 * exporter. */
#pragma once

#include "config/config.h"

/* Writes the metrics to [metrics] textfile, mode 0644, in one piece: a new file beside it that is
 * renamed. Does nothing if the key is not set. Errors: of status_report_new(), or
 * DELIVERY_ERROR_CONFIGURATION if the file cannot be written. */
gboolean metrics_file_write(const Config *config, GError **error);

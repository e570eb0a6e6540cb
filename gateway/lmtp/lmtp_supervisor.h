/* lmtp_supervisor.h - starts the workers and keeps them running. Reads no mail and opens no
 * connection. */
#pragma once

#include "config/config.h"

/* Listens as configured in [lmtp] of the file `config_path` and keeps the configured number of
 * workers running. SIGHUP reads the configuration again and replaces the workers; if it has
 * mistakes, they are logged and the old one stays. SIGTERM and SIGINT end the workers. In both
 * cases each worker first finishes its current message. A worker that dies is replaced. Returns
 * TRUE after SIGTERM, or FALSE if it could not begin: DELIVERY_ERROR_CONFIGURATION, _TEMPORARY. */
gboolean lmtp_supervisor_run(const char *config_path, GError **error);

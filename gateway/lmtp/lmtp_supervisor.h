/* lmtp_supervisor.h - keeps the workers going. Reads no mail, and opens no connection. */
#pragma once

#include "config/config.h"

/* Listens as [lmtp] of the configuration at `config_path` says and keeps its number of workers.
 * SIGHUP reads the configuration again (a bad one is told and the old one kept) and replaces the
 * workers; SIGTERM and SIGINT end them. Both let each worker finish the message in hand. A worker
 * that dies is replaced. Returns TRUE after SIGTERM; else what made it impossible to begin:
 * DELIVERY_ERROR_CONFIGURATION, _TEMPORARY. */
gboolean lmtp_supervisor_run(const char *config_path, GError **error);

/* metrics_server.h - the process that answers Prometheus at [metrics] listen. */
#pragma once

#include "config/config.h"

/* Answers one connection after the other, each for two seconds at the most, until SIGTERM. Only GET
 * /metrics (HTTP/1.0 and 1.1, RFC 9112) has an answer, of at most 4096 bytes of request; nothing
 * of the request is used for anything else. Call it in a separate child: it reads the journal,
 * touches no mail, and whatever happens to it concerns no worker. */
void metrics_server_run(const Config *config, int listen_fd) G_GNUC_NORETURN;

/* lmtp_worker.h - one worker process, which serves connection after connection. */
#pragma once

#include "config/config.h"

/* Serves connections of the listening socket until it has taken its number of messages ([lmtp]
 * messages_per_worker), its DeliverySession has to be replaced, or SIGTERM comes. SIGTERM ends it
 * between two commands, after the current message. Call it in a separate child, with SIGTERM
 * blocked. Returns the exit status: LMTP_WORKER_RECYCLED, 0 after SIGTERM, or 1 if it could not
 * begin. */
int lmtp_worker_run(Config *config, int listen_fd);

#define LMTP_WORKER_RECYCLED 10

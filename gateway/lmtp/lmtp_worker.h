/* lmtp_worker.h - the life of one worker process: connection after connection, kept warm. */
#pragma once

#include "config/config.h"

/* Serves connections of the listening socket until it has taken its number of messages ([lmtp]
 * messages_per_worker), or its DeliverySession is worn, or SIGTERM comes, which ends it between two
 * commands: a message in hand is finished first. To be called in a child of its own, with SIGTERM
 * blocked. Returns the exit status: LMTP_WORKER_RECYCLED, 0 after SIGTERM, or 1 if it could not
 * begin. */
int lmtp_worker_run(const Config *config, int listen_fd);

#define LMTP_WORKER_RECYCLED 10

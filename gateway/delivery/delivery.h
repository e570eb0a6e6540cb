/* delivery.h - the way of one message: from standard input to a ticket, a confirmation and a
 * status. */
#pragma once

#include "config/config.h"
#include "gateway/delivery/envelope.h"

/* Delivers the message in `input_fd`. TRUE: done, the MTA may forget it. FALSE: DELIVERY_ERROR_*,
 * which delivery_error_exit_status() maps. After success `end` (or NULL) is called while files,
 * journal and connections are still open, so that a process with one message can exit there. */
gboolean delivery_run(const Config *config, int input_fd, const Envelope *envelope,
                      void (*end)(void), GError **error);

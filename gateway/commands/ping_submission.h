/* ping_submission.h - tests the mail server for confirmations. */
#pragma once

#include "config/config.h"
#include "gateway/commands/ping_neighbours.h"

/* Connects and logs in, and prints one line about it, unless no confirmations are sent at all.
 * FALSE: that failed; the reason is also on standard error. */
gboolean ping_submission(const Config *config, PingReport *report);

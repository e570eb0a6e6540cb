/* ping_neighbours.h - tests the other servers that deliveries need. */
#pragma once

#include "config/config.h"

/* If [scan] clamd is set, has it scan a few bytes and prints one line about it. FALSE: it did not
 * answer; the reason is also on standard error. */
gboolean ping_scanner(const Config *config);

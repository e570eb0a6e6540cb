/* ping_neighbours.h - whether what deliveries need beside the API answers. */
#pragma once

#include "config/config.h"

/* Has the virus scanner of [scan] clamd look at a few bytes, and prints one line about it, if one
 * is set. FALSE: it did not answer; the reason is on standard error, too. */
gboolean ping_scanner(const Config *config);

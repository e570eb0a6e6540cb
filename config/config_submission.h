/* config_submission.h - checks [mail] submission, its login and [oauth] against each other. */
#pragma once

#include "config/config.h"

/* Adds a line to `mistakes` (of char *) for each combination that cannot work, or that would send a
 * password unprotected: a login needs TLS (RFC 8314, section 3) or a server on a loopback address.
 * Opens no file. */
void config_submission_check(const Config *config, GPtrArray *mistakes);

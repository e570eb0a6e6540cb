/* config_submission.h - what [mail] submission, its login and [oauth] have to say together. */
#pragma once

#include "config/config.h"

/* Adds a line to `mistakes` (of char *) for each combination that cannot work, or that would send
 * a password where somebody could read it: a login needs TLS (RFC 8314, section 3), or a server on
 * a loopback address. Opens no file. */
void config_submission_check(const Config *config, GPtrArray *mistakes);

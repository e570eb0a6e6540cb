/* config_journal.h - checks [journal] url and the keys that belong to it. */
#pragma once

#include "config/config.h"

/* Adds a line to `mistakes` (of char *) if the url cannot be one of PostgreSQL, has a password,
 * which everybody could read in this file, or if only the password is there. Does not
 * need libpq; what libpq says about the url and the way to its server is told later (store.h). */
void config_journal_check(const Config *config, GPtrArray *mistakes);

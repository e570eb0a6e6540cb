/* config_modes.h - finds files that the gateway trusts but others can write. */
#pragma once

#include "config/config.h"

/* Adds a line to `mistakes` (of char *) for each file or directory that is owned by neither root
 * nor the user of this process, or that others can write. Checked are the configuration file (its
 * group must not write it either), the directories of journal, token cache and quarantine, the
 * templates, the certificate authorities, and the directories that hold them. A path that does not
 * exist yet is fine. A directory where a file is expected is a mistake, and the other way round. */
void config_modes_check(const Config *config, GPtrArray *mistakes);

/* The same for one more file. `where` names it in the message. */
void config_modes_check_file(const char *where, const char *path, GPtrArray *mistakes);

/* Whether root or the user of this process owns the file with this status. */
struct stat;
gboolean config_modes_is_own(const struct stat *status);

/* For a file that the user of this process may not use: who owns it, and what to do: run the
 * command as the account that owns the file, or change the owner. (transfer full) */
char *config_modes_advice(const struct stat *status);

/* config_modes.h - who else can write what the gateway trusts. */
#pragma once

#include "config/config.h"

/* Adds a line to `mistakes` (of char *) for each file or directory that somebody other than root
 * and the user at work owns, or that others can write: the configuration itself (by its group
 * neither), the directories of journal, token cache and quarantine, the templates, the certificate
 * authorities, and their nearest directories. What is not there yet is no mistake; a
 * directory where a file is named is one, and the other way round. */
void config_modes_check(const Config *config, GPtrArray *mistakes);

/* The same of one file more, that `where` names. */
void config_modes_check_file(const char *where, const char *path, GPtrArray *mistakes);

/* Whether root or the user at work owns a file with this status. */
struct stat;
gboolean config_modes_is_own(const struct stat *status);

/* Whose a file is that the user at work may not use, and what that user can do about it: run this
 * as the account that the file was made for, or give it the file. (transfer full) */
char *config_modes_advice(const struct stat *status);

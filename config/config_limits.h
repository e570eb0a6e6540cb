/* config_limits.h - numbers with which no mail, or none worth having, would come through. */
#pragma once

#include "config/config_keys.h"

/* The least value of a key that counts or measures; 0 if nothing is too little. */
guint64 config_limits_least(const ConfigKey *key);

/* What is wrong with the value of `key` in `target` (Config or ConfigRoute), as a phrase that
 * follows it; NULL: nothing. (transfer full) */
char *config_limits_fault(const ConfigKey *key, gpointer target);

/* Adds a line to `mistakes` where the quarantine would leave more free than its disk has. */
void config_limits_check_disk(const Config *config, GPtrArray *mistakes);

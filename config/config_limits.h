/* config_limits.h - finds numbers so small or so large that no mail would get through. */
#pragma once

#include "config/config_keys.h"

/* The smallest allowed value of a key that is a number, size or time; 0: no minimum. */
guint64 config_limits_least(const ConfigKey *key);

/* What is wrong with the value of `key` in `target` (Config or ConfigRoute), as a phrase that
 * follows the value; NULL: nothing is wrong. (transfer full) */
char *config_limits_fault(const ConfigKey *key, gpointer target);

/* Adds a line to `mistakes` if the quarantine has to leave more space free than its disk has. */
void config_limits_check_disk(const Config *config, GPtrArray *mistakes);

/* config_sense.h - finds values that are well formed but cannot be intended. */
#pragma once

#include "config/config.h"

/* Each adds lines to `mistakes` or `warnings`, with the key and what would be right. */
void config_sense_check(const Config *config, GPtrArray *mistakes);

/* Of this, what concerns the lists of senders, which may have files of their own. */
void config_sense_check_senders(const Config *config, GPtrArray *mistakes);

/* Values that may be intended but are dangerous. */
void config_sense_warn(const Config *config, GPtrArray *warnings);

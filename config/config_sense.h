/* config_sense.h - values that are well formed, and that nobody can mean. */
#pragma once

#include "config/config.h"

/* Each adds lines to `mistakes`, or to `warnings`, with the key, and what would be right. */
void config_sense_check(const Config *config, GPtrArray *mistakes);

/* What may be meant, and is dangerous. */
void config_sense_warn(const Config *config, GPtrArray *warnings);

/* config_check.h - what is wrong with values that are each of their type. */
#pragma once

#include "config/config.h"

/* Fills the files of [policy] allow and deny in (config_patterns.h), and adds a line to `mistakes`
 * (of char *) for each value that cannot be meant as it stands, with group, key, and what would be
 * right: what would send every mail back, or let it wait for ever, before the first one comes. */
void config_check(Config *config, GPtrArray *mistakes);

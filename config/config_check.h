/* config_check.h - finds mistakes in values that are each valid for their type. */
#pragma once

#include "config/config.h"

/* Reads the files named in the lists of [policy] (config_lists.h). Then adds a line to
 * `mistakes` (of char *) for each value that cannot be intended, with group, key, and what would be
 * right. So mistakes that would bounce every mail, or make it wait for ever, are found before the
 * first mail comes. */
void config_check(Config *config, GPtrArray *mistakes);

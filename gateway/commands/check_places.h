/* check_places.h - whether what the configuration names is there, for the user that asks. */
#pragma once

#include "config/config.h"

/* Looks at directories, certificate authorities, the scanner's socket and the reply templates, each
 * of which is composed once. Adds a line to `mistakes` for what would make mail or replies fail,
 * and to `warnings` for what would be done in another way than the configuration says; each says
 * what to do. (element-type utf8, transfer full strings) */
void check_places(const Config *config, GPtrArray *mistakes, GPtrArray *warnings);

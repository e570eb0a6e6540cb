/* check_places.h - checks that the files and directories of the configuration can be used by this
 * user. */
#pragma once

#include "config/config.h"

/* Checks directories, certificate authorities, the socket of the scanner, and the templates of
 * confirmations (each is composed once). Adds a line to `mistakes` for anything that would make
 * mail or confirmations fail, and to `warnings` for anything that would not work as configured.
 * Each line says what to do. (element-type utf8, transfer full strings) */
void check_places(const Config *config, GPtrArray *mistakes, GPtrArray *warnings);

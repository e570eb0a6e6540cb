/* config_details.h - what Customer Connect may be told of a new ticket: checks it. Pure. */
#pragma once

#include "config/config.h"

/* Brings ticket_type and priority of [ticket] and of each route into the form of the API, and adds
 * a line to `mistakes` (of char *) for each value of ticket_type, priority, contact and user that
 * cannot be used. */
void config_details_check(Config *config, GPtrArray *mistakes);

/* Adds a line to `warnings` if one of these keys is set, but [api] dialect has no use for it. */
void config_details_warn(const Config *config, GPtrArray *warnings);

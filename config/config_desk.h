/* config_desk.h - what our mails say of the desk: what is wrong with it. Pure. */
#pragma once

#include "config/config.h"

/* Adds a line to `mistakes` (of char *) where [mail] ticket_url is no https address with {ticket}
 * in its path or query. */
void config_desk_check(const Config *config, GPtrArray *mistakes);

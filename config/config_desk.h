/* config_desk.h - checks what our mails say about the desk. Pure. */
#pragma once

#include "config/config.h"

/* Adds a line to `mistakes` (of char *) if [mail] ticket_url is not an https address with {ticket}
 * in its path or query. */
void config_desk_check(const Config *config, GPtrArray *mistakes);

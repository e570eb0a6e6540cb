/* own_address.h - our own address. */
#pragma once

#include "config/config.h"

/* The addr-spec of [mail] from ("Name <address>" or a bare address); NULL if it is not set.
 * (transfer full) (nullable) */
char *own_address_of(const Config *config);

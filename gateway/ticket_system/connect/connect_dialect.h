/* connect_dialect.h - Customer Connect: its paths, members and numbers. */
#pragma once

#include "gateway/ticket_system/ticket_dialect.h"

extern const TicketDialect connect_dialect;

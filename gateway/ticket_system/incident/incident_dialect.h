/* incident_dialect.h - the ServiceNow-based Incident API: its paths, members and numbers. */
#pragma once

#include "gateway/ticket_system/ticket_dialect.h"

extern const TicketDialect incident_dialect;

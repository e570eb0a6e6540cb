#pragma once

/* Finds who asked for a ticket. */

#include "desk_tickets.h"

/*
 * The contact of a ticket. The Incident API has no member for it: without one, the person that the
 * first line of the description (may be cut) names as `From: NAME <ADDRESS>` (or
 * `Sender:`, `Envelope sender:`), as the gateway writes it.
 *
 * Returns: (transfer full): the person as written there, or "" if there is nobody.
 */
char *desk_requester_of(const DeskTicket *ticket);

/* ticket_lookup.h - finds a ticket by our reference number, if a create may have made it. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* The number of the active ticket with the reference of the mail. NULL without an error if no
 * ticket has it. If the list does not tell the reference of a ticket that may be ours, the ticket
 * is asked for; DELIVERY_ERROR_API_DOUBT if it does not tell it either: sending again might make a
 * second ticket. Other errors: ticket_system_list()'s. (transfer full) (nullable) */
char *ticket_lookup_find(const RouteMail *mail, GError **error);

/* For a create that the API accepted without a number (202): waits a little until the list has the
 * ticket. NULL with DELIVERY_ERROR_API_DOUBT if the list does not have it yet. Other results as
 * from ticket_lookup_find(). (transfer full) */
char *ticket_lookup_await(const RouteMail *mail, GError **error);

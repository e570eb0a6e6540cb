/* ticket_lookup.h - finds a ticket by our reference number, if a create may have made it. */
#pragma once

#include "gateway/delivery/delivery_context.h"

/* The number of the active ticket with our reference. NULL without an error if no ticket has it.
 * Errors: ticket_system_list()'s. (transfer full) (nullable) */
char *ticket_lookup_find(const DeliveryContext *context, const char *reference_number,
                         GError **error);

/* For a create that the API accepted without a number (202): waits a little until the list has the
 * ticket. NULL with DELIVERY_ERROR_API_DOUBT if the list does not have it yet. Other results as
 * from ticket_lookup_find(). (transfer full) */
char *ticket_lookup_await(const DeliveryContext *context, const char *reference_number,
                          GError **error);

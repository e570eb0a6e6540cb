/* ticket_lookup.h - finds a ticket by our reference number, where a create may have made it. */
#pragma once

#include "gateway/delivery/delivery_context.h"

/* The number of the active ticket that carries our reference, or NULL without error: there is none.
 * Errors: ticket_system_list()'s. (transfer full) (nullable) */
char *ticket_lookup_find(const DeliveryContext *context, const char *reference_number,
                         GError **error);

/* The API took the create but named no number (202): it shows in the list before long. NULL with
 * DELIVERY_ERROR_API_DOUBT: it does not yet. Else as ticket_lookup_find(). (transfer full) */
char *ticket_lookup_await(const DeliveryContext *context, const char *reference_number,
                          GError **error);

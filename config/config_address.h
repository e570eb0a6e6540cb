/* config_address.h - finds typing mistakes in address patterns. Pure. */
#pragma once

#include <glib.h>

/* Each returns a phrase that follows the pattern in a message: what is wrong, and what would be
 * right. NULL: nothing is wrong. (transfer full) */

/* For [policy] allow and deny: an address, a domain, or a pattern for one of them. */
char *config_address_sender_fault(const char *pattern);

/* For a route's recipient: an address, or a pattern for one. */
char *config_address_recipient_fault(const char *pattern);

/* For letters of different alphabets that look alike, in any address. */
char *config_address_script_fault(const char *text);

/* Whether a pattern of senders matches everybody; whether it matches everybody or a whole top-level
 * domain. */
gboolean config_address_covers_all(const char *pattern);
gboolean config_address_covers_most(const char *pattern);

/* The address in a mailbox ("Name <addr-spec>" or "addr-spec"). (transfer full) */
char *config_address_of_mailbox(const char *mailbox);

/* The name before the address, without its quotation marks; "" if the address has no name.
 * (transfer full) */
char *config_address_name_of_mailbox(const char *mailbox);

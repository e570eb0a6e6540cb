/* config_address.h - patterns of addresses, as far as they can be seen to be mistyped. Pure. */
#pragma once

#include <glib.h>

/* Each says, as a phrase that follows the pattern, what is wrong with it and what would be right;
 * NULL: nothing. (transfer full) */

/* Of [policy] allow and deny: an address, a domain, or a pattern of one of them. */
char *config_address_sender_fault(const char *pattern);

/* Of a route's recipient: an address, or a pattern of one. */
char *config_address_recipient_fault(const char *pattern);

/* Of letters that look alike, wherever an address stands. */
char *config_address_script_fault(const char *text);

/* Whether a pattern of senders is of everybody; of everybody, or of all of a top-level domain. */
gboolean config_address_covers_all(const char *pattern);
gboolean config_address_covers_most(const char *pattern);

/* The address in a mailbox ("Name <addr-spec>" or "addr-spec"). (transfer full) */
char *config_address_of_mailbox(const char *mailbox);

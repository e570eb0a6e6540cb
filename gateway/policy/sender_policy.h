/* sender_policy.h - which senders are accepted: [policy] allow and deny. Pure. */
#pragma once

#include "config/config.h"

/* Whether an address (UTF-8) matches a pattern, in any case:
 *
 *   user@example.org   this address                  *@example.org   glob on the whole address
 *   example.org        any address of this domain    *.example.org   glob on the domain */
gboolean sender_policy_matches(const char *pattern, const char *address);

/* The first of `patterns` (NULL-terminated; NULL: none) that matches, or NULL. */
const char *sender_policy_find(char *const *patterns, const char *address);

/* Whether the sender is refused: a pattern of deny matches, or allow is set and no pattern of it
 * matches. `address` is From; NULL if the mail has none. *ret_reason says why, in one line for the
 * operator. (transfer full) */
gboolean sender_policy_is_denied(const Config *config, const char *address, char **ret_reason);

/* Whether the sender matches a pattern of [policy] ticket_system_senders. `address` as above. */
gboolean sender_policy_is_ticket_system(const Config *config, const char *address);

/* key_check.h - hosts that share a journal need the same keys: a reference that one host signed has
 * to be accepted by the others. */
#pragma once

#include "config/config.h"
#include "config/signing_keys.h"
#include "gateway/journal/journal.h"

/* Whether the keys of this host (NULL: it has none) are those of the others. The keys of the first
 * host, and those of a rotation, are recorded. TRUE at once if the journal belongs to this host
 * alone. DELIVERY_ERROR_CONFIGURATION: they differ, and the text says what to do. */
gboolean key_check_run(const Config *config, Journal *journal, const SigningKeys *keys,
                       GError **error);

/* The same for people who look: nothing is recorded. `config` names the keys. */
gboolean key_check_see(const Config *config, Journal *journal, GError **error);

/* The operator made new keys here: they count from now on, and the other hosts wait for them. */
gboolean key_check_announce(Journal *journal, const SigningKeys *keys, GError **error);

/* confirmation_recipient.h - may this mail be answered, and to whom (RFC 3834 section 2). Pure. */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

/* The address that a reply goes to (the requester's, requester.h; Reply-To of a From that is the
 * requester only where it is of the same organisational domain), or NULL if the mail must not be
 * answered. *ret_reason says why, in one line ((transfer full)). The result stays the Letter's. */
const char *confirmation_recipient_sender(const Config *config, const Letter *letter,
                                          char **ret_reason);

/* Whether a mail of ours may go to `address` (NULL: never): a usable address, of no machine, and
 * none of our own. *ret_reason as above. */
gboolean confirmation_recipient_is_person(const Config *config, const char *address,
                                          char **ret_reason);

/* confirmation_recipient.h - whether a mail may get a confirmation, and who receives it (RFC 3834
 * section 2). Pure. */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

/* The address for the confirmation, or NULL if the mail must not get one. It is the requester's
 * address (requester.h). If From is the requester, Reply-To is used only if it has the same
 * organisational domain. *ret_reason says why, in one line ((transfer full)). The result belongs to
 * the Letter. */
const char *confirmation_recipient_sender(const Config *config, const Letter *letter,
                                          char **ret_reason);

/* Whether we may send mail to `address` (NULL: never): it is usable, not a machine's, and not one
 * of ours. *ret_reason as above. */
gboolean confirmation_recipient_is_person(const Config *config, const char *address,
                                          char **ret_reason);

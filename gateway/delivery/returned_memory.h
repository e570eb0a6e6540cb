/* returned_memory.h - what a delivery remembers of a mail of ours that came back. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* After the ticket was found: if it can be told that a mail of ours came back, reserves that for
 * this mail, and notes in the facts of its finding if another mail has said it before. Errors: the
 * journal's. */
gboolean returned_memory_claim(const RouteMail *mail, GError **error);

/* Notes that the person gets no more news, if the mail proves that mail to them will come back; and
 * gives up what is reserved if the decision is not to say it. Errors: the journal's. */
gboolean returned_memory_note(const RouteMail *mail, GError **error);

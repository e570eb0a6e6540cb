/* quarantine_choice.h - which mails go into the quarantine, and as what kind. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Before the ticket of a mail is made: a copy for the operator of what could not be read, is
 * infected, or is too large for a ticket by its plan. As quarantine_copy(). */
gboolean quarantine_choice_of_ticket(const RouteMail *mail, GError **error);

/* A copy of a mail that is ignored, which can be looked at, and delivered after all; a second copy
 * of what is on a ticket already is not kept. As quarantine_copy(). */
gboolean quarantine_choice_of_ignored(const RouteMail *mail, GError **error);

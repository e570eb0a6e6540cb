/* quarantine_choice.h - which mails go into the quarantine, and as what kind. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Before the ticket of a mail is made: quarantines the mail if it could not be parsed, is infected,
 * or has files too large for a ticket. Errors: as quarantine_copy(). */
gboolean quarantine_choice_of_ticket(const RouteMail *mail, GError **error);

/* Quarantines a mail that is ignored, so that it can be looked at, and delivered after all. A
 * second copy of a mail that is already on a ticket is not kept. Errors: as quarantine_copy(). */
gboolean quarantine_choice_of_ignored(const RouteMail *mail, GError **error);

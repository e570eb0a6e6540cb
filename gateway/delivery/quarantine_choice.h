/* quarantine_choice.h - which mails go into the quarantine, and as what kind. */
#pragma once

#include "gateway/delivery/quarantine_copy.h"
#include "gateway/policy/attachment_plan.h"
#include "gateway/policy/decision.h"

/* Before the ticket of a mail is made: a copy for the operator of what could not be read, is
 * infected, or is too large for a ticket by `plan`. As quarantine_copy(). */
gboolean quarantine_choice_of_ticket(const KeptMail *mail, const AttachmentPlan *plan,
                                     GError **error);

/* A copy of a mail that `decision` ignores, which can be looked at, and delivered after all; a
 * second copy of what is on a ticket already is not kept. `is_part`: the sender is proven and takes
 * part in the ticket. As quarantine_copy(). */
gboolean quarantine_choice_of_ignored(const KeptMail *mail, const Decision *decision,
                                      gboolean is_part, GError **error);

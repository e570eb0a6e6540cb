/* mail_claim.h - the first step for a mail on a route: this process claims it in the journal, under
 * its own name, or under another one if that is taken. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Sets `key` and `record` of `mail`. A mail that is already done is not claimed; its record says
 * so. Errors: journal_mail_claim()'s. */
gboolean mail_claim_run(RouteMail *mail, GError **error);

/* Whether `journal` has the mail as done, on a ticket or ignored: then `key` and `record` are set.
 * Claims nothing. Errors: journal_mail_find_same()'s. */
gboolean mail_claim_find_done(RouteMail *mail, Journal *journal, gboolean *ret_is_done,
                              GError **error);

/* The same for a dry run, which opens no journal: the mail counts as new. */
void mail_claim_assume(RouteMail *mail);

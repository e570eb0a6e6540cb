/* mail_claim.h - the first thing that is done with a mail on a route: this process claims it in the
 * journal, under its own name, or another where that one is taken. */
#pragma once

#include "gateway/delivery/route_mail.h"

/* Sets key and record of `mail`. A mail that is done already is not claimed; its record says so.
 * Errors: journal_mail_claim()'s. */
gboolean mail_claim_run(RouteMail *mail, GError **error);

/* The same for a dry run, which asks no journal: a mail that was never seen. */
void mail_claim_assume(RouteMail *mail);

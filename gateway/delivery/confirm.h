/* confirm.h - the confirmation for the sender: into the outbox first, then to the MTA. */
#pragma once

#include "gateway/confirmation/confirmation.h"
#include "gateway/delivery/route_mail.h"

/* Whether a confirmation is due. If the ticket lacks files of a comment's mail, one becomes due
 * that says so. */
gboolean confirm_is_due(const RouteMail *mail);

/* Where the confirmation for the sender goes; NULL: nowhere. A confirmation about a ticket that the
 * mail names shows that the ticket exists, and its state. So it goes to the address in Reply-To
 * only if From is proven, else to From. *ret_why as confirmation_recipient_sender() does. */
const char *confirm_recipient(const RouteMail *mail, char **ret_why);

/* Composes the confirmation for the sender. The same mail always gives the same Message-ID. Errors:
 * confirmation_compose()'s. (transfer full) */
Confirmation *confirm_compose(const RouteMail *mail, GError **error);

/* Puts the confirmation into the outbox and tries to hand it to the MTA. With [reply] to_cc, the
 * people in To and Cc of a new ticket also get one, each with their own references. A recipient
 * whose [budget] is spent gets none. If the MTA does not take it now, it stays in the outbox; that
 * is no error. Errors: the journal's, confirmation_compose()'s. */
gboolean confirm_send(const RouteMail *mail, GError **error);

/* The step: sends the confirmation that is due. If a template or an address cannot be used, that is
 * logged, and the mail goes on. Errors: the journal's, DELIVERY_ERROR_TEMPORARY. */
gboolean confirm_run(RouteMail *mail, GError **error);

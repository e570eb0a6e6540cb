/* confirm.h - the confirmation for the sender: into the outbox first, then to the MTA. */
#pragma once

#include "gateway/confirmation/confirmation.h"
#include "gateway/delivery/route_mail.h"

/* Whether one is due; first a comment whose mail has files that the ticket lacks gets one that says
 * so. */
gboolean confirm_is_due(const RouteMail *mail);

/* The confirmation for the sender. The same mail gives the same Message-ID. Errors:
 * confirmation_compose()'s. (transfer full) */
Confirmation *confirm_compose(const RouteMail *mail, GError **error);

/* Puts the confirmation into the outbox and tries to hand it to the MTA; with [reply] to_cc, that
 * of a new ticket also to the people in To and Cc, each with references of their own. Who has got
 * enough for now ([budget]) gets none. What cannot be handed over stays in the outbox: that is no
 * error. Errors: the journal's, confirmation_compose()'s. */
gboolean confirm_send(const RouteMail *mail, GError **error);

/* The step: sends the one that is due. Neither a template nor an address that cannot be used holds
 * the mail back: the log says so. Errors: the journal's, DELIVERY_ERROR_TEMPORARY. */
gboolean confirm_run(RouteMail *mail, GError **error);

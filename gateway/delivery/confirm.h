/* confirm.h - the confirmation for the sender: into the outbox first, then to the MTA. */
#pragma once

#include "config/signing_keys.h"
#include "gateway/confirmation/confirmation.h"
#include "gateway/delivery/delivery_context.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/policy/decision.h"
#include "gateway/policy/route.h"

typedef struct {
    const Config *config;
    const Letter *letter;
    const Decision *decision;
    const Route *route;
    const SigningKeys *keys; /* NULL: nothing is signed */
    gboolean is_participant; /* the sender took part in the ticket before this mail came; of a new
                              * one it is not asked */
    gboolean is_proven; /* the mail comes from whom From says, by a mail server that we trust */
    gboolean is_part;   /* it comes from who took part in the ticket, proven: for [budget] */
    const char *mail_key;
    const char *ticket_number; /* NULL: a create in a dry run, or there is none */
    const char *files;         /* those left out for their size, one a line, or NULL */
} ConfirmInput;

/* The confirmation for the sender that is due. The same input gives the same Message-ID. Errors:
 * confirmation_compose()'s. (transfer full) */
Confirmation *confirm_compose(const ConfirmInput *input, GError **error);

/* Puts the confirmation into the outbox and tries to hand it to the MTA; with [reply] to_cc, that
 * of a new ticket also to the people in To and Cc, each with references of their own. Who has got
 * enough for now ([budget]) gets none. What cannot be handed over stays in the outbox: that is no
 * error. Errors: the journal's, confirmation_compose()'s. */
gboolean confirm_send(const DeliveryContext *context, const ConfirmInput *input, GError **error);

/* ticket_finder.h - which ticket a mail is about, and how it stands: asks journal and API. */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/policy/decision.h"
#include "gateway/policy/route.h"

typedef struct {
    PolicyFacts facts; /* its strings point to the members below */
    char *ticket_number;
    char *ticket_reference; /* reference_number of the ticket, or NULL */
    char *ticket_ci;        /* of the ticket, and its service; NULL: not known */
    char *ticket_service;
    char *denied_reason;
    gboolean has_our_mail;     /* it answers a mail of ours to this very sender, who is proven */
    gboolean is_authenticated; /* From is proven by a mail server that we trust */
    gboolean is_creator;       /* the journal knows the sender as the one who opened it */
    const char *command_rest;  /* text behind the command; the Letter's; NULL: there is none */
    GPtrArray *siblings;       /* of Sibling *: the other routes of this mail, with their tickets */
    GPtrArray
        *steps; /* of char *: one line each, for people: what was looked at, what came of it */
} TicketFinding;

void ticket_finding_free(TicketFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketFinding, ticket_finding_free)

/* Of several tickets that the mail refers to (reference_search.h) the first that exists; where none
 * does, the first, as TICKET_NOT_FOUND. Nobody is asked where the policy does not depend on it.
 * Errors: those of the journal and of ticket_system_get(), but API_NOT_FOUND. (transfer full) */
TicketFinding *ticket_finder_run(const DeliveryContext *context, const Route *route,
                                 GError **error);

/* The same for a dry run: nobody is asked, a ticket that the mail names is taken as existing and
 * open, the sender as the one who opened it. `keys` may be NULL. (transfer full) */
TicketFinding *ticket_finder_assume(const Config *config, const Intake *intake, const Route *route,
                                    const SigningKeys *keys);

/* The first line of `reply_text` where it is one of the command words of [policy]. *ret_rest is
 * the text behind it. Pure. */
MailCommand ticket_finder_command(const Config *config, const char *reply_text,
                                  const char **ret_rest);

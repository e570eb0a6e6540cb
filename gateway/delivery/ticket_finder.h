/* ticket_finder.h - finds which ticket a mail is about, and its state: asks journal and API. */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/policy/decision.h"
#include "gateway/policy/returned_mail.h"
#include "gateway/policy/route.h"

typedef struct {
    PolicyFacts facts; /* its strings belong to the members below */
    char *ticket_number;
    char *ticket_reference; /* the ticket's reference_number, or NULL */
    char *ticket_ci;        /* the ticket's, as is the service; NULL: not known */
    char *ticket_service;
    char *denied_reason;
    ReturnedMail *returned;    /* a mail of ours came back, and its ticket is told; or NULL */
    gboolean has_our_mail;     /* answers a mail that we sent to this sender, who is proven */
    gboolean is_authenticated; /* a mail server that we trust proves From */
    gboolean is_creator;       /* the journal says that the sender opened the ticket */
    const char *command_rest;  /* text after the command, owned by the Letter; NULL: no command */
    GPtrArray *siblings;       /* of Sibling *: the other routes of this mail, with their tickets */
    GPtrArray
        *steps; /* of char *: for people, one line for each step of the search, with its result */
} TicketFinding;

void ticket_finding_free(TicketFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketFinding, ticket_finding_free)

/* If the mail refers to several tickets (reference_search.h), finds the first that exists; if none
 * exists, the first, as TICKET_NOT_FOUND. Asks nobody if the policy does not need it. Errors: those
 * of the journal and of ticket_system_get(), except API_NOT_FOUND. (transfer full) */
TicketFinding *ticket_finder_run(const DeliveryContext *context, const Route *route,
                                 GError **error);

/* The same for a dry run, which asks nobody. A ticket that the mail names is taken as existing and
 * open, the sender as the one who opened it. `thread_ticket` is the ticket of a
 * mail that this one answers, if the caller knows it; NULL: nobody looked. (transfer full) */
TicketFinding *ticket_finder_assume(const DeliveryContext *context, const Route *route,
                                    const char *thread_ticket);

/* Reads the first line of `reply_text` as a command word of [policy]. *ret_rest is the text after
 * it. Pure. */
MailCommand ticket_finder_command(const Config *config, const char *reply_text,
                                  const char **ret_rest);

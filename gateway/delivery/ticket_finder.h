/* ticket_finder.h - which ticket a mail is about, and how it stands: asks journal and API. */
#pragma once

#include "gateway/delivery/delivery.h"
#include "gateway/policy/decision.h"

typedef struct {
    PolicyFacts facts; /* ticket_number points to the member below */
    char *ticket_number;
    char *ticket_reference; /* reference_number of the ticket, or NULL */
    gboolean is_creator;    /* the journal knows the sender as the one who opened it */
} TicketFinding;

void ticket_finding_free(TicketFinding *finding);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketFinding, ticket_finding_free)

/* Errors: those of the journal and of incident_api_get(), but API_NOT_FOUND. (transfer full) */
TicketFinding *ticket_finder_run(const Delivery *delivery, GError **error);

/* The same for a dry run: nobody is asked, a ticket that the mail names is taken as existing and
 * open, the sender as the one who opened it. (transfer full) */
TicketFinding *ticket_finder_assume(const Config *config, const Letter *letter);

/* The first line of `reply_text` where it is one of the command words of [policy]. *ret_rest is
 * the text behind it. Pure. */
MailCommand ticket_finder_command(const Config *config, const char *reply_text,
                                  const char **ret_rest);

/* ticket_details.h - what a new ticket says besides its text: kind, priority and people. Pure. */
#pragma once

#include "config/config.h"
#include "parsers/letter.h"

/* Each may be NULL: not said. */
typedef struct {
    const char *ticket_type;
    const char *priority;
    const char *contact;
    const char *user;
} TicketDetails;

/* By `details` of the route (see Route). The contact is the requester if nothing else is set;
 * nobody is if a trusted mail server says that From is forged. With [ticket] priority_from_mail, a
 * priority other than normal in the header of the mail counts more than that of the route, unless
 * the mail is forged or marked as spam. Strings still belong to the arguments. */
TicketDetails ticket_details_of(const Config *config, const ConfigDetails *details,
                                const Letter *letter);

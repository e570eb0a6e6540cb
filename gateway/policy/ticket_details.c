/* ticket_details.c - see ticket_details.h. */
#include "gateway/policy/ticket_details.h"

#include <string.h>

#include "gateway/policy/authentication.h"
#include "gateway/policy/requester.h"

static const char *
priority_of_mail(const Letter *letter)
{
    static const char *const priorities[][2] = {{"highest", "1 - Critical"},
                                                {"high", "2 - High"},
                                                {"low", "4 - Low"},
                                                {"lowest", "5 - Planning"}};
    for (gsize i = 0; letter->priority != NULL && i < G_N_ELEMENTS(priorities); i++)
        if (strcmp(letter->priority, priorities[i][0]) == 0)
            return priorities[i][1];
    return NULL;
}

/* `rule`: "sender", "none", or who it is. */
static const char *
person_of(const char *rule, const char *sender)
{
    if (strcmp(rule, "sender") == 0)
        return sender;
    return strcmp(rule, "none") != 0 ? rule : NULL;
}

TicketDetails
ticket_details_of(const Config *config, const ConfigDetails *details, const Letter *letter)
{
    gboolean is_forged = authentication_is_forged(config, letter);
    const char *sender = is_forged ? NULL : requester_address(config, letter);
    gboolean is_asked = config->is_priority_from_mail && !is_forged && letter->spam_mark == NULL;
    const char *priority = is_asked ? priority_of_mail(letter) : NULL;
    return (TicketDetails){
        .ticket_type = details->ticket_type,
        .priority = priority != NULL ? priority : details->priority,
        .contact = person_of(details->contact != NULL ? details->contact : "sender", sender),
        .user = person_of(details->user != NULL ? details->user : "none", sender),
    };
}

/* budget.h - keeps replies, new tickets, comments and reopenings within [budget], with the
 * journal's counts.
 *
 * There is one limit for each sender, one for each ticket, and one for each pair of them; replies
 * also have one for each domain, and one for all. Mail that is proven to come from its sender is
 * counted apart from other mail, and people who take part in a ticket apart from others. So nobody
 * can use up the budget of somebody else. An action is counted after it is done, so failed tries
 * use up nothing. Processes that work at the same moment may exceed a limit by their number. No
 * mail is lost: mail over a limit is handled in a quieter way (decision.h).
 */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/policy/route.h"

/* What is counted together. A member may be NULL; then it has no limit. */
typedef struct {
    const char *sender;        /* addr-spec; for a reply, its recipient */
    const char *ticket_number; /* for a new ticket: the old one that the mail names */
    const Route *route;        /* for a new ticket: a storm on one route does not affect others */
    gboolean is_proven;        /* the mail is proven to come from its sender */
    gboolean is_part;          /* ... who took part in the ticket before the mail came */
} BudgetSubject;

/* Whether one more would exceed a limit. Errors: the journal's. */
gboolean budget_is_spent(const DeliveryContext *context, ConfigBudgetKind kind,
                         const BudgetSubject *subject, gboolean *ret_is_spent, GError **error);

/* Counts one that was done. Errors: the journal's. */
gboolean budget_count(const DeliveryContext *context, ConfigBudgetKind kind,
                      const BudgetSubject *subject, GError **error);

/* Sets the ticket that takes the sender's mail once the budget of new tickets is spent: the last
 * one that was made within the budget. */
gboolean budget_set_storm_ticket(const DeliveryContext *context, const BudgetSubject *subject,
                                 const char *ticket_number, GError **error);
char *budget_storm_ticket(const DeliveryContext *context, const BudgetSubject *subject,
                          GError **error);

/* Counts a mail that went to the ticket of a storm; the first mail of each storm is logged for the
 * operator. */
gboolean budget_count_storm(const DeliveryContext *context, const BudgetSubject *subject,
                            const char *ticket_number, GError **error);

/* Counts a mail of a flood: one sender, one ticket. The first mail of each flood is logged for the
 * operator. */
gboolean budget_count_flood(const DeliveryContext *context, const BudgetSubject *subject,
                            GError **error);

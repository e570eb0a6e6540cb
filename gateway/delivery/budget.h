/* budget.h - holds replies, new tickets, comments and reopenings to [budget], with the journal's
 * counts.
 *
 * One bound for each sender, one for each ticket, one for each pair of them; of replies also one
 * for each domain, and one for all. What is proven to come from its sender is counted apart from
 * what is not, and on a ticket those who take part in it apart from those who do not: nobody uses
 * up what is another's. What was done is counted once it is done, so that tries that fail use
 * nothing up; processes that work at the same moment may exceed a bound by their number. Nothing
 * here loses a mail: what is over the bound is done in a quieter way (decision.h).
 */
#pragma once

#include "gateway/delivery/delivery_context.h"
#include "gateway/policy/route.h"

/* What is counted together; members may be NULL, and then have no bound. */
typedef struct {
    const char *sender;        /* addr-spec; of a reply its recipient */
    const char *ticket_number; /* of a new ticket: the old one that the mail names */
    const Route *route;        /* of a new ticket: a storm on one route leaves the others alone */
    gboolean is_proven;        /* the mail that it is about comes from whom From says */
    gboolean is_part;          /* ... who took part in the ticket before it came */
} BudgetSubject;

/* Whether one more is over a bound. Errors: the journal's. */
gboolean budget_is_spent(const DeliveryContext *context, ConfigBudgetKind kind,
                         const BudgetSubject *subject, gboolean *ret_is_spent, GError **error);

/* Counts one that was done. Errors: the journal's. */
gboolean budget_count(const DeliveryContext *context, ConfigBudgetKind kind,
                      const BudgetSubject *subject, GError **error);

/* The ticket that takes what the sender writes while the budget of new tickets is spent: the last
 * one that was made within it. */
gboolean budget_set_storm_ticket(const DeliveryContext *context, const BudgetSubject *subject,
                                 const char *ticket_number, GError **error);
char *budget_storm_ticket(const DeliveryContext *context, const BudgetSubject *subject,
                          GError **error);

/* Counts a mail that a storm's ticket took, and tells the operator at the first of each storm. */
gboolean budget_count_storm(const DeliveryContext *context, const BudgetSubject *subject,
                            const char *ticket_number, GError **error);

/* The operator is told at the first mail of a flood, of a sender on a ticket. */
gboolean budget_count_flood(const DeliveryContext *context, const BudgetSubject *subject,
                            GError **error);

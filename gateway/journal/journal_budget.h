/* journal_budget.h - counts how often something was done in the current time span, for all
 * processes.
 *
 * Each count has a key, such as "reply sender user@example.org". A span begins with the first count
 * and ends a fixed time later; the next count then begins a new span. Times are seconds since the
 * epoch. Counts survive the process, not a power cut. */
#pragma once

#include "gateway/journal/journal.h"

/* The time of a count, and the length of a span that it may begin. */
typedef struct {
    gint64 now_s;
    guint span_s;
} JournalBudgetTime;

/* Counts one more for `key` and sets *ret_used to the new count of the span. */
gboolean journal_budget_take(Journal *journal, const char *key, const JournalBudgetTime *time,
                             guint *ret_used, GError **error);

/* Like journal_budget_take(), but counts nothing; 0 if no span is running. */
gboolean journal_budget_used(Journal *journal, const char *key, gint64 now_s, guint *ret_used,
                             GError **error);

/* Stores a ticket with the running span of `key`, replacing an earlier one. Does nothing if no span
 * is running. */
gboolean journal_budget_set_ticket(Journal *journal, const char *key, const char *ticket_number,
                                   gint64 now_s, GError **error);

/* That ticket. NULL without an error if no ticket is stored. (transfer full) (nullable) */
char *journal_budget_ticket(Journal *journal, const char *key, gint64 now_s, GError **error);

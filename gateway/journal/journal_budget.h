/* journal_budget.h - how often something was done in the current span of time, for all processes.
 *
 * What is counted has a key, such as "reply sender user@example.org". A span begins with the first
 * count and ends a fixed time later; then the next count begins a new one. Times are seconds since
 * the epoch. Counts survive the process, not a power cut.
 */
#pragma once

#include "gateway/journal/journal.h"

/* When a count happens, and how long the span is that it may begin. */
typedef struct {
    gint64 now_s;
    guint span_s;
} JournalBudgetTime;

/* Counts one more for `key` and sets *ret_used to what the span then holds, this one included. */
gboolean journal_budget_take(Journal *journal, const char *key, const JournalBudgetTime *time,
                             guint *ret_used, GError **error);

/* As journal_budget_take(), but counts nothing: 0 if no span runs. */
gboolean journal_budget_used(Journal *journal, const char *key, gint64 now_s, guint *ret_used,
                             GError **error);

/* Remembers a ticket with the running span of `key`, in place of an earlier one. Does nothing where
 * no span runs. */
gboolean journal_budget_set_ticket(Journal *journal, const char *key, const char *ticket_number,
                                   gint64 now_s, GError **error);

/* That ticket, or NULL without error if there is none. (transfer full) (nullable) */
char *journal_budget_ticket(Journal *journal, const char *key, gint64 now_s, GError **error);

/* journal_outbox.h - stores confirmations that are written but not yet with the MTA. */
#pragma once

#include "gateway/journal/journal.h"

typedef struct {
    gint64 id;
    char *recipient; /* addr-spec */
    GBytes *message; /* RFC 5322, CRLF line ends */
    guint tries;
} OutboxItem;

void outbox_item_free(OutboxItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutboxItem, outbox_item_free)

/* Adds a confirmation, once for each `key` (the key of a mail and the kind of confirmation): a
 * second call with the same key changes nothing. `item` has recipient and message, and receives the
 * id, which this process holds until sent or failed. The id is -1 if this process has nothing to
 * do: it is already sent, or another process holds it. */
gboolean journal_outbox_add(Journal *journal, const char *key, OutboxItem *item, GError **error);

/* The next confirmation that is due at `now_s`, held for this process; NULL without error: none.
 * (transfer full) (nullable) */
OutboxItem *journal_outbox_next(Journal *journal, gint64 now_s, GError **error);

/* How many confirmations that were added before `added_before_s` are not with the MTA. */
gboolean journal_outbox_count(Journal *journal, gint64 added_before_s, guint *ret_count,
                              GError **error);

/* The confirmation is with the MTA or given up. Its key stays, so it is never sent again. */
gboolean journal_outbox_sent(Journal *journal, gint64 id, GError **error);

/* The confirmation was not sent; it is due again at `retry_at_s`. On disk when this returns,
 * because there is no other copy. */
gboolean journal_outbox_failed(Journal *journal, gint64 id, gint64 retry_at_s, GError **error);

/* journal_outbox.h - replies that are written but not yet with the MTA. */
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

/* Puts a reply in, once for each `key` (a mail's key and the kind of reply): a second call with the
 * same key changes nothing. `item` says recipient and message, and gets the id: its number, held by
 * this process until sent or failed; -1 if there is nothing to do for this process: sent already,
 * or held by another one. */
gboolean journal_outbox_add(Journal *journal, const char *key, OutboxItem *item, GError **error);

/* The next reply that is due at `now_s`, held for this process; NULL without error: none.
 * (transfer full) (nullable) */
OutboxItem *journal_outbox_next(Journal *journal, gint64 now_s, GError **error);

/* How many replies that were added before `added_before_s` are not with the MTA. */
gboolean journal_outbox_count(Journal *journal, gint64 added_before_s, guint *ret_count,
                              GError **error);

/* With the MTA, or given up. Its key stays, so that it is never sent again. */
gboolean journal_outbox_sent(Journal *journal, gint64 id, GError **error);

/* Not sent; due again at `retry_at_s`. On disk before it returns: nobody else has the reply. */
gboolean journal_outbox_failed(Journal *journal, gint64 id, gint64 retry_at_s, GError **error);

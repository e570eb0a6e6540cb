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

/* The confirmation `id` that this handle holds; NULL without error: it is sent, gone, or taken over
 * by another. (transfer full) (nullable) */
OutboxItem *journal_outbox_read(Journal *journal, gint64 id, GError **error);

/* The next confirmation that is due at `now_s`, held for this process; NULL without error: none.
 * (transfer full) (nullable) */
OutboxItem *journal_outbox_next(Journal *journal, gint64 now_s, GError **error);

/* How many confirmations that were added before `added_before_s` are not with the MTA. */
gboolean journal_outbox_count(Journal *journal, gint64 added_before_s, guint *ret_count,
                              GError **error);

/* When the next confirmation that waits is due; 0: none waits. */
gboolean journal_outbox_next_due(Journal *journal, gint64 *ret_due_s, GError **error);

/* The confirmation is with the MTA or given up. Its key stays, so it is never sent again. */
gboolean journal_outbox_sent(Journal *journal, gint64 id, GError **error);

/* The confirmation was not sent, for `reason` (one line, or NULL); it is due again at `retry_at_s`.
 * On disk when this returns, because there is no other copy. */
gboolean journal_outbox_failed(Journal *journal, gint64 id, gint64 retry_at_s, const char *reason,
                               GError **error);

/* A confirmation that waits, for people who look. Times are seconds since the epoch. */
typedef struct {
    gint64 id;
    char *recipient;
    char *kind;          /* "create", "comment", ...: what its mail became */
    char *ticket_number; /* NULL: it has none */
    guint tries;
    gint64 added_s, due_s;
    gboolean is_held; /* a living process is sending it now */
    char *last_error; /* why it was not sent; NULL: it was not tried yet */
} OutboxWaiting;

/* All confirmations that wait, the first that is due first. (transfer full) (element-type
 * OutboxWaiting) */
GPtrArray *journal_outbox_list(Journal *journal, GError **error);

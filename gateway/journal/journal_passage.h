/* journal_passage.h - fingerprints of what tickets hold (gateway/passages/), by ticket number. */
#pragma once

#include "gateway/journal/journal.h"

/* Remembers that the text of `source` (a mail's key, or the outbox's for a mail of ours) is on
 * `ticket_number`. The first of a source stays. */
gboolean journal_passage_add(Journal *journal, const char *ticket_number, const char *source,
                             GBytes *fingerprint, GError **error);

/* The fingerprints of a ticket, the newest first, `max` at most. (transfer full) (element-type
 * GBytes) */
GPtrArray *journal_passage_list(Journal *journal, const char *ticket_number, guint max,
                                GError **error);

/* Those that the ticket had when the mail `message_id` (without <>) came to it; none where the
 * ticket knows no such mail, or nothing came after it. (transfer full) (element-type GBytes) */
GPtrArray *journal_passage_list_until(Journal *journal, const char *ticket_number,
                                      const char *message_id, guint max, GError **error);

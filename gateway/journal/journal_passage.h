/* journal_passage.h - stores fingerprints of the text on tickets (gateway/passages/), by ticket
 * number. */
#pragma once

#include "gateway/journal/journal.h"

/* Records that the text of `source` (the key of a mail, or of the outbox for our own mail) is on
 * `ticket_number`. Only the first fingerprint of a source is kept. */
gboolean journal_passage_add(Journal *journal, const char *ticket_number, const char *source,
                             GBytes *fingerprint, GError **error);

/* The fingerprints of a ticket, newest first, at most `max`. (transfer full) (element-type GBytes)
 */
GPtrArray *journal_passage_list(Journal *journal, const char *ticket_number, guint max,
                                GError **error);

/* The fingerprints that the ticket had when the mail `message_id` (without <>) was added; none if
 * the ticket does not have this mail, or nothing was added after it. (transfer full) (element-type
 * GBytes) */
GPtrArray *journal_passage_list_until(Journal *journal, const char *ticket_number,
                                      const char *message_id, guint max, GError **error);

/* Records that a comment with this hash is sent to the ticket now. */
gboolean journal_own_comment_add(Journal *journal, const char *ticket_number, const char *hash,
                                 GError **error);

/* When such a comment was sent last; 0: never. */
gboolean journal_own_comment_find(Journal *journal, const char *ticket_number, const char *hash,
                                  gint64 *ret_added_s, GError **error);

/* journal_thread.h - which Message-IDs belong to which ticket, and who takes part in it. */
#pragma once

#include "gateway/journal/journal.h"

/* Remembers that `message_id` (without <>; ours or a sender's) belongs to `ticket_number`.
 * The first ticket stays: nobody can move a thread by using its Message-ID again. */
gboolean journal_thread_add(Journal *journal, const char *message_id, const char *ticket_number,
                            GError **error);

/* The ticket of the first of `message_ids` (char *, without <>) that is known, or NULL without
 * error where none is. (transfer full) (nullable) */
char *journal_thread_find(Journal *journal, GPtrArray *message_ids, GError **error);

/* Remembers that a mail of `ticket_number` refers to `message_id`, unless that is known as a mail
 * of a ticket already. */
gboolean journal_referral_add(Journal *journal, const char *message_id, const char *ticket_number,
                              GError **error);

/* The ticket whose mails referred to the first of `message_ids` that any did, and in which
 * `address` takes part: the newest that it opened, else the newest; NULL without error: there is
 * none. A ticket of the very mail `own_id` (NULL: unknown), by another route, is none. (transfer
 * full) (nullable) */
char *journal_referral_find(Journal *journal, GPtrArray *message_ids, const char *address,
                            const char *own_id, GError **error);

/* How somebody stands to a ticket. */
typedef enum {
    STANDING_NONE,
    STANDING_PARTICIPANT, /* was in To or Cc of one of its mails, or answered one */
    STANDING_CREATOR,     /* opened it */
} ParticipantStanding;

/* Remembers a participant of a ticket; a standing is never taken back. Of an address
 * only the case of ASCII letters does not count. */
gboolean journal_participant_add(Journal *journal, const char *ticket_number, const char *address,
                                 ParticipantStanding standing, GError **error);
gboolean journal_participant_find(Journal *journal, const char *ticket_number, const char *address,
                                  ParticipantStanding *ret_standing, GError **error);

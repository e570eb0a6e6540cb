/* journal_thread.h - records the Message-IDs and participants of each ticket. */
#pragma once

#include "gateway/journal/journal.h"

/* A Message-ID (without <>; ours or a sender's) and the ticket that it belongs to. */
typedef struct {
    const char *message_id;
    const char *ticket_number;
    gboolean is_unproven;     /* from a mail that no trusted server authenticated, although trusted
                               * servers are configured */
    const char *organisation; /* of the sender of the mail with this id; NULL: it is ours */
} JournalThreadMail;

/* The person for whom the ticket of a mail is searched. */
typedef struct {
    const char *address;      /* NULL: unknown; participates in no ticket */
    const char *organisation; /* as in JournalThreadMail; NULL: unknown */
    const char *own_id;       /* Message-ID of the mail itself; NULL: unknown */
    gboolean needs_proof;     /* ids from unproven mails do not count */
} JournalAsker;

/* Records that the mail belongs to its ticket. An id may belong to several tickets: anybody can use
 * the Message-ID of somebody else, even before that person does. For one ticket, the first mail
 * with the id counts, unless it is unproven and a proven one follows. The text of the mail must
 * already be among the passages (journal_passage.h). */
gboolean journal_thread_add(Journal *journal, const JournalThreadMail *mail, GError **error);

/* The ticket of the first of `message_ids` (char *, without <>) that belongs to a ticket which the
 * asker may join; NULL without an error if no id belongs to such a ticket. The asker may join any
 * ticket for an id of ours. For other ids, the asker must be a participant, or the sender of that
 * id must be of the same organisation: otherwise people could predict a Message-ID and attract the
 * mail of others to their own ticket. Of several tickets, prefers the one that the asker opened,
 * then one of the organisation, then the first. (transfer full) (nullable) */
char *journal_thread_find(Journal *journal, GPtrArray *message_ids, const JournalAsker *asker,
                          GError **error);

/* Records that a mail of a ticket refers to `message_id`, unless that is already known as a mail of
 * the ticket. */
gboolean journal_referral_add(Journal *journal, const JournalThreadMail *mail, GError **error);

/* Takes the first of `message_ids` that mails of any ticket refer to, and returns the ticket of
 * these in which the asker participates: the newest that the asker opened, or else the newest. NULL
 * without an error if the asker participates in none of them. A ticket of the mail `own_id` itself,
 * by another route, does not count. (transfer full) */
char *journal_referral_find(Journal *journal, GPtrArray *message_ids, const JournalAsker *asker,
                            GError **error);

/* The role of a person in a ticket. */
typedef enum {
    STANDING_NONE,
    STANDING_PARTICIPANT, /* was in To or Cc of one of its mails, or replied to one */
    STANDING_CREATOR,     /* opened it */
} ParticipantStanding;

typedef struct {
    const char *ticket_number;
    const char *address;
    ParticipantStanding standing;
    gboolean gets_news;       /* may be told what becomes of the ticket */
    const char *news_address; /* where news goes to: to replace what is known; NULL: no change. It
                               * gives no rights */
} JournalParticipant;

/* Records a participant of a ticket; neither a role nor the right to news is ever taken away.
 * Addresses are compared ignoring the case of ASCII letters. */
gboolean journal_participant_add(Journal *journal, const JournalParticipant *person,
                                 GError **error);

/* Somebody who may be told of a ticket. */
typedef struct {
    char *address;
    char *news_address; /* where the mail goes to */
} JournalReader;

void journal_reader_free(JournalReader *reader);

/* The people of a ticket who may be told of it, who opened it first; `only_creator`: nobody else.
 * (transfer full) (element-type JournalReader) */
GPtrArray *journal_participant_list(Journal *journal, const char *ticket_number,
                                    gboolean only_creator, GError **error);

gboolean journal_participant_find(Journal *journal, const char *ticket_number, const char *address,
                                  ParticipantStanding *ret_standing, GError **error);

/* Whether the journal knows the ticket: anybody takes part in it. */
gboolean journal_participant_has_any(Journal *journal, const char *ticket_number, gboolean *ret_has,
                                     GError **error);

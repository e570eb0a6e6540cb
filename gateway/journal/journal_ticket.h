/* journal_ticket.h - what is remembered of each ticket that a mail made: where its thread begins,
 * and what was last seen of its state. */
#pragma once

#include "gateway/journal/journal_thread.h"

typedef struct {
    char *ticket_number;
    char *message_id;      /* of the mail that made it, without <>; or NULL */
    char *language;        /* RFC 5646 tag, or NULL: unknown */
    gboolean is_unproven;  /* no trusted server vouches for that mail, although there are some */
    char *state;           /* NULL: it was never seen */
    char *question;        /* a hash of what the desk asked last, or NULL */
    char *own_change;      /* what a mail made of the ticket and was confirmed, "close" or "reopen",
                            * until the next change; or NULL */
    char *own_change_over; /* the own change that the next change ended, to be recorded; or NULL */
    guint n_mails;         /* that told people of it */
    gboolean is_open;      /* FALSE: it is over, as far as we saw */
    gboolean is_listed;    /* it was in the list of tickets, or is too new for it */
    gint64 added_s;
    gint64 changed_s; /* its state */
    gint64 asked_s;   /* when we last asked for it alone; 0: never */
} JournalTicket;

void journal_ticket_free(JournalTicket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JournalTicket, journal_ticket_free)

/* Remembers the new ticket of `mail`, unless it is known. `language`: RFC 5646 tag, or NULL. */
gboolean journal_ticket_add(Journal *journal, const JournalThreadMail *mail, const char *language,
                            GError **error);

/* Remembers that a mail closes or reopens the ticket, if it is known; NULL: it did not after all.
 */
gboolean journal_ticket_note_own(Journal *journal, const char *ticket_number, const char *change,
                                 GError **error);

/* The tickets that are not over, by number. (transfer full) (element-type utf8 JournalTicket) */
GHashTable *journal_ticket_list_open(Journal *journal, GError **error);

/* Reads own_change again: a mail may have changed the ticket meanwhile. */
gboolean journal_ticket_read_own(Journal *journal, JournalTicket *ticket, GError **error);

/* NULL without an error: it is not known. (transfer full) (nullable) */
JournalTicket *journal_ticket_find(Journal *journal, const char *ticket_number, GError **error);

/* Records what was seen of a known ticket: state, question, n_mails, is_open, is_listed, changed_s
 * and asked_s, which only the run of news writes. own_change belongs to the deliveries: of it, only
 * own_change_over is erased. Survives the process; on disk if an open transaction is durable. */
gboolean journal_ticket_record(Journal *journal, const JournalTicket *ticket, GError **error);

/* Takes the tickets that were added until `until_s` and never seen for tickets that are over. */
gboolean journal_ticket_end_unseen(Journal *journal, gint64 until_s, GError **error);

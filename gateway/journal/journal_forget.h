/* journal_forget.h - erases what the journal keeps of one person.
 *
 * What keeps a mail from being delivered twice stays: keys and digests, which are hashes and hold
 * no address and no word. ticketgate(1), "WHAT IS ERASED", has the table of all columns. */
#pragma once

#include "gateway/journal/journal.h"
#include "gateway/person_address.h"

/* Rows that were deleted or changed. */
typedef struct {
    guint mails;        /* of the person, whose Message-ID was erased */
    guint traces;       /* results of their mails */
    guint mentions;     /* other rows that contained the address, which was taken out */
    guint participants; /* tickets that they took part in */
    guint threads;      /* Message-IDs of their mails */
    guint passages;     /* fingerprints of their texts */
    guint replies;      /* confirmations to them, or about their mails */
    guint waiting;      /* of these, not sent yet */
    guint budgets;
    GPtrArray *open_mails; /* char *: keys of their mails that are not done yet; left as they are */
    guint unknown_mails;   /* being delivered now; whose they are is not known yet */
    guint others_waiting;  /* confirmations about their mails to somebody else, not sent yet */
    GPtrArray *tagged;     /* char *: addresses of the same mailbox with a tag, left as they are */
} JournalForgotten;

void journal_forgotten_clear(JournalForgotten *forgotten);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JournalForgotten, journal_forgotten_clear)

/* Erases, in small transactions, so deliveries continue; `is_dry_run`: does it in one, and takes
 * that back.
 * `ret_forgotten` has to be empty ({0}). Mails that are not done yet, and what a retry of them
 * needs, are left. Data is deleted, but may still be in the files: journal_forget_wipe(). */
gboolean journal_forget(Journal *journal, const PersonAddress *person, gboolean is_dry_run,
                        JournalForgotten *ret_forgotten, GError **error);

/* Overwrites everything that was ever deleted from the journal, so that no file of it has that any
 * longer. The journal cannot be written while this runs; deliveries wait. *ret_is_complete FALSE:
 * other processes were reading the journal; call it again. */
gboolean journal_forget_wipe(Journal *journal, gboolean *ret_is_complete, GError **error);

/* Whose mail it is that has the key `key`, and whether it is done, so that files which were kept of
 * it may go. */
typedef struct {
    gboolean is_theirs;
    gboolean is_open;
} JournalForgetMail;
gboolean journal_forget_find(Journal *journal, const PersonAddress *person, const char *key,
                             JournalForgetMail *ret_mail, GError **error);

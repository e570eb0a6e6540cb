/* journal_return.h - mails of ours that came back: whom no mail reaches, and which tickets were
 * told so. */
#pragma once

#include "gateway/journal/journal.h"

/* Notes that mail to `address` comes back, so that it gets no more news. Addresses are compared
 * ignoring the case of ASCII letters. */
gboolean journal_return_note(Journal *journal, const char *address, GError **error);

/* Ends that: a mail came from `address`. If mail to it comes back again, its tickets are told
 * again, since the agents expect that news goes on. */
gboolean journal_return_clear(Journal *journal, const char *address, GError **error);

gboolean journal_return_is_noted(Journal *journal, const char *address, gboolean *ret_is_noted,
                                 GError **error);

/* That mail to `address` comes back, said on a ticket by the mail with the key `mail_key`. */
typedef struct {
    const char *ticket_number, *address, *mail_key;
} JournalReturn;

/* Reserves for its mail to say it. *ret_is_ours FALSE: another mail has said it, or is about to.
 * Survives the process. */
gboolean journal_return_claim(Journal *journal, const JournalReturn *returned,
                              gboolean *ret_is_ours, GError **error);

/* Gives up what its mail has reserved: it did not say it. */
gboolean journal_return_release(Journal *journal, const JournalReturn *returned, GError **error);

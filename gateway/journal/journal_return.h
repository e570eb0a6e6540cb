/* journal_return.h - mails of ours that came back: whom no mail reaches, and which tickets were
 * told so. */
#pragma once

#include "gateway/journal/journal.h"

/* Notes that mail to `address` comes back, so that it gets no more news. Addresses are compared
 * ignoring the case of ASCII letters. */
gboolean journal_return_note(Journal *journal, const char *address, GError **error);

/* Ends that: a mail came from `address`. */
gboolean journal_return_clear(Journal *journal, const char *address, GError **error);

gboolean journal_return_is_noted(Journal *journal, const char *address, gboolean *ret_is_noted,
                                 GError **error);

/* Reserves for the mail with the key `mail_key` to say on a ticket that mail to `address` comes
 * back. *ret_is_ours FALSE: another mail has said it, or is about to. Survives the process. */
gboolean journal_return_claim(Journal *journal, const char *ticket_number, const char *address,
                              const char *mail_key, gboolean *ret_is_ours, GError **error);

/* Gives up what the mail has reserved: it did not say it. */
gboolean journal_return_release(Journal *journal, const char *ticket_number, const char *address,
                                const char *mail_key, GError **error);

/* mailbox.h - a Maildir or an mbox as a list of mails in the order in which they are to be
 * delivered. */
#pragma once

#include <glib.h>

#include "gateway/import/mbox_reader.h"

/* One mail. */
typedef struct {
    gint64 date_s; /* of its Date field, or when it arrived; 0: not known */
    char *file;    /* of a Maildir, below it ("cur/..."); NULL: it is in an mbox */
    guint64 line_offset, offset, length; /* in an mbox: as in MboxMail */
    guint number;                        /* its place in the mailbox, from 1 on */
    gboolean is_counted;                 /* as in MboxMail */
} MailboxEntry;

typedef struct Mailbox Mailbox;

/* Opens the mailbox `path` and lists it: a folder with new/ or cur/ is a Maildir, a file an mbox.
 * The mails are in the order of their dates, so that a reply follows what it answers; those of the
 * same date in that of the mailbox. Takes about 50 octets of memory for each mail of an mbox.
 * DELIVERY_ERROR_USAGE: it is neither; DELIVERY_ERROR_TEMPORARY: it cannot be read. (transfer full)
 */
Mailbox *mailbox_open(const char *path, GError **error);
void mailbox_free(Mailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mailbox, mailbox_free)

guint mailbox_count(const Mailbox *mailbox);
const char *mailbox_kind(const Mailbox *mailbox); /* "Maildir" or "mbox" */
const MailboxEntry *mailbox_entry(const Mailbox *mailbox, guint index);

/* Writes a mail to `copy`. DELIVERY_ERROR_TOO_LARGE: it has more than max_bytes;
 * DELIVERY_ERROR_MESSAGE: the mail is gone or cannot be read; DELIVERY_ERROR_TEMPORARY: it cannot
 * be written. *ret_sender is that of the From_ line or Return-Path; "" is the null sender; NULL:
 * not known. (transfer full) (nullable) */
gboolean mailbox_copy(Mailbox *mailbox, const MailboxEntry *entry, MailCopy *copy,
                      char **ret_sender, GError **error);

/* Where the mail is, for people: "PATH, mail 17 at byte 4711", or its file. (transfer full) */
char *mailbox_place(const Mailbox *mailbox, const MailboxEntry *entry);

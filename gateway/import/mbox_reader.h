/* mbox_reader.h - finds the mails in an mbox, and copies one out of it.
 *
 * Reads in pieces: memory does not grow with the file or with a mail. Knows mboxo, mboxrd, mboxcl
 * and mboxcl2. Content-Length counts only if it leads from the first mail exactly to the next From_
 * line: then a program writes it, and not the sender of a mail, who could hide other mails with it.
 */
#pragma once

#include <glib.h>

typedef struct {
    guint64 line_offset; /* of the From_ line */
    guint64 offset;      /* of the mail behind it */
    guint64 length;      /* octets of the mail in the file, without the empty line behind it */
    gboolean is_counted; /* its end is known by Content-Length */
} MboxMail;

typedef struct MboxReader MboxReader;

/* Reads `fd`, which stays the caller's, up to the size that it has now. */
MboxReader *mbox_reader_new(int fd);
void mbox_reader_free(MboxReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MboxReader, mbox_reader_free)

/* The next mail. FALSE without an error: that was the last. DELIVERY_ERROR_TEMPORARY: the file
 * cannot be read; DELIVERY_ERROR_USAGE: it does not begin as an mbox does. */
gboolean mbox_reader_next(MboxReader *reader, MboxMail *ret_mail, GError **error);

/* The From_ line of a mail, without its end; at most 1,000 octets. (transfer full) */
char *mbox_reader_line(MboxReader *reader, const MboxMail *mail, GError **error);

/* Where a mail is written to. */
typedef struct {
    int fd; /* empty */
    guint64 max_bytes;
    guint64 length; /* out: how many octets were written */
} MailCopy;

/* Writes the mail to `copy`, with one '>' less before quoted From_ lines. DELIVERY_ERROR_TOO_LARGE:
 * it has more than max_bytes; DELIVERY_ERROR_TEMPORARY: it cannot be read or written. */
gboolean mbox_reader_copy(MboxReader *reader, const MboxMail *mail, MailCopy *copy, GError **error);

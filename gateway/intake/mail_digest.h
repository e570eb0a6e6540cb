/* mail_digest.h - what a mail says, in a line that two copies of one mail can be told by.
 *
 * A Message-ID is chosen by whoever writes the mail, so it proves nothing: a device gives all its
 * mails the same, and anybody may use that of another. Beside it counts what the mail says: From,
 * Date, Subject, text and files, and nothing that differs between two copies (trace fields, the end
 * that a list writes below).
 *
 * The same spooled octets always are the same mail, whatever the parser made of them.
 */
#pragma once

#include "gateway/attachment_content.h"

typedef struct {
    int fd;         /* the message as it came */
    guint64 length; /* of the message, in octets */
    const Letter *letter;
    LetterFiles files;
    gboolean is_parsed; /* FALSE: the Letter is one of raw_letter.h */
} MailDigestInput;

/* One line of printable ASCII, at most 300 characters. NULL with errno where a file cannot be read.
 * (transfer full) (nullable) */
char *mail_digest_new(const MailDigestInput *input);

/* The Message-ID (RFC 5322 section 3.6.4) of the message in `fd`: what stands between < and >, or
 * the whole field where it is not one such pair; read without the parser, so that it is the same at
 * every try. *ret_message_id NULL: there is none in the first 64 KiB, or it is empty. FALSE with
 * errno where the message cannot be read. (transfer full) */
gboolean mail_digest_message_id(int fd, guint64 length, char **ret_message_id);

/* Whether two digests are those of the same mail: the same octets; or From, Date, Subject, text and
 * files are the same; or a mailing list (by its fields) added an end to the text, or a tag to the
 * Subject, of one or both. In doubt FALSE: two tickets are better than a mail that is lost. A NULL
 * `recorded` (of a version that recorded none), or one that cannot be read, is that of any mail. */
gboolean mail_digest_is_same(const char *recorded, const char *digest);

/* What two copies through different lists have in common, and what only the same octets have; to
 * name a mail by whose Message-ID is taken. (transfer full) */
char *mail_digest_common(const char *digest);
char *mail_digest_exact(const char *digest);

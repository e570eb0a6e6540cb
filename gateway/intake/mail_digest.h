/* mail_digest.h - one line about the content of a mail, to recognise two copies of the same mail.
 *
 * The writer of a mail chooses its Message-ID, so the Message-ID proves nothing: a device may give
 * all its mails the same one, and anybody may use that of another mail. So the content counts, too:
 * From, Date, Subject, text and files. What differs between two copies does not count: trace
 * fields, or the end that a list adds to the text.
 *
 * The same spooled octets are always the same mail, whatever the parser made of them.
 */
#pragma once

#include "gateway/attachment_content.h"

typedef struct {
    int fd;         /* the message as it arrived */
    guint64 length; /* of the message, in octets */
    const Letter *letter;
    LetterFiles files;
    gboolean is_parsed; /* FALSE: raw_letter.h made the Letter */
} MailDigestInput;

/* One line of printable ASCII, at most 300 characters. NULL with errno if a file cannot be read.
 * (transfer full) (nullable) */
char *mail_digest_new(const MailDigestInput *input);

/* Reads the Message-ID (RFC 5322 section 3.6.4) of the message in `fd`: the text between < and >,
 * or the whole field if it is not exactly one such pair. Does not use the parser, so the result is
 * the same at every try. *ret_message_id is NULL if the first 64 KiB have no Message-ID, or an
 * empty one. FALSE with errno if the message cannot be read. (transfer full) */
gboolean mail_digest_message_id(int fd, guint64 length, char **ret_message_id);

/* Whether two digests are of the same mail: the octets are the same; or From, Date, Subject, text
 * and files are the same; or a mailing list (known by its fields) added an end to the text, or a
 * tag to the Subject, of one or both. In doubt FALSE: two tickets are better than a lost mail. TRUE
 * if `recorded` is NULL (an old version recorded none) or cannot be read. */
gboolean mail_digest_is_same(const char *recorded, const char *digest);

/* The part of a digest that two copies through different lists share, and the part that only the
 * same octets have. They name a mail whose Message-ID is taken. (transfer full) */
char *mail_digest_common(const char *digest);
char *mail_digest_exact(const char *digest);

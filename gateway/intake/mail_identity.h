/* mail_identity.h - identifies a mail; the same on all its routes. */
#pragma once

#include <glib.h>

/* The strings are owned. */
typedef struct {
    char *message_id; /* from the message, without <> (mail_digest.h); NULL: it has none */
    char *content_id; /* only if it has no Message-ID */
    char *digest;     /* of the content (mail_digest.h); NULL in a dry run */
    guint copy;       /* 0: the mail itself; else its nth further delivery, which has other names */
} MailIdentity;

void mail_identity_clear(MailIdentity *identity);

/* The content_id: the SHA-256 of the file `fd` from offset 0 to its end, as hexadecimal digits.
 * NULL with errno if it cannot be read. (transfer full) */
char *mail_identity_content_id(int fd);

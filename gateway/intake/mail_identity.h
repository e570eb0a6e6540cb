/* mail_identity.h - the identity of a mail, which is the same on all routes. */
#pragma once

#include <glib.h>

/* Strings are owned. */
typedef struct {
    char *message_id; /* from the message, without <> (mail_digest.h); NULL: it has none */
    char *content_id; /* if it has no Message-ID */
    char *digest;     /* digest of the content (mail_digest.h); NULL in a dry run */
} MailIdentity;

void mail_identity_clear(MailIdentity *identity);

/* SHA-256 of the file `fd` from offset 0 to its end, as hexadecimal digits: the content_id. NULL
 * with errno set if it cannot be read. (transfer full) */
char *mail_identity_content_id(int fd);

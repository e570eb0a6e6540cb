/* mail_key.h - what makes a mail the same mail: its Message-ID and the route it came by.
 *
 * Pure. The key names the mail in the journal; the reference number names its ticket in the
 * Incident API. Both are the same at every try, on every host.
 */
#pragma once

#include <glib.h>

typedef struct {
    char *key;              /* 32 lower-case hexadecimal digits */
    char *reference_number; /* "TG" and 16 characters of A-Z, 2-7 (RFC 4648 section 6) */
    char *short_reference;  /* the first four of those, for people: "[mail 7F3K]" */
} MailKey;

void mail_key_free(MailKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailKey, mail_key_free)

/* `message_id` without <>. Where a mail has none, `content_id` stands in: the SHA-256 of the
 * message in hexadecimal (mail_key_content_id). `route_name` is NULL for the default route.
 * (transfer full) */
MailKey *mail_key_new(const char *message_id, const char *content_id, const char *route_name);

/* SHA-256 of the file `fd` from offset 0 to its end, as hexadecimal digits; NULL with errno set
 * where it cannot be read. (transfer full) */
char *mail_key_content_id(int fd);

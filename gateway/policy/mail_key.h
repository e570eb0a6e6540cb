/* mail_key.h - what a mail is called: by its Message-ID and the route it came by, and where another
 * mail has that name already, by what it says, too.
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

/* What a mail is known by, whatever the route; strings are owned. */
typedef struct {
    char *message_id; /* as the message has it, without <> (mail_digest.h); NULL: it has none */
    char *content_id; /* if it has none */
    char *digest;     /* what it says (mail_digest.h); NULL in a dry run */
} MailIdentity;

void mail_identity_clear(MailIdentity *identity);

/* The names that a mail may have on a route, in the order in which they are tried: as
 * mail_key_new() says; for a mail whose Message-ID another mail has; for one of which another mail
 * has From, Date and Subject, too. The last two are the same as the first without a digest.
 * (transfer full) */
#define MAIL_KEY_NAMES 3
MailKey *mail_key_name(const MailIdentity *identity, const char *route_name, guint n);

/* SHA-256 of the file `fd` from offset 0 to its end, as hexadecimal digits; NULL with errno set
 * where it cannot be read. (transfer full) */
char *mail_key_content_id(int fd);

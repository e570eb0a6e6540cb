/* mail_key.h - names a mail by its Message-ID and its route. If another mail has this name already,
 * the content of the mail is part of the name too.
 *
 * Pure. The key names the mail in the journal; the reference number names its ticket in the
 * Incident API. Both are the same at every attempt, on every host. */
#pragma once

#include "gateway/intake/mail_identity.h"

typedef struct {
    char *key;              /* 32 lower-case hexadecimal digits */
    char *reference_number; /* "TG" and 16 characters of A-Z, 2-7 (RFC 4648 section 6) */
    char *short_reference;  /* the first four of these characters, for people: "[mail 7F3K]" */
} MailKey;

void mail_key_free(MailKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MailKey, mail_key_free)

/* `message_id` without <>. If the mail has none, `content_id` is used instead: the SHA-256 of the
 * message in hexadecimal (mail_identity.h). `route_name` is NULL for the default route.
 * (transfer full) */
MailKey *mail_key_new(const char *message_id, const char *content_id, const char *route_name);

/* The names that a mail may have on a route, in the order in which they are tried: that of
 * mail_key_new(); one for when another mail has the same Message-ID; one for when that mail also
 * has the same From, Date and Subject. Without a digest, all three are the same. (transfer full) */
#define MAIL_KEY_NAMES 3
MailKey *mail_key_name(const MailIdentity *identity, const char *route_name, guint n);

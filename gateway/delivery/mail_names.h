/* mail_names.h - the names of one mail on one route, in the form that the journal needs. */
#pragma once

#include "gateway/journal/journal_mail.h"
#include "gateway/policy/mail_key.h"

typedef struct {
    MailKey *keys[MAIL_KEY_NAMES];
    JournalMailOther other;
    JournalMail wanted; /* its strings belong to `keys` and to the identity */
} MailNames;

/* `names` must not move, and `identity` must live, as long as `wanted` is used. */
void mail_names_init(MailNames *names, const MailIdentity *identity, const char *route_name);
void mail_names_clear(MailNames *names);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MailNames, mail_names_clear)

/* Takes out the name that is recorded as `key`. (transfer full) */
MailKey *mail_names_steal(MailNames *names, const char *key);

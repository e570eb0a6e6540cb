/* mail_names.c - see mail_names.h. */
#include "gateway/delivery/mail_names.h"

#include "gateway/intake/mail_digest.h"

void
mail_names_init(MailNames *names, const MailIdentity *identity, const char *route_name)
{
    *names = (MailNames){.other = {.is_same = mail_digest_is_same}};
    for (guint i = 0; i < MAIL_KEY_NAMES; i++)
        names->keys[i] = mail_key_name(identity, route_name, i);
    for (guint i = 0; i < JOURNAL_MAIL_OTHER_NAMES; i++) {
        names->other.keys[i] = names->keys[i + 1]->key;
        names->other.reference_numbers[i] = names->keys[i + 1]->reference_number;
    }
    names->wanted = (JournalMail){.key = names->keys[0]->key,
                                  .reference_number = names->keys[0]->reference_number,
                                  .digest = identity->digest,
                                  .other = &names->other};
}
G_STATIC_ASSERT(JOURNAL_MAIL_OTHER_NAMES + 1 == MAIL_KEY_NAMES);

void
mail_names_clear(MailNames *names)
{
    for (guint i = 0; i < MAIL_KEY_NAMES; i++)
        g_clear_pointer(&names->keys[i], mail_key_free);
}

MailKey *
mail_names_steal(MailNames *names, const char *key)
{
    guint i = 0;
    while (i + 1 < MAIL_KEY_NAMES && g_strcmp0(names->keys[i]->key, key) != 0)
        i++;
    return g_steal_pointer(&names->keys[i]);
}

/* mail_key.c - see mail_key.h. Does not know the journal or the API, which use the names. */
#include "gateway/policy/mail_key.h"

#include <string.h>

#include "gateway/intake/mail_digest.h"

#define MAIL_KEY_REFERENCE_CHARS 16
#define MAIL_KEY_SHORT_CHARS 4

void
mail_key_free(MailKey *key)
{
    if (key == NULL)
        return;
    g_free(key->key);
    g_free(key->reference_number);
    g_free(key->short_reference);
    g_free(key);
}

/* Five bits of the digest for each character: ten octets give sixteen. */
static char *
encode_base32(const guint8 *digest, guint characters)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < characters; i++) {
        guint bit = i * 5;
        guint pair = ((guint)digest[bit / 8] << 8) | digest[bit / 8 + 1];
        g_string_append_c(text, alphabet[(pair >> (11 - bit % 8)) & 31]);
    }
    return g_string_free(text, FALSE);
}

/* `said`: the content of the mail, as far as it counts for this name; NULL: it does not count. */
static MailKey *
make(const MailIdentity *identity, const char *route_name, const char *said)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    const char *id = identity->message_id != NULL ? identity->message_id : identity->content_id;
    const char *parts[] = {identity->message_id != NULL ? "message-id" : "content",
                           id != NULL ? id : "", route_name != NULL ? "route" : "default",
                           route_name != NULL ? route_name : "", said};
    /* The closing NUL of each part is included, so that different pairs stay different. */
    for (guint i = 0; i < G_N_ELEMENTS(parts) && parts[i] != NULL; i++)
        g_checksum_update(checksum, (const guchar *)parts[i], (gssize)strlen(parts[i]) + 1);

    if (identity->copy > 0) {
        g_autofree char *again = g_strdup_printf("again %u", identity->copy);
        g_checksum_update(checksum, (const guchar *)again, (gssize)strlen(again) + 1);
    }

    guint8 digest[32];
    gsize length = sizeof digest;
    g_checksum_get_digest(checksum, digest, &length);

    MailKey *key = g_new0(MailKey, 1);
    GString *hex = g_string_new(NULL);
    for (guint i = 0; i < 16; i++)
        g_string_append_printf(hex, "%02x", digest[i]);
    key->key = g_string_free(hex, FALSE);
    g_autofree char *base32 = encode_base32(digest, MAIL_KEY_REFERENCE_CHARS);
    key->reference_number = g_strconcat("TG", base32, NULL);
    key->short_reference = g_strndup(base32, MAIL_KEY_SHORT_CHARS);
    return key;
}

MailKey *
mail_key_new(const char *message_id, const char *content_id, const char *route_name)
{
    const MailIdentity identity = {.message_id = (char *)(guintptr)message_id,
                                   .content_id = (char *)(guintptr)content_id};
    return make(&identity, route_name, NULL);
}

MailKey *
mail_key_name(const MailIdentity *identity, const char *route_name, guint n)
{
    g_autofree char *said = NULL;
    if (n > 0 && identity->digest != NULL)
        said = n == 1 ? mail_digest_common(identity->digest) : mail_digest_exact(identity->digest);
    return make(identity, route_name, said);
}

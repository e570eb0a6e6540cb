/* mail_identity.c - see mail_identity.h. mail_key.c makes the names from it. */
#include "gateway/intake/mail_identity.h"

#include "gateway/descriptor_io.h"

void
mail_identity_clear(MailIdentity *identity)
{
    g_clear_pointer(&identity->message_id, g_free);
    g_clear_pointer(&identity->content_id, g_free);
    g_clear_pointer(&identity->digest, g_free);
}

char *
mail_identity_content_id(int fd)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guchar *buffer = g_malloc(64 * 1024);
    guint64 offset = 0;
    for (;;) {
        gssize count = descriptor_read_at(fd, buffer, 64 * 1024, offset);
        if (count < 0)
            return NULL;
        if (count == 0)
            return g_strdup(g_checksum_get_string(checksum));
        g_checksum_update(checksum, buffer, count);
        offset += (guint64)count;
    }
}

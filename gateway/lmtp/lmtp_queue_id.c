/* lmtp_queue_id.c - see lmtp_queue_id.h. */
#include "gateway/lmtp/lmtp_queue_id.h"

#include <string.h>

#include "gateway/descriptor_io.h"
#include "gateway/intake/raw_header.h"

#define MAX_CHARS 64
#define MAX_HEAD_BYTES ((guint64)8 * 1024)

char *
lmtp_queue_id_new(const char *text)
{
    gsize length = strlen(text);

    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isalnum(text[i]) && strchr("-._", text[i]) == NULL)
            return NULL;
    return length > 0 && length <= MAX_CHARS ? g_strdup(text) : NULL;
}

/* Comments (RFC 5322, section 3.2.2) become blanks; what follows the ';' is the date. (transfer
 * full) */
static char *
drop_comments(const char *received)
{
    GString *text = g_string_new(NULL);
    guint depth = 0;

    for (const char *p = received; *p != '\0' && (depth > 0 || *p != ';'); p++) {
        if (*p == '\\' && depth > 0 && p[1] != '\0')
            p++;
        else if (*p == '(')
            depth++;
        else if (*p == ')' && depth > 0)
            depth--;
        else if (depth == 0)
            g_string_append_c(text, g_ascii_isspace(*p) ? ' ' : *p);
        if (depth > 0 && text->len > 0 && text->str[text->len - 1] != ' ')
            g_string_append_c(text, ' ');
    }
    return g_string_free(text, FALSE);
}

/* The word after `words[*i]` or one behind it that is `name`; *i moves there. NULL: none. */
static const char *
word_after(char *const *words, guint *i, const char *name)
{
    while (words[*i] != NULL && g_ascii_strcasecmp(words[*i], name) != 0)
        (*i)++;
    if (words[*i] == NULL)
        return NULL;
    do
        (*i)++;
    while (words[*i] != NULL && *words[*i] == '\0');
    return words[*i];
}

char *
lmtp_queue_id_of_received(const char *received, const char *host)
{
    g_autofree char *text = drop_comments(received);
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    guint i = 0;

    const char *by = word_after(words, &i, "by");
    if (by == NULL || g_ascii_strcasecmp(by, host) != 0)
        return NULL;
    const char *id = word_after(words, &i, "id");
    return id != NULL ? lmtp_queue_id_new(id) : NULL;
}

char *
lmtp_queue_id_read(int fd, guint64 length, const char *host)
{
    g_autofree char *head = g_malloc(MAX_HEAD_BYTES + 1);
    gssize count =
        host != NULL ? descriptor_read_at(fd, head, (gsize)MIN(length, MAX_HEAD_BYTES), 0) : -1;

    if (count <= 0)
        return NULL;
    (void)raw_header_cut(head, (gsize)count);
    g_autofree char *received = raw_header_value(head, "Received");
    return received != NULL ? lmtp_queue_id_of_received(received, host) : NULL;
}

/* text_end.c - see text_end.h. */
#include "gateway/intake/text_end.h"

#include <string.h>

#include "gateway/intake/octet_digest.h"

#define END_MAX_BYTES 1500 /* limits the places where the end of a list may begin */
#define MAX_MARKS 8

/* Whether the line is a separator of a list: only - _ = * ~, or "-- ". */
static gboolean
is_ruler(const char *line, gsize length)
{
    gsize drawn = 0;
    while (drawn < length && strchr("-_=*~", line[drawn]) != NULL)
        drawn++;
    return drawn == length && length >= 2;
}

/* Whether the line has an address for leaving the list. */
static gboolean
has_link(const char *text)
{
    return strstr(text, "://") != NULL || strchr(text, '@') != NULL;
}

static void
put_mark(GString *line, const OctetDigest *digest)
{
    g_autofree char *mark = octet_digest_text(digest);
    g_string_append_printf(line, " %s", mark);
}

void
text_end_put_marks(GString *line, const char *text, gboolean is_list)
{
    g_auto(OctetDigest) digest;
    octet_digest_init(&digest);
    g_autoptr(GString) ends = g_string_new(NULL);
    const char *stop = text + strlen(text);
    gboolean is_after_gap = FALSE;
    guint n_ends = 0;
    while (text < stop) {
        gsize whole = strcspn(text, "\n");
        gsize length = whole;
        while (length > 0 && g_ascii_isspace(text[length - 1]))
            length--;
        if (length > 0) {
            gboolean is_end = is_ruler(text, length) || (is_after_gap && has_link(text));
            if (is_list && stop - text <= END_MAX_BYTES && digest.length > 0 && is_end &&
                n_ends++ < MAX_MARKS)
                put_mark(ends, &digest);
            octet_digest_add(&digest, text, length);
            octet_digest_add(&digest, "\n", 1);
        }
        is_after_gap = length == 0;
        text += whole + (text + whole < stop ? 1 : 0);
    }
    put_mark(line, &digest);
    g_string_append(line, ends->str);
}

gboolean
text_end_is_same(const char *const *one, const char *const *other)
{
    for (; *one != NULL; one++)
        if (g_strv_contains(other, *one))
            return TRUE;
    return FALSE;
}

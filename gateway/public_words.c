/* public_words.c - see public_words.h. Does not read the configuration: anything that looks like a
 * name counts as one. */
#include "gateway/public_words.h"

#include <libpsl.h>
#include <string.h>

#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
#define PUNCTUATION ".,;:!?()[]{}<>\"'`"

/* a.b.c, 10.0.0.7, or a.b below a known public domain; but not "10.5" or "form.pdf". */
static gboolean
is_host(const char *word)
{
    gsize length = strspn(word, HOST_CHARACTERS);
    g_autofree char *host = g_ascii_strdown(word, (gssize)length);
    g_auto(GStrv) labels = g_strsplit(host, ".", -1);
    guint n_labels = g_strv_length(labels);

    if (word[length] != '\0' && word[length] != ':')
        return FALSE;
    for (guint i = 0; i < n_labels; i++)
        if (*labels[i] == '\0')
            return FALSE;
    return (n_labels == 1 && g_str_equal(host, "localhost")) || n_labels > 2 ||
           (n_labels == 2 &&
            psl_is_public_suffix2(psl_builtin(), labels[1], PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE));
}

static gboolean
is_name(const char *word)
{
    g_autofree char *bare = g_strdup(word + strspn(word, PUNCTUATION));
    gsize length = strlen(bare);

    while (length > 0 && strchr(PUNCTUATION, bare[length - 1]) != NULL)
        bare[--length] = '\0';
    const char *at = strrchr(bare, '@');
    return strpbrk(word, "/\\") != NULL || strstr(word, "::") != NULL ||
           is_host(at != NULL ? at + 1 : bare);
}

char *
public_words_of(const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);

    for (guint i = 0; words[i] != NULL; i++)
        if (is_name(words[i])) {
            g_free(words[i]);
            words[i] = g_strdup("...");
        }
    return g_strjoinv(" ", words);
}

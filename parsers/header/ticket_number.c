/* ticket_number.c - see ticket_number.h. Does not know which numbers there are. */
#include "parsers/header/ticket_number.h"

#include <string.h>

/* In lower case; longer ones first. A mail that was encoded twice has "&amp;#35;". */
static const char *const hashes[] = {"&amp;#x23;", "&amp;#35;", "&amp;num;", "&#x0023;", "&#x023;",
                                     "&#x23;",     "&#0035;",   "&#035;",    "&#35;",    "&num;",
                                     "\\#",        "%23",       "=23",       "#"};

/* The length of the way to write '#' that `text` begins with; 0: none. */
static gsize
hash_length(const char *text)
{
    for (gsize i = 0; i < G_N_ELEMENTS(hashes); i++)
        if (g_ascii_strncasecmp(text, hashes[i], strlen(hashes[i])) == 0)
            return strlen(hashes[i]);
    return 0;
}

/* The first one in `text`, with the blanks around it. FALSE: it has no number. */
static gboolean
find_hash(const char *text, gsize *ret_begin, gsize *ret_end)
{
    for (gsize i = 0; text[i] != '\0'; i++) {
        gsize length = hash_length(text + i);
        if (length == 0)
            continue;
        *ret_end = i + length + strspn(text + i + length, " \t");
        while (i > 0 && (text[i - 1] == ' ' || text[i - 1] == '\t'))
            i--;
        *ret_begin = i;
        return TRUE;
    }
    return FALSE;
}

char *
ticket_number_fold(const char *text, gsize length)
{
    g_autofree char *usual = g_utf8_normalize(text, (gssize)length, G_NORMALIZE_ALL_COMPOSE);
    g_autofree char *plain = usual != NULL ? g_steal_pointer(&usual) : g_strndup(text, length);
    gsize begin, end;
    g_strstrip(plain);
    if (!find_hash(plain, &begin, &end))
        return g_ascii_strup(plain, -1);
    g_autofree char *number = g_strdup_printf("%.*s#%s", (int)begin, plain, plain + end);
    return g_ascii_strup(number, -1);
}

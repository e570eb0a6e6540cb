/* subject_pointer.c - see subject_pointer.h. The words are in parsers/words/. */
#include "gateway/policy/subject_pointer.h"

#include <string.h>

#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

#define MAX_BYTES 100
#define MAX_TEXT_BYTES 400

/* Only words, with one blank between them. */
static char *
fold(const char *text)
{
    g_autofree char *lower = text_casefold(text, -1);
    GString *folded = g_string_new(NULL);
    for (const char *at = lower; *at != '\0'; at = text_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (g_unichar_isalnum(c) || g_unichar_ismark(c))
            g_string_append_unichar(folded, c);
        else if (folded->len > 0 && folded->str[folded->len - 1] != ' ')
            g_string_append_c(folded, ' ');
    }
    g_strchomp(folded->str);
    return g_string_free(folded, FALSE);
}

gboolean
subject_pointer_is(const char *text)
{
    if (strlen(text) > MAX_BYTES)
        return FALSE;
    g_autofree char *folded = fold(text);
    return words_have(WORDS_SUBJECT_POINTER, folded);
}

gboolean
subject_pointer_is_in(const char *text)
{
    if (strlen(text) > MAX_TEXT_BYTES)
        return FALSE;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0; lines[i] != NULL; i++)
        if (subject_pointer_is(lines[i]))
            return TRUE;
    return FALSE;
}

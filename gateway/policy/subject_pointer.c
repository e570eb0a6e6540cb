/* subject_pointer.c - see subject_pointer.h. The table is all there is to add a language to. */
#include "gateway/policy/subject_pointer.h"

#include <string.h>

#include "parsers/text/text_clean.h"

#define MAX_BYTES 100
#define MAX_TEXT_BYTES 400

/* Folded in case, words with one blank between them. */
static const char *const pointers[] = {
    /* English */
    "see subject",
    "see subject line",
    "see the subject",
    "see the subject line",
    "see title",
    "see above",
    "please see subject",
    "please see the subject",
    "as in subject",
    "as per subject",
    "as in the subject",
    "subject says it all",
    "subject",
    /* Dutch */
    "zie onderwerp",
    "zie het onderwerp",
    "zie titel",
    "zie boven",
    "zie onderwerpregel",
    "graag zie onderwerp",
    /* German */
    "siehe betreff",
    "siehe den betreff",
    "siehe betreffzeile",
    "s betreff",
    "s o",
    "siehe oben",
    "wie im betreff",
    "bitte siehe betreff",
    "betreff sagt alles",
    /* French */
    "voir objet",
    "voir l objet",
    "voir sujet",
    "voir le sujet",
    "voir le titre",
    "cf objet",
    "cf sujet",
    "tout est dans l objet",
    "tout est dans le titre",
    /* Spanish */
    "ver asunto",
    "ver el asunto",
    "v\303\251ase asunto",
    "v\303\251ase el asunto",
    /* Italian */
    "vedi oggetto",
    "vedere oggetto",
    "come da oggetto",
    "come in oggetto",
    /* Portuguese */
    "ver assunto",
    "ver o assunto",
    "vide assunto",
    "conforme assunto",
    /* Danish, Norwegian, Swedish */
    "se emne",
    "se emnet",
    "se emnefelt",
    "se emnefeltet",
    "se \xc3\xa4mne",
    "se \xc3\xa4mnet",
    "se \xc3\xa4mnesraden",
    "se rubrik",
    "se rubriken",
    /* Finnish, Polish, Czech, Hungarian */
    "katso otsikko",
    "ks otsikko",
    "zobacz temat",
    "patrz temat",
    "jak w temacie",
    "jw",
    "viz p\305\231edm\304\233t",
    "l\xc3\xa1sd a t\xc3\xa1rgyat",
    "l\xc3\xa1sd t\xc3\xa1rgy",
    /* Russian, Turkish, Chinese, Japanese */
    "\xd1\x81\xd0\xbc \xd1\x82\xd0\xb5\xd0\xbc\xd1\x83",
    "konuya bak\xc4\xb1n\xc4\xb1z",
    "\xe8\xa7\x81\xe6\xa0\x87\xe9\xa2\x98",
    "\xe8\xa6\x8b\xe6\xa8\x99\xe9\xa1\x8c",
    "\xe4\xbb\xb6\xe5\x90\x8d\xe3\x81\xae\xe9\x80\x9a\xe3\x82\x8a",
};

/* Words alone, one blank between them. */
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
    for (gsize i = 0; i < G_N_ELEMENTS(pointers); i++)
        if (strcmp(folded, pointers[i]) == 0)
            return TRUE;
    return FALSE;
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

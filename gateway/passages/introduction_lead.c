/* introduction_lead.c - see introduction_lead.h. */
#include "gateway/passages/introduction_lead.h"

#include <string.h>

#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

/* What follows the words at the beginning of the line. */
typedef enum {
    LEAD_NAME, /* an address, a verb or the end: the words are a name */
    LEAD_DATE, /* the words are a day of the week */
    LEAD_ON,   /* "on", "在": the words were written by the sender */
} LeadKind;

/* 2026, 28, 28., 28.11.2026, 10:00, 2026年11月 */
static gboolean
begins_date(const char *word)
{
    gsize digits = strspn(word, "0123456789");

    if (digits == 0)
        return FALSE;
    if (digits == 4)
        return g_str_has_prefix(word, "19") || g_str_has_prefix(word, "20");
    return digits <= 2;
}

static gboolean
begins_opening(const char *line)
{
    return words_prefix_length(WORDS_ATTRIBUTION_OPENING, line) > 0;
}

static gboolean
begins_verb(const char *words)
{
    return words_prefix_length(WORDS_ATTRIBUTION_VERB, words) > 0;
}

static gboolean
is_particle(const char *word)
{
    return words_have(WORDS_ATTRIBUTION_PARTICLE, word);
}

/* Ideographs, kana, hangul: here the day of the week is not written before the date. */
static gboolean
is_of_the_far_east(const char *word)
{
    gunichar c = g_utf8_get_char(word);

    return (c >= 0x3040 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
}

/* The words at the beginning of the folded line, up to the first one that cannot be part of a name.
 */
static guint
count_lead(char **words, LeadKind *ret_kind)
{
    guint n = 0;

    *ret_kind = LEAD_NAME;
    for (; words[n] != NULL; n++) {
        g_autofree char *rest = g_strjoinv(" ", words + n);
        if (begins_date(words[n])) {
            *ret_kind = LEAD_DATE;
            break;
        }
        if (strpbrk(words[n], "@<([\"") != NULL || begins_verb(rest))
            break;
        if (n > 0 && begins_opening(rest) && words[n + 1] != NULL && begins_date(words[n + 1])) {
            *ret_kind = LEAD_ON;
            break;
        }
    }
    return n;
}

static gboolean
is_strange_name(const char *word, const char *folded, const char *header)
{
    gunichar c = g_utf8_get_char(word);

    if (g_ascii_isdigit(*word))
        return TRUE;
    return g_unichar_islower(c) && !is_particle(folded) && strstr(header, folded) == NULL;
}

gboolean
introduction_lead_is_own(const char *plain, const char *header)
{
    g_autofree char *folded_header = text_casefold(header, -1);
    g_autofree char *folded_line = text_casefold(plain, -1);
    g_auto(GStrv) words = g_strsplit(plain, " ", -1);
    g_auto(GStrv) folded = g_strsplit(folded_line, " ", -1);
    LeadKind kind;

    if (words[0] == NULL || !g_unichar_isalpha(g_utf8_get_char(words[0])) ||
        begins_opening(folded_line))
        return FALSE;
    guint n = count_lead(folded, &kind);
    if (kind == LEAD_ON)
        return n > 0;
    if (kind == LEAD_DATE)
        return n > 1 || (n == 1 && is_of_the_far_east(words[0]));
    for (guint i = 0; n > 1 && i < n && words[i] != NULL; i++)
        if (is_strange_name(words[i], folded[i], folded_header))
            return TRUE;
    return FALSE;
}

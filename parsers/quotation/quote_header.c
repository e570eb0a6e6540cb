/* quote_header.c - see quote_header.h.
 *
 * Recognises dividing lines with and without words; attribution.c and header_block.c recognise
 * attributions and fields. */
#include "parsers/quotation/quote_header.h"

#include "parsers/quotation/attribution.h"
#include "parsers/quotation/header_block.h"
#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

#include <string.h>

#define MIN_RULE_CHARS 5

/* ---- rules and dashes ---- */

static gboolean
is_dash(gunichar c)
{
    return (c < 128 && strchr("-_=~#+", (int)c) != NULL) || (c >= 0x2010 && c <= 0x2015) ||
           c == 0x2212 || c == 0x2500 || c == 0x2501 || c == 0xFF0D || c == 0x30FC;
}

gboolean
quote_header_is_rule(const char *plain)
{
    guint n = 0;

    for (const char *p = plain; *p != '\0'; p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!is_dash(c) && c != ' ')
            return FALSE;
        n += c != ' ' ? 1 : 0;
    }
    return n >= MIN_RULE_CHARS;
}

/* The text between dashes, case-folded, without a colon at its end. *ret_is_dashed: there were two
 * or more dashes on its left. (transfer full) */
static char *
words_between_dashes(const char *plain, gboolean *ret_is_dashed)
{
    const char *begin = plain;
    const char *end = plain + strlen(plain);
    guint n = 0;

    for (; begin < end; begin = text_next_char(begin)) {
        gunichar c = g_utf8_get_char(begin);
        if (!is_dash(c) && c != ' ' && c != '<' && c != '[')
            break;
        n++;
    }
    while (end > begin) {
        gunichar c = g_utf8_get_char(g_utf8_prev_char(end));
        if (!is_dash(c) && c != ' ' && c != '>' && c != ']' && c != ':' && c != 0xFF1A)
            break;
        end = g_utf8_prev_char(end);
    }
    *ret_is_dashed = n >= 2;
    return text_casefold(begin, end - begin);
}

/* Whether `words` hold the first `length` octets of `part`. */
static gboolean
holds(const char *words, const char *part, gsize length)
{
    return memmem(words, strlen(words), part, length) != NULL;
}

static gboolean
is_marker(const char *words)
{
    if (strlen(words) > 200)
        return FALSE;
    const char *marker;
    WORDS_EACH(WORDS_MARKER, marker)
    {
        const char *bar = strchr(marker, '|');
        if (strstr(words, bar + 1) != NULL && holds(words, marker, (gsize)(bar - marker)))
            return TRUE;
    }
    return FALSE;
}

/* The line of a forward: its words, followed by the end, dashes or a name ("Forwarded by X"). */
static gboolean
is_forward(const char *words, gboolean is_dashed, const char *plain)
{
    gboolean has_colon = g_str_has_suffix(plain, ":") || g_str_has_suffix(plain, "：");

    if (words_have(WORDS_FORWARD_LINE, words))
        return is_dashed || has_colon;
    return is_dashed && words_prefix_length(WORDS_FORWARD_LINE, words) > 0;
}

gboolean
quote_header_begins_forward(const char *text)
{
    gboolean is_dashed;
    g_autofree char *words = words_between_dashes(text, &is_dashed);

    gsize length = words_prefix_length(WORDS_FORWARD_LINE, words);
    gboolean has_colon =
        words[length] == ':' || (words[length] == '\0' && g_str_has_suffix(text, ":"));
    return length > 0 && (is_dashed || has_colon);
}

/* ---- headers ---- */

static gboolean
match_words(const TextLines *lines, guint at, QuoteHeaderMatch *match)
{
    const char *plain = text_lines_at(lines, at)->plain;
    gboolean is_dashed;
    g_autofree char *words = words_between_dashes(plain, &is_dashed);

    if (is_marker(words)) {
        match->kind = QUOTE_HEADER_MARKER;
        return TRUE;
    }
    guint next = text_lines_skip_blank(lines, at + 1);
    guint n_block = next < text_lines_count(lines) ? header_block_match(lines, next, 1) : 0;
    gboolean is_original = is_dashed && words_have(WORDS_ORIGINAL_LINE, words);
    if (is_forward(words, is_dashed, plain))
        match->kind = QUOTE_HEADER_FORWARD;
    else if (is_original || (quote_header_is_rule(plain) && n_block > 0))
        match->kind = QUOTE_HEADER_BLOCK;
    if (match->kind != QUOTE_HEADER_NONE && n_block > 0)
        match->n_lines = next + n_block - at;
    return match->kind != QUOTE_HEADER_NONE;
}

/* A rule above "On ... wrote:" belongs to it. */
static guint
match_ruled_attribution(const TextLines *lines, guint at)
{
    guint next = text_lines_skip_blank(lines, at + 1);
    gsize begin = 0;

    if (!quote_header_is_rule(text_lines_at(lines, at)->plain) || next == text_lines_count(lines))
        return 0;
    guint n = attribution_match(lines, next, &begin);
    return n > 0 && begin == text_lines_at(lines, next)->begin ? next + n - at : 0;
}

QuoteHeaderMatch
quote_header_match(const TextLines *lines, guint at)
{
    QuoteHeaderMatch match = {.n_lines = 1, .begin = text_lines_at(lines, at)->begin};

    if (match_words(lines, at, &match))
        return match;
    guint n = header_block_match(lines, at, 2);
    if (n > 0) {
        match.kind = QUOTE_HEADER_BLOCK;
        match.n_lines = n;
        return match;
    }
    n = attribution_match(lines, at, &match.begin);
    if (n == 0)
        n = match_ruled_attribution(lines, at);
    if (n > 0) {
        match.kind = QUOTE_HEADER_ATTRIBUTION;
        match.n_lines = n;
    }
    return match;
}

/* date_text.c - see date_text.h. A date consists of a time, a year, a day and a month, each once,
 * and words of the languages (words.h). */
#include "parsers/quotation/date_text.h"

#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

#include <string.h>

#define LEAST_ABBREVIATION_CHARS 3
/* With more words, it is not a date in an unknown language. */
#define MAX_FOREIGN_WORDS 4

/* The first character of the scripts of the Far East. */
#define IDEOGRAPHS 0x2e80

#define DIGITS "0123456789"

typedef struct {
    guint n_times;
    guint n_zones;
    guint n_years; /* of four digits */
    guint n_small; /* numbers of one or two digits */
    guint n_names; /* of days of the week and months */
    guint n_words; /* of letters ... */
    guint n_unknown;
    gboolean has_ideographs; /* among the known words: the language is known */
    gboolean is_strange;     /* a sign or a number that no date has */
} DateParts;

static gboolean
is_name(const char *word, gboolean is_first)
{
    glong least = is_first ? LEAST_ABBREVIATION_CHARS - 1 : LEAST_ABBREVIATION_CHARS;
    gboolean may_be_beginning = g_utf8_strlen(word, -1) >= least;
    const char *name;

    WORDS_EACH(WORDS_DATE_NAME, name)
    {
        if (*name == *word &&
            (may_be_beginning ? g_str_has_prefix(name, word) : strcmp(name, word) == 0))
            return TRUE;
    }
    return FALSE;
}

/* Whether a word of a script without blanks consists of known words. */
static gboolean
is_joined(const char *word)
{
    while (g_utf8_get_char(word) >= IDEOGRAPHS) {
        gsize length = strlen(word);
        for (; length > 0; length = (gsize)(g_utf8_prev_char(word + length) - word)) {
            g_autofree char *part = g_strndup(word, length);
            if (words_have(WORDS_DATE_FILLER, part) || is_name(part, FALSE))
                break;
        }
        if (length == 0)
            return FALSE;
        word += length;
    }
    return *word == '\0';
}

static void
count_word(DateParts *parts, const char *word)
{
    gboolean is_first = parts->n_words++ == 0;
    gboolean is_filler = words_have(WORDS_DATE_FILLER, word) || is_joined(word);
    gboolean is_known_name = !is_filler && is_name(word, is_first);

    parts->n_names += is_known_name ? 1 : 0;
    parts->n_unknown += is_filler || is_known_name ? 0 : 1;
    parts->has_ideographs |= is_filler && g_utf8_get_char(word) >= IDEOGRAPHS;
}

/* The octets of "10:00", "10:00:30.5", "10.00" or "10h00" at `at`; 0: none of these. */
static gsize
time_length(const char *at)
{
    gsize n = strspn(at, DIGITS);

    if (n == 0 || n > 2 || at[n] == '\0' || strchr(":.h", at[n]) == NULL ||
        strspn(at + n + 1, DIGITS) != 2)
        return 0;
    const char sign = at[n];
    n += 3;
    if (sign == ':' && at[n] == ':' && strspn(at + n + 1, DIGITS) == 2)
        n += 3;
    if (at[n] == '.' && g_ascii_isdigit(at[n + 1]))
        return sign == ':' ? n + 1 + strspn(at + n + 1, DIGITS) : 0;
    return at[n] == '-' || at[n] == '/' ? 0 : n;
}

/* The octets of "+0100" or "-05:00" at `at`. */
static gsize
zone_length(const char *at)
{
    gsize n = strspn(at + 1, DIGITS);

    if ((*at != '+' && *at != '-') || (n != 2 && n != 4))
        return 0;
    if (n == 2 && at[3] == ':' && strspn(at + 4, DIGITS) == 2)
        return strlen("+00:00");
    return n == 4 ? strlen("+0000") : 0;
}

/* Whether a number before `at` is an hour, a minute or a second of the Far East. */
static gboolean
is_of_clock(const char *at)
{
    static const char *const signs[] = {"時", "时", "點", "点", "分", "秒", "시", "분", "초"};

    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        if (g_str_has_prefix(at, signs[i]))
            return TRUE;
    }
    return FALSE;
}

/* Counts the number or zone at `at`; returns its octets. */
static gsize
count_number(DateParts *parts, const char *at)
{
    gsize time = time_length(at);
    gsize zone = parts->n_times > 0 && time == 0 ? zone_length(at) : 0;

    if (time > 0 || zone > 0) {
        parts->n_times += time > 0;
        parts->n_zones += zone > 0;
        return time + zone;
    }
    gsize n = strspn(at, DIGITS);
    if (n == 0)
        return 1;
    if (n == 4 && (g_str_has_prefix(at, "19") || g_str_has_prefix(at, "20")))
        parts->n_years++;
    else if (n <= 2)
        parts->n_small += is_of_clock(at + n) ? 0 : 1;
    else
        parts->is_strange = TRUE;
    return n;
}

static gboolean
is_letter(const char *at)
{
    gunichar c = g_utf8_get_char(at);

    return g_unichar_isalpha(c) || (c >= 0x300 && g_unichar_ismark(c));
}

/* A separator between the parts of a date, or an invisible character. */
static gboolean
is_sign(gunichar c)
{
    if (c < 0x80)
        return strchr(" ,.:/()'", (int)c) != NULL;
    return !g_unichar_isgraph(c) || c == 0x2019 || c == 0x3001 || c == 0xff08 || c == 0xff09 ||
           c == 0xff0c || c == 0xff1a;
}

static DateParts
count_parts(const char *folded)
{
    DateParts parts = {0};

    for (const char *at = folded; *at != '\0';) {
        const char *end = at;
        while (is_letter(end))
            end = text_next_char(end);
        if (end > at) {
            g_autofree char *word = g_strndup(at, (gsize)(end - at));
            count_word(&parts, word);
            at = end;
        } else if (g_ascii_isdigit(*at) || *at == '+' || *at == '-') {
            at += count_number(&parts, at);
        } else {
            parts.is_strange |= !is_sign(g_utf8_get_char(at));
            at = text_next_char(at);
        }
    }
    return parts;
}

DateText
date_text_read(const char *text)
{
    g_autofree char *folded = text_casefold(text, -1);
    DateParts parts = count_parts(folded);
    guint n_numbers = parts.n_times + parts.n_years + parts.n_small;
    guint max_small = (parts.n_years > 0 ? 2U : 3U) - (parts.n_names > 1 ? 1U : 0U);

    if (parts.is_strange || parts.n_times > 1 || parts.n_zones > 1 || parts.n_years > 1 ||
        parts.n_small > max_small || parts.n_names > 2 || (parts.n_names == 2 && n_numbers == 0))
        return DATE_TEXT_WITH_WORDS;
    if (parts.n_unknown == 0)
        return DATE_TEXT_WHOLE;
    return parts.n_names == 0 && !parts.has_ideographs && n_numbers > 1 &&
                   parts.n_words <= MAX_FOREIGN_WORDS
               ? DATE_TEXT_FOREIGN
               : DATE_TEXT_WITH_WORDS;
}

/* subject_prefix.c - see subject_prefix.h. The words themselves are in parsers/words/. */
#include "parsers/header/subject_prefix.h"

#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

#include <string.h>

/* Single small letters are drive names and units at least as often as prefixes. */
static gboolean
is_doubtful(const char *subject, gsize length)
{
    return length == 1 && !g_ascii_isupper(*subject);
}

/* Skips white space and zero-width characters (bidi marks). */
static const char *
skip_space(const char *text)
{
    while (*text != '\0') {
        gunichar c = g_utf8_get_char(text);
        if (!g_unichar_isspace(c) && g_unichar_type(c) != G_UNICODE_FORMAT)
            break;
        text = text_next_char(text);
    }
    return text;
}

static const char *
skip_counter(const char *text)
{
    const char *p = text;
    char closing = '\0';

    if (*p == '[')
        closing = ']';
    else if (*p == '(')
        closing = ')';

    if (*p == '[' || *p == '(' || *p == '^' || *p == '*')
        p++;
    const char *digits = p;
    while (g_ascii_isdigit(*p))
        p++;
    if (p == digits || p - digits > 4 || (closing != '\0' && *p != closing))
        return text;
    return closing != '\0' ? p + 1 : p;
}

/* The end of the colon at `text`, ASCII or full-width, after white space (French); or NULL. */
static const char *
skip_colon(const char *text)
{
    const char *p = skip_space(text);

    if (*p == ':')
        return p + 1;
    return g_str_has_prefix(p, "：") ? p + strlen("：") : NULL;
}

static SubjectPrefix
match_word(const char *subject, const char *word_end, const char **ret_end)
{
    g_autofree char *folded = text_casefold(subject, word_end - subject);
    g_autofree char *word = g_utf8_normalize(g_strchomp(folded), -1, G_NORMALIZE_NFC);
    const char *end = skip_colon(skip_counter(skip_space(word_end)));

    if (end == NULL || word == NULL || is_doubtful(subject, strlen(word)))
        return SUBJECT_PREFIX_NONE;
    *ret_end = end;
    if (words_have(WORDS_SUBJECT_REPLY, word))
        return SUBJECT_PREFIX_REPLY;
    return words_have(WORDS_SUBJECT_FORWARD, word) ? SUBJECT_PREFIX_FORWARD : SUBJECT_PREFIX_NONE;
}

static gboolean
is_tag_word(const char *begin, gsize length)
{
    g_autofree char *copy = g_strndup(begin, length);
    g_autofree char *word = text_casefold(g_strstrip(copy), -1);
    return words_have(WORDS_SUBJECT_TAG, word);
}

static SubjectPrefix
match_tag(const char *subject, const char **ret_end)
{
    static const char *const pairs[][2] = {{"[", "]"}, {"【", "】"}, {"***", "***"}, {"{", "}"},
                                           {"(", ")"}, {"<", ">"},   {"", ":"}};

    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
        if (!g_str_has_prefix(subject, pairs[i][0]))
            continue;
        const char *begin = subject + strlen(pairs[i][0]);
        const char *end = strstr(begin, pairs[i][1]);
        if (end == NULL || end - begin > 40 || !is_tag_word(begin, (gsize)(end - begin)))
            continue;
        *ret_end = end + strlen(pairs[i][1]);
        return SUBJECT_PREFIX_TAG;
    }
    return SUBJECT_PREFIX_NONE;
}

SubjectPrefix
subject_prefix_match(const char *subject, gsize *ret_length)
{
    const char *begin = skip_space(subject);
    const char *end = begin;
    gsize word_length = strcspn(begin, ":[(^*0123456789");
    const char *wide = strstr(begin, "：");

    if (wide != NULL && (gsize)(wide - begin) < word_length)
        word_length = (gsize)(wide - begin);
    SubjectPrefix kind = word_length == 0 || word_length > 40
                             ? SUBJECT_PREFIX_NONE
                             : match_word(begin, begin + word_length, &end);
    if (kind == SUBJECT_PREFIX_NONE)
        kind = match_tag(begin, &end);
    if (kind != SUBJECT_PREFIX_NONE)
        *ret_length = (gsize)(skip_space(end) - subject);
    return kind;
}

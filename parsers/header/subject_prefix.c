/* subject_prefix.c - the words that mail programs put before a subject.
 *
 * Owns the list of them. Does not know tickets.
 */
#include "parsers/header/subject_prefix.h"

#include "parsers/text/text_clean.h"

#include <string.h>

typedef struct {
    const char *word; /* case-folded */
    SubjectPrefix kind;
} PrefixWord;

/* Norwegian and Danish Outlook say VS: for forwards, Finnish for replies; replies are many more. */
static const PrefixWord prefix_words[] = {
    {"re", SUBJECT_PREFIX_REPLY},
    {"aw", SUBJECT_PREFIX_REPLY},
    {"antw", SUBJECT_PREFIX_REPLY},
    {"antwort", SUBJECT_PREFIX_REPLY},
    {"antw.", SUBJECT_PREFIX_REPLY},
    {"betr", SUBJECT_PREFIX_REPLY},
    {"antwoord", SUBJECT_PREFIX_REPLY},
    {"betreft", SUBJECT_PREFIX_REPLY},
    {"ref", SUBJECT_PREFIX_REPLY},
    {"rsp", SUBJECT_PREFIX_REPLY},
    {"sv", SUBJECT_PREFIX_REPLY},
    {"svar", SUBJECT_PREFIX_REPLY},
    {"vs", SUBJECT_PREFIX_REPLY},
    {"res", SUBJECT_PREFIX_REPLY},
    {"resp", SUBJECT_PREFIX_REPLY},
    {"rif", SUBJECT_PREFIX_REPLY},
    {"r", SUBJECT_PREFIX_REPLY},
    {"rép", SUBJECT_PREFIX_REPLY},
    {"ré", SUBJECT_PREFIX_REPLY},
    {"odp", SUBJECT_PREFIX_REPLY},
    {"odpověď", SUBJECT_PREFIX_REPLY},
    {"odg", SUBJECT_PREFIX_REPLY},
    {"vá", SUBJECT_PREFIX_REPLY},
    {"ynt", SUBJECT_PREFIX_REPLY},
    {"atb", SUBJECT_PREFIX_REPLY},
    {"bls", SUBJECT_PREFIX_REPLY},
    {"απ", SUBJECT_PREFIX_REPLY},
    {"σχετ", SUBJECT_PREFIX_REPLY},
    {"отв", SUBJECT_PREFIX_REPLY},
    {"ответ", SUBJECT_PREFIX_REPLY},
    {"відп", SUBJECT_PREFIX_REPLY},
    {"השב", SUBJECT_PREFIX_REPLY},
    {"תגובה", SUBJECT_PREFIX_REPLY},
    {"رد", SUBJECT_PREFIX_REPLY},
    {"回复", SUBJECT_PREFIX_REPLY},
    {"回覆", SUBJECT_PREFIX_REPLY},
    {"答复", SUBJECT_PREFIX_REPLY},
    {"答覆", SUBJECT_PREFIX_REPLY},
    {"返信", SUBJECT_PREFIX_REPLY},
    {"회신", SUBJECT_PREFIX_REPLY},
    {"답장", SUBJECT_PREFIX_REPLY},
    {"fwd", SUBJECT_PREFIX_FORWARD},
    {"fw", SUBJECT_PREFIX_FORWARD},
    {"wg", SUBJECT_PREFIX_FORWARD},
    {"weitergeleitet", SUBJECT_PREFIX_FORWARD},
    {"doorst", SUBJECT_PREFIX_FORWARD},
    {"doorgestuurd", SUBJECT_PREFIX_FORWARD},
    {"tr", SUBJECT_PREFIX_FORWARD},
    {"trans", SUBJECT_PREFIX_FORWARD},
    {"i", SUBJECT_PREFIX_FORWARD},
    {"inoltra", SUBJECT_PREFIX_FORWARD},
    {"enc", SUBJECT_PREFIX_FORWARD},
    {"rv", SUBJECT_PREFIX_FORWARD},
    {"reenv", SUBJECT_PREFIX_FORWARD},
    {"vb", SUBJECT_PREFIX_FORWARD},
    {"vl", SUBJECT_PREFIX_FORWARD},
    {"vid", SUBJECT_PREFIX_FORWARD},
    {"videresend", SUBJECT_PREFIX_FORWARD},
    {"pd", SUBJECT_PREFIX_FORWARD},
    {"továbbítás", SUBJECT_PREFIX_FORWARD},
    {"ilt", SUBJECT_PREFIX_FORWARD},
    {"i̇lt", SUBJECT_PREFIX_FORWARD},
    {"trs", SUBJECT_PREFIX_FORWARD},
    {"fs", SUBJECT_PREFIX_FORWARD},
    {"πρθ", SUBJECT_PREFIX_FORWARD},
    {"пересл", SUBJECT_PREFIX_FORWARD},
    {"הועבר", SUBJECT_PREFIX_FORWARD},
    {"إعادة توجيه", SUBJECT_PREFIX_FORWARD},
    {"转发", SUBJECT_PREFIX_FORWARD},
    {"轉寄", SUBJECT_PREFIX_FORWARD},
    {"轉發", SUBJECT_PREFIX_FORWARD},
    {"転送", SUBJECT_PREFIX_FORWARD},
    {"전달", SUBJECT_PREFIX_FORWARD},
};

/* In square brackets, or bare and followed by a colon. */
static const char *const tag_words[] = {
    "extern",     "external", "ext",     "external email", "external mail",   "externe",
    "externo",    "esterno",  "ekstern", "外部",           "extern e-mail",   "externe mail",
    "suspicious", "spam",     "bulk",    "caution",        "external sender",
};

/* Single letters are drive names and units at least as often when they are small. */
static gboolean
is_doubtful(const char *subject, gsize length)
{
    return length == 1 && !g_ascii_isupper(*subject);
}

/* Skips white space and characters of no width (bidi marks). */
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
    for (gsize i = 0; i < G_N_ELEMENTS(prefix_words); i++) {
        if (strcmp(word, prefix_words[i].word) == 0) {
            *ret_end = end;
            return prefix_words[i].kind;
        }
    }
    return SUBJECT_PREFIX_NONE;
}

static gboolean
is_tag_word(const char *begin, gsize length)
{
    g_autofree char *copy = g_strndup(begin, length);
    g_autofree char *word = text_casefold(g_strstrip(copy), -1);

    for (gsize i = 0; i < G_N_ELEMENTS(tag_words); i++) {
        if (strcmp(word, tag_words[i]) == 0)
            return TRUE;
    }
    return FALSE;
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

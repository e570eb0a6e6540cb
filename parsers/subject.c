/* subject.c - see subject.h. Knows the words that mail programs put before a subject; refuses to
 * know which tickets exist. */
#include "parsers/subject.h"

#include "parsers/parse.h"

#include <string.h>

#define SUBJECT_DEFAULT_PATTERN "INC[0-9]{4,12}"
#define SUBJECT_MAX_NUMBERS 20

/* Prefixes of answers and forwards by mail programs in many languages, without their colon. */
static const char *const subject_reply_words[] = {
    "re",    "aw",  "antw",    "antwort", "antwoord", "sv",   "vs",   "res",
    "rif",   "r",   "ref",     "odp",     "vá",       "ynt",  "atb",  "bls",
    "ad",    "rsp", "betreft", "回复",    "答复",     "返信", "回覆", "re\xef\xbc\x9a",
    "ответ",
};
static const char *const subject_forward_words[] = {
    "fwd", "fw",   "wg",   "doorst", "tr",     "enc",          "rv",
    "vb",  "vl",   "vid",  "i",      "pd",     "továbbítás",   "ilt",
    "fs",  "转发", "轉寄", "転送",   "пересл", "doorgestuurd", "weitergeleitet",
};

static gboolean
subject_is_one_of(const char *word, const char *const *words, guint count)
{
    g_autofree char *folded = g_utf8_casefold(word, -1);
    for (guint i = 0; i < count; i++) {
        g_autofree char *other = g_utf8_casefold(words[i], -1);
        if (strcmp(folded, other) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The length of a prefix such as "Re:", "RE [2]:" or "Fwd(3) :" at `text`, 0 where there is none;
 * *ret_word is the word itself. */
static gsize
subject_prefix_length(const char *text, char **ret_word)
{
    const char *p = text;
    while (*p != '\0' && strchr(" :[](){}<>\"'0123456789", *p) == NULL && p - text < 40 &&
           strncmp(p, "\xef\xbc\x9a", 3) != 0)
        p++;
    const char *word_end = p;
    p += strspn(p, " ");
    if (*p == '[' || *p == '(' || g_ascii_isdigit(*p)) {
        p += *p == '[' || *p == '(' ? 1 : 0;
        gsize digits = strspn(p, "0123456789");
        if (digits == 0 || digits > 3)
            return 0;
        p += digits;
        p += *p == ']' || *p == ')' ? 1 : 0;
        p += strspn(p, " ");
    }
    gsize colon = *p == ':' ? 1 : strncmp(p, "\xef\xbc\x9a", 3) == 0 ? 3 : 0;
    if (colon == 0 || word_end == text)
        return 0;
    p += colon;
    *ret_word = g_strndup(text, (gsize)(word_end - text));
    return (gsize)(p + strspn(p, " ") - text);
}

/* The length of a tag in brackets such as "[EXTERN]" or "[INC0012345]" at `text`, else 0. */
static gsize
subject_tag_length(const char *text)
{
    if (*text != '[')
        return 0;
    gsize length = strcspn(text, "]");
    if (text[length] != ']' || length > 60)
        return 0;
    return length + 1 + strspn(text + length + 1, " ");
}

/* Takes off prefixes and tags from the front; notes what the outermost prefixes say. */
static const char *
subject_skip_prefixes(const char *text, Letter *letter)
{
    gboolean is_first = TRUE;
    for (;;) {
        g_autofree char *word = NULL;
        gsize length = subject_tag_length(text);
        if (length == 0) {
            length = subject_prefix_length(text, &word);
            if (length == 0)
                return text;
            gboolean is_reply =
                subject_is_one_of(word, subject_reply_words, G_N_ELEMENTS(subject_reply_words));
            gboolean is_forward =
                subject_is_one_of(word, subject_forward_words, G_N_ELEMENTS(subject_forward_words));
            if (!is_reply && !is_forward)
                return text;
            if (is_reply)
                letter->is_reply = TRUE;
            if (is_first)
                letter->is_forward = is_forward;
            is_first = FALSE;
        }
        text += length;
    }
}

/* Letters, digits, and what joins words to addresses and paths. */
static gboolean
subject_joins(gunichar c)
{
    return g_unichar_isalnum(c) || c == '_' || c == '/' || c == '\\' || c == '@' || c == '=' ||
           c == '&' || c == '%' || g_unichar_type(c) == G_UNICODE_FORMAT;
}

/* Does what stands at `start` to `end` stand for itself? */
static gboolean
subject_stands_alone(const char *text, gsize start, gsize end)
{
    if (start > 0) {
        gunichar before = g_utf8_get_char(g_utf8_prev_char(text + start));
        if (subject_joins(before) || before == '-')
            return FALSE;
    }
    if (text[end] == '\0')
        return TRUE;
    gunichar after = g_utf8_get_char(text + end);
    if (subject_joins(after))
        return FALSE;
    /* "INC0001234.pdf" and "INC0001234-x" are names; "INC0001234." ends a sentence. */
    if (after != '.' && after != '-')
        return TRUE;
    return text[end + 1] == '\0' || !g_unichar_isalnum(g_utf8_get_char(text + end + 1));
}

static void
subject_add_number(GPtrArray *numbers, const char *text, gsize length)
{
    g_autofree char *found = g_strndup(text, length);
    g_autofree char *number = g_ascii_strup(found, -1);
    for (guint i = 0; i < numbers->len; i++)
        if (strcmp(g_ptr_array_index(numbers, i), number) == 0)
            return;
    if (numbers->len < SUBJECT_MAX_NUMBERS)
        g_ptr_array_add(numbers, g_steal_pointer(&number));
}

static void
subject_find_numbers(const char *subject, GRegex *regex, GPtrArray *numbers)
{
    g_autoptr(GMatchInfo) match = NULL;
    /* A pattern that is too costly on this subject ends the search, not the mail. */
    gboolean is_found = g_regex_match(regex, subject, 0, &match);
    while (is_found && g_match_info_matches(match)) {
        int start, end;
        if (g_match_info_fetch_pos(match, 0, &start, &end) && end > start &&
            subject_stands_alone(subject, (gsize)start, (gsize)end))
            subject_add_number(numbers, subject + start, (gsize)(end - start));
        if (!g_match_info_next(match, NULL))
            break;
    }
}

/* The topic has no reference of ours in it, so that an answer does not pile them up. */
static void
subject_set_topic(const char *topic, Letter *letter)
{
    g_autoptr(GString) text = g_string_new(topic);
    for (guint i = 0; i < letter->ticket_numbers->len; i++) {
        g_autofree char *tag =
            g_strdup_printf("[%s]", (const char *)g_ptr_array_index(letter->ticket_numbers, i));
        g_string_replace(text, tag, "", 0);
    }
    g_free(letter->thread_topic);
    letter->thread_topic = g_strdup(g_strstrip(text->str));
}

gboolean
subject_read(const char *subject, const char *ticket_pattern, Letter *letter, GError **error)
{
    GError *problem = NULL;
    g_autoptr(GRegex) regex =
        g_regex_new(ticket_pattern != NULL ? ticket_pattern : SUBJECT_DEFAULT_PATTERN,
                    G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, &problem);
    if (regex == NULL) {
        g_set_error(error, PARSE_ERROR, PARSE_ERROR_OPTIONS, "ticket pattern: %s",
                    problem->message);
        g_error_free(problem);
        return FALSE;
    }
    subject_find_numbers(subject, regex, letter->ticket_numbers);
    subject_set_topic(subject_skip_prefixes(subject, letter), letter);
    return TRUE;
}

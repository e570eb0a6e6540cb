/* subject.c - finds ticket numbers in a subject and reduces it to its topic.
 *
 * Decides where a number may be. Does not know whether a ticket exists. subject_prefix.c has the
 * words of the prefixes. */
#include "parsers/header/subject.h"

#include "parsers/header/subject_prefix.h"
#include "parsers/header/ticket_number.h"
#include "parsers/parse.h"
#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_NUMBERS 50
#define MAX_NUMBER_BYTES 100
#define MAX_PREFIXES 50

/* Stops a pattern that backtracks too much within milliseconds. */
#define PATTERN_LIMITS "(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=2000)"

typedef struct {
    gsize begin; /* octets in the subject */
    gsize end;
} Span;

/* ---- where a number may stand ---- */

/* Scripts without spaces between words: a neighbouring letter is not part of the same word. */
static gboolean
is_spaceless_script(gunichar c)
{
    switch ((int)g_unichar_get_script(c)) {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_HANGUL:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
        return TRUE;
    default:
        return FALSE;
    }
}

static gboolean
is_word_character(gunichar c)
{
    return c == '_' || g_unichar_ismark(c) || (g_unichar_isalnum(c) && !is_spaceless_script(c));
}

static gboolean
is_unseen(gunichar c)
{
    return g_unichar_type(c) == G_UNICODE_FORMAT || g_unichar_iszerowidth(c);
}

/* The visible character before `at` or, for a step of 1, from `at` on; 0: none. */
static gunichar
seen_neighbour(const char *subject, const char *at, int step)
{
    while (step < 0 ? at > subject : *at != '\0') {
        if (step < 0)
            at = g_utf8_prev_char(at);
        gunichar c = g_utf8_get_char(at);
        if (!is_unseen(c))
            return c;
        if (step > 0)
            at = text_next_char(at);
    }
    return 0;
}

static gboolean
is_token_end(gunichar c)
{
    return c == 0 || g_unichar_isspace(c) || (c < 128 && strchr("<>\"'()[]{}|,;", (int)c) != NULL);
}

/* "Ticket-Nr.", "Ref=", "Ticket-", "Ticket_": a word that is not part of an address, with the sign
 * before the number. */
static gboolean
is_word_and_sign(const char *before)
{
    gsize length = strlen(before);

    if (length < 2 || strchr(".=-_", before[length - 1]) == NULL ||
        strcspn(before, "/\\?&%=") < length - 1)
        return FALSE;
    const char *last = g_utf8_prev_char(before + length - 1);
    gboolean has_letter = FALSE;
    for (const char *p = before; *p != '\0'; p = text_next_char(p))
        has_letter = has_letter || g_unichar_isalpha(g_utf8_get_char(p));
    return has_letter && g_unichar_isalnum(g_utf8_get_char(last));
}

/* Whether the run of characters around the match is a URL, a mail address or a file name. */
static gboolean
is_in_address(const char *subject, const Span *span)
{
    const char *begin = subject + span->begin;
    const char *end = subject + span->end;

    while (begin > subject && !is_token_end(g_utf8_get_char(g_utf8_prev_char(begin))))
        begin = g_utf8_prev_char(begin);
    while (!is_token_end(g_utf8_get_char(end)))
        end = text_next_char(end);
    g_autofree char *before = g_ascii_strdown(begin, subject + span->begin - begin);
    g_autofree char *after = g_strndup(subject + span->end, (gsize)(end - subject) - span->end);
    if (strstr(before, "://") != NULL || g_str_has_prefix(before, "www.") ||
        strchr(before, '@') != NULL || strchr(after, '@') != NULL)
        return TRUE;
    if ((after[0] == '.' || after[0] == '-') && g_ascii_isalnum(after[1]))
        return TRUE;
    if (is_word_and_sign(before))
        return FALSE;
    const char *dot = strchr(before, '.');
    return strpbrk(before, "=&?%\\") != NULL || g_str_has_suffix(before, ".") ||
           g_str_has_suffix(before, "-") || g_str_has_suffix(before, "_") ||
           (dot != NULL && strchr(dot, '/') != NULL);
}

static gboolean
may_be_number(const char *subject, const Span *span)
{
    const char *begin = subject + span->begin;
    const char *end = subject + span->end;

    gunichar before = seen_neighbour(subject, begin, -1);
    /* is_in_address() judges the text before an underscore */
    if (is_word_character(g_utf8_get_char(begin)) && is_word_character(before) && before != '_')
        return FALSE;
    if (is_word_character(g_utf8_get_char(g_utf8_prev_char(end))) &&
        is_word_character(seen_neighbour(subject, end, 1)))
        return FALSE;
    return !is_in_address(subject, span);
}

/* ---- numbers ---- */

static gboolean
has_number(GPtrArray *numbers, const char *number)
{
    return g_ptr_array_find_with_equal_func(numbers, number, g_str_equal, NULL);
}

/* If the match may be a number, adds it to `numbers` and its position to `spans`. */
static void
take_match(const char *subject, GMatchInfo *match, GPtrArray *numbers, GArray *spans)
{
    int begin, end;

    if (!g_match_info_fetch_pos(match, 0, &begin, &end) || begin >= end)
        return;
    Span whole = {.begin = (gsize)begin, .end = (gsize)end};
    if (!may_be_number(subject, &whole))
        return;
    if (!g_match_info_fetch_pos(match, 1, &begin, &end) || begin < 0 || begin >= end) {
        begin = (int)whole.begin;
        end = (int)whole.end;
    }
    if (end - begin > MAX_NUMBER_BYTES || numbers->len >= MAX_NUMBERS)
        return;
    g_autofree char *number = ticket_number_fold(subject + begin, (gsize)(end - begin));
    g_array_append_val(spans, whole);
    if (*number != '\0' && !has_number(numbers, number))
        g_ptr_array_add(numbers, g_steal_pointer(&number));
}

static GRegex *
compile_pattern(const char *pattern, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *limited = g_strconcat(PATTERN_LIMITS, pattern, NULL);
    GRegex *regex = !g_utf8_validate(limited, -1, NULL)
                        ? NULL
                        : g_regex_new(limited, G_REGEX_CASELESS, 0, &cause);

    if (regex == NULL)
        g_set_error(error, PARSE_ERROR, PARSE_ERROR_OPTIONS, "the ticket pattern is unusable: %s",
                    cause != NULL ? cause->message : "not UTF-8");
    return regex;
}

static void
find_numbers(const char *subject, GRegex *regex, Letter *letter, GArray *spans)
{
    g_autoptr(GMatchInfo) match = NULL;
    g_autoptr(GError) cause = NULL;
    gboolean is_found = g_regex_match_full(regex, subject, -1, 0, 0, &match, &cause);

    while (is_found && cause == NULL) {
        take_match(subject, match, letter->ticket_numbers, spans);
        is_found = g_match_info_next(match, &cause);
    }
    if (cause != NULL)
        g_ptr_array_add(letter->notes,
                        g_strdup("the ticket pattern costs too much on this subject"));
}

/* ---- topic ---- */

/* Extends the span of a number to the brackets around it and a colon or dash after it. */
static Span
widen(const char *subject, Span span)
{
    static const char *const pairs[] = {"[]", "()", "{}", "\"\"", "##"};

    for (gsize i = 0; i < G_N_ELEMENTS(pairs) && span.begin > 0; i++) {
        if (subject[span.begin - 1] == pairs[i][0] && subject[span.end] == pairs[i][1]) {
            span.begin--;
            span.end++;
        }
    }
    gsize end = span.end + strspn(subject + span.end, " \t");
    if (subject[end] == ':' || (subject[end] == '-' && subject[end + 1] == ' '))
        span.end = end + 1;
    return span;
}

static char *
without_numbers(const char *subject, const GArray *spans)
{
    GString *rest = g_string_new(NULL);
    gsize from = 0;

    for (guint i = 0; i < spans->len; i++) {
        Span span = widen(subject, g_array_index(spans, Span, i));
        if (span.begin < from)
            continue;
        g_string_append_len(rest, subject + from, (gssize)(span.begin - from));
        g_string_append_c(rest, ' ');
        from = span.end;
    }
    g_string_append(rest, subject + from);
    return g_string_free(rest, FALSE);
}

/* The end of a list name in brackets at the beginning, if a reply or forward prefix follows. */
static gsize
list_tag_length(const char *subject)
{
    const char *end = *subject == '[' ? strchr(subject, ']') : NULL;
    gsize length;

    if (end == NULL || end - subject > 80)
        return 0;
    SubjectPrefix next = subject_prefix_match(end + 1, &length);
    return next == SUBJECT_PREFIX_REPLY || next == SUBJECT_PREFIX_FORWARD
               ? (gsize)(end + 1 - subject)
               : 0;
}

/* Removes prefixes from the beginning and records what they say: a reply that was forwarded is
 * both. */
static char *
without_prefixes(const char *subject, Letter *letter)
{
    g_autoptr(GString) topic = g_string_new(NULL);
    gsize length;

    SubjectPrefix outermost = SUBJECT_PREFIX_NONE;

    for (guint i = 0; i < MAX_PREFIXES; i++) {
        SubjectPrefix kind = subject_prefix_match(subject, &length);
        if (kind == SUBJECT_PREFIX_NONE) {
            length = list_tag_length(subject);
            g_string_append_len(topic, subject, (gssize)length);
            g_string_append_c(topic, ' ');
        }
        if (length == 0)
            break;
        if (outermost == SUBJECT_PREFIX_NONE && kind != SUBJECT_PREFIX_TAG)
            outermost = kind;
        letter->is_reply = letter->is_reply || kind == SUBJECT_PREFIX_REPLY;
        subject += length;
    }
    letter->is_forward = outermost == SUBJECT_PREFIX_FORWARD;
    g_autofree char *whole = g_strconcat(topic->str, subject, NULL);
    return text_clean_line(whole, strlen(whole));
}

gboolean
subject_read(const char *subject, const char *ticket_pattern, Letter *letter, GError **error)
{
    g_autoptr(GRegex) regex =
        ticket_pattern != NULL ? compile_pattern(ticket_pattern, error) : NULL;
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(Span));

    if (regex == NULL && ticket_pattern != NULL)
        return FALSE;
    g_ptr_array_set_size(letter->ticket_numbers, 0);
    if (regex != NULL)
        find_numbers(subject, regex, letter, spans);
    g_autofree char *rest = without_numbers(subject, spans);
    g_autofree char *clean = text_clean_line(rest, strlen(rest));
    g_free(letter->thread_topic);
    letter->thread_topic = without_prefixes(clean, letter);
    return TRUE;
}

/* quoted_lines.c - see quoted_lines.h. */
#include "gateway/passages/quoted_lines.h"

#include <string.h>

#include "gateway/marker_line.h"
#include "gateway/passages/introduction_lead.h"
#include "parsers/quotation/header_value.h"
#include "parsers/quotation/quote_header.h"
#include "parsers/text/text_clean.h"

/* More unknown words than this, and more than twice the known words of the mail, are no reply
 * between the lines. */
#define MAX_ANSWER_WORDS 60

/* A word has at least so many letters before the end of a sentence; abbreviations of names and
 * titles are shorter. */
#define LEAST_SENTENCE_LETTERS 3

/* Only compares words of one mail, so any key is fine. */
static const HashKey no_key;

/* The result of quote_header_match() for each line. (transfer full) */
static QuoteHeaderMatch *
match_headers(const TextLines *lines)
{
    guint n = text_lines_count(lines);
    QuoteHeaderMatch *headers = g_new(QuoteHeaderMatch, n + 1);
    for (guint i = 0; i < n; i++)
        headers[i] = quote_header_match(lines, i);
    return headers;
}

/* The lines where introductions begin, and the lines after them. (element-type guint) */
static GArray *
find_breaks(const QuoteHeaderMatch *headers, guint n)
{
    GArray *breaks = g_array_new(FALSE, FALSE, sizeof(guint));
    guint end;
    for (guint i = 0; i < n; i = end) {
        end = i + 1;
        if (headers[i].kind != QUOTE_HEADER_ATTRIBUTION && headers[i].kind != QUOTE_HEADER_BLOCK)
            continue;
        end = i + headers[i].n_lines;
        g_array_append_val(breaks, i);
        g_array_append_val(breaks, end);
    }
    return breaks;
}

static void
find_words(const TextLines *lines, const QuoteHeaderMatch *headers, QuotedLine *result,
           KnownText *known)
{
    gsize length = strlen(lines->text);
    g_autoptr(GArray) breaks = find_breaks(headers, text_lines_count(lines));
    g_autoptr(KnownWords) words =
        known != NULL ? known_text_match(known, lines->text, length, breaks) : NULL;
    g_autoptr(WordList) own = words == NULL ? word_list_new(&no_key, lines->text, length) : NULL;
    const WordList *list = words != NULL ? words->list : own;
    for (guint i = 0; i < list->length; i++) {
        QuotedLine *line = &result[list->words[i].line];
        gboolean is_held = words != NULL && (words->words[i] || words->doubts[i]);
        gboolean is_known = is_held && !words->doubts[i] && words->cases[i];
        line->n_words++;
        line->n_unknown += !is_held;
        if (!is_known)
            line->kind = QUOTED_LINE_UNKNOWN;
        else if (line->kind == QUOTED_LINE_BLANK)
            line->kind = QUOTED_LINE_KNOWN;
    }
}

/* A marker ends with the signs that it begins with; otherwise somebody wrote after it. */
static gboolean
has_words_behind_marker(const QuotedLine *line, const char *plain)
{
    gsize length = strlen(plain);

    return line->n_unknown > 0 && length > 0 &&
           (g_ascii_isalnum(*plain) || strchr("#-=_*~+>]", plain[length - 1]) == NULL);
}

/* *ret_end is the line after the first introduction. */
static void
find_introductions(const TextLines *lines, const QuoteHeaderMatch *headers, QuotedLine *result,
                   guint *ret_end)
{
    *ret_end = 0;
    guint n = text_lines_count(lines), end;
    for (guint i = 0; i < n; i = end) {
        QuoteHeaderMatch match = headers[i];
        gboolean is_whole = match.begin <= text_lines_at(lines, i)->begin;
        end = i + 1;
        if (match.kind == QUOTE_HEADER_NONE || !is_whole ||
            (match.kind == QUOTE_HEADER_MARKER &&
             has_words_behind_marker(&result[i], text_lines_at(lines, i)->plain)))
            continue;
        for (end = i; end < MIN(i + match.n_lines, n); end++)
            if (result[end].kind != QUOTED_LINE_BLANK)
                result[end].kind = QUOTED_LINE_INTRODUCTION;
        if (*ret_end == 0)
            *ret_end = end;
    }
}

/* A marker is ours if it has the text of our mails, as on the ticket or in marker_line.h. Other
 * lines between such signs were written by somebody else. */
static void
find_own_markers(const TextLines *lines, const GArray *markers, QuotedLine *result)
{
    for (guint i = 0; i < markers->len; i++) {
        guint at = g_array_index(markers, guint, i);
        gboolean is_ours =
            result[at].n_unknown == 0 || marker_line_is(text_lines_at(lines, at)->plain);
        result[at].kind = is_ours ? QUOTED_LINE_INTRODUCTION : QUOTED_LINE_UNKNOWN;
        result[at].is_marker = is_ours;
        result[at].is_like_marker = !is_ours;
    }
}

static guint
count_known(const QuotedLine *lines, guint from, guint to)
{
    guint count = 0;
    for (guint i = from; i < to; i++)
        count += lines[i].n_words - lines[i].n_unknown;
    return count;
}

static guint
count_unknown(const QuotedLine *lines, guint from, guint to)
{
    guint count = 0;
    for (guint i = from; i < to; i++)
        count += lines[i].n_unknown;
    return count;
}

/* Attaches the lines, except our own. */
static void
attach(QuotedLine *lines, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (!lines[i].is_marker)
            lines[i].fate = QUOTED_LINE_ATTACH;
}

/* The end of the run of unknown lines that begins at `from`, including blank lines between them. */
static guint
end_of_run(const QuotedLine *lines, guint from, guint to)
{
    guint end = from;
    for (guint i = from; i < to && lines[i].kind != QUOTED_LINE_KNOWN; i++)
        if (lines[i].kind == QUOTED_LINE_UNKNOWN)
            end = i + 1;
    return end;
}

/* Decides about the lines of one quoted mail. `from` is the first line of its introduction, `body`
 * the first of its text, `to` the line after it. */
static void
set_fates_of_mail(QuotedLine *lines, guint from, guint body, guint to)
{
    guint known = count_known(lines, body, to);
    gboolean is_behind_known = FALSE;
    if (known == 0) {
        attach(lines, from, to);
        return;
    }
    for (guint i = body; i < to; i++) {
        is_behind_known |= lines[i].kind == QUOTED_LINE_KNOWN;
        if (lines[i].kind != QUOTED_LINE_UNKNOWN)
            continue;
        guint end = end_of_run(lines, i, to);
        guint words = count_unknown(lines, i, end);
        if (!is_behind_known && words >= known)
            attach(lines, from, end);
        else if (words > MAX_ANSWER_WORDS && words > 2 * known)
            attach(lines, i, end);
        else
            for (guint j = i; j < end; j++)
                lines[j].fate = QUOTED_LINE_SHOW;
        i = end - 1;
    }
}

/* A mail with few words has no window in a longer text, so it is looked up as a whole. */
static void
know_short_mail(const TextLines *lines, QuotedLine *result, guint body, guint to, KnownText *known)
{
    guint count = count_unknown(result, body, to);
    if (known == NULL || count == 0 || count >= FINGERPRINT_LEAST_WORDS ||
        count_known(result, body, to) > 0)
        return;
    g_autofree char *text = text_lines_slice(lines, body, to);
    g_autoptr(KnownWords) words = known_text_match(known, text, strlen(text), NULL);
    for (guint i = 0; i < words->length; i++)
        if (!words->words[i] || !words->cases[i])
            return;
    for (guint i = body; i < to; i++)
        if (result[i].kind == QUOTED_LINE_UNKNOWN) {
            result[i].kind = QUOTED_LINE_KNOWN;
            result[i].n_unknown = 0;
        }
}

/* Only the words of `text`, without signs that touch them. (transfer full) */
static WordList *
bare_words(const char *text)
{
    g_autofree char *bare = g_strdup(text);
    for (char *at = bare; *at != '\0'; at++)
        if (g_ascii_ispunct(*at))
            *at = ' ';
    return word_list_new(&no_key, bare, strlen(bare));
}

static gboolean
has_word(const WordList *list, guint64 hash)
{
    for (guint i = 0; i < list->length; i++)
        if (list->words[i].hash == hash)
            return TRUE;
    return FALSE;
}

/* Whether `value` names people or a subject that are not among the words `named`. */
static gboolean
has_strange_name(const char *value, const WordList *named)
{
    g_autoptr(WordList) words = bare_words(value);
    for (guint i = 0; i < words->length; i++)
        if (!has_word(named, words->words[i].hash))
            return TRUE;
    return FALSE;
}

/* Whether a sentence ends inside a line, and it is not just a date or name: "Fine. On Monday ..."
 */
static gboolean
has_sentence(const char *plain)
{
    guint n_letters = 0;
    for (const char *at = plain; *at != '\0'; at = text_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        gboolean is_end = c < 0x80 && strchr(".?!", (int)c) != NULL && at[1] == ' ';
        if (is_end && n_letters >= LEAST_SENTENCE_LETTERS &&
            (c != '.' || g_unichar_isalpha(g_utf8_get_char(at + 2))))
            return TRUE;
        n_letters = g_unichar_isalnum(c) ? n_letters + 1 : 0;
    }
    return FALSE;
}

/* The text after the colon of an attribution: "... wrote: yes please"; NULL: nothing. */
static const char *
words_behind_colon(const char *plain)
{
    const char *colon = strrchr(plain, ':');
    if (colon == NULL || colon[1] != ' ')
        return NULL;
    for (const char *at = colon + 1; *at != '\0'; at = text_next_char(at))
        if (g_unichar_isalnum(g_utf8_get_char(at)))
            return at;
    return NULL;
}

static gboolean
is_known(KnownText *known, const char *text)
{
    if (known == NULL)
        return FALSE;
    g_autoptr(KnownWords) words = known_text_match(known, text, strlen(text), NULL);
    for (guint i = 0; i < words->length; i++)
        if (!words->words[i])
            return FALSE;
    return TRUE;
}

static QuotedLineFate
fate_of_attribution(const char *plain, gboolean is_first, const char *header, KnownText *known)
{
    const char *behind = words_behind_colon(plain);
    if (behind != NULL && !is_known(known, behind))
        return QUOTED_LINE_SHOW;
    return behind != NULL || has_sentence(plain) ||
                   (is_first && introduction_lead_is_own(plain, header))
               ? QUOTED_LINE_ATTACH
               : QUOTED_LINE_DROP;
}

static QuotedLineFate
fate_of_field(HeaderBlockLine field, const char *value, const WordList *named)
{
    if (field == HEADER_BLOCK_NAMES)
        return has_strange_name(value, named) ? QUOTED_LINE_ATTACH : QUOTED_LINE_DROP;
    switch (header_value_read(field, value)) {
    case HEADER_VALUE_USUAL:
        break;
    case HEADER_VALUE_FOREIGN:
        return QUOTED_LINE_ATTACH;
    case HEADER_VALUE_WORDS:
        return QUOTED_LINE_SHOW;
    }
    return QUOTED_LINE_DROP;
}

/* Decides about the words in the first introduction, which ends before line `to`. */
static void
keep_words_of_first(const TextLines *lines, QuotedLine *result, guint to, const char *header,
                    KnownText *known)
{
    g_autoptr(WordList) named = bare_words(header);
    HeaderBlockLine field = HEADER_BLOCK_WRAPPED; /* before the first field it is an attribution */
    gboolean is_first = TRUE;
    for (guint i = 0; i < to; i++) {
        const char *value, *plain = text_lines_at(lines, i)->plain;
        HeaderBlockLine line = header_block_read(plain, &value);
        field = line == HEADER_BLOCK_WRAPPED ? field : line;
        if (result[i].kind == QUOTED_LINE_BLANK)
            continue;
        if (result[i].n_unknown > 0 && !result[i].is_marker && result[i].fate == QUOTED_LINE_DROP)
            result[i].fate = field == HEADER_BLOCK_WRAPPED
                                 ? fate_of_attribution(plain, is_first, header, known)
                                 : fate_of_field(field, value, named);
        is_first = FALSE;
    }
}

/* Returns the line after the quoted mail whose introduction begins at line `from`. *ret_body is the
 * first line of its text. */
static guint
end_of_mail(const QuotedLine *result, guint n, guint from, guint *ret_body)
{
    guint body = from;
    while (body < n && (result[body].kind == QUOTED_LINE_INTRODUCTION ||
                        result[body].kind == QUOTED_LINE_BLANK))
        body++;
    guint to = body;
    while (to < n && result[to].kind != QUOTED_LINE_INTRODUCTION)
        to++;
    *ret_body = body;
    return to;
}

static void
attach_unknown(QuotedLine *result, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (result[i].n_unknown > 0)
            attach(result, i, i + 1);
}

static void
show_other_markers(QuotedLine *result, guint n)
{
    for (guint i = 0; i < n; i++)
        if (result[i].is_like_marker)
            result[i].fate = QUOTED_LINE_SHOW;
}

QuotedLine *
quoted_lines_new(const TextLines *lines, const char *header, const GArray *markers,
                 KnownText *known)
{
    guint n = text_lines_count(lines);
    QuotedLine *result = g_new0(QuotedLine, n + 1);
    g_autofree QuoteHeaderMatch *headers = match_headers(lines);
    find_words(lines, headers, result, known);
    guint first_end;
    find_introductions(lines, headers, result, &first_end);
    find_own_markers(lines, markers, result);
    guint body, to;
    for (guint from = 0; from < n; from = to) {
        to = end_of_mail(result, n, from, &body);
        know_short_mail(lines, result, body, to, known);
        set_fates_of_mail(result, from, body, to);
        if (from > 0 || header == NULL)
            attach_unknown(result, from, body);
        else
            keep_words_of_first(lines, result, MIN(first_end, body), header, known);
        attach_unknown(result, MIN(MAX(from, first_end), body), body);
    }
    show_other_markers(result, n);
    return result;
}

/* quoted_lines.c - see quoted_lines.h. */
#include "gateway/passages/quoted_lines.h"

#include <string.h>

#include "parsers/reply/quote_header.h"

/* More than that, and more than twice what is known of its mail, is no answer between the lines. */
#define MAX_ANSWER_WORDS 60

/* Only counts words, so any key will do. */
static const HashKey no_key;

static void
find_words(const TextLines *lines, QuotedLine *result, KnownText *known)
{
    gsize length = strlen(lines->text);
    g_autoptr(WordList) list = word_list_new(&no_key, lines->text, length);
    g_autoptr(KnownWords) words =
        known != NULL ? known_text_match(known, lines->text, length) : NULL;
    for (guint i = 0; i < list->length; i++) {
        QuotedLine *line = &result[list->words[i].line];
        gboolean is_known = words != NULL && words->words[i];
        line->n_words++;
        line->n_unknown += !is_known;
        if (!is_known)
            line->kind = QUOTED_LINE_UNKNOWN;
        else if (line->kind == QUOTED_LINE_BLANK)
            line->kind = QUOTED_LINE_KNOWN;
    }
}

static void
find_introductions(const TextLines *lines, const GArray *markers, QuotedLine *result)
{
    guint n = text_lines_count(lines), end;
    for (guint i = 0; i < n; i = end) {
        QuoteHeaderMatch match = quote_header_match(lines, i);
        gboolean is_whole = match.begin <= text_lines_at(lines, i)->begin;
        end = i + 1;
        if (match.kind == QUOTE_HEADER_NONE || !is_whole)
            continue;
        for (end = i; end < MIN(i + match.n_lines, n); end++)
            if (result[end].kind != QUOTED_LINE_BLANK)
                result[end].kind = QUOTED_LINE_INTRODUCTION;
    }
    for (guint i = 0; i < markers->len; i++) {
        QuotedLine *line = &result[g_array_index(markers, guint, i)];
        line->kind = QUOTED_LINE_INTRODUCTION;
        line->is_marker = TRUE;
    }
}

static guint
count_words(const QuotedLine *lines, guint from, guint to, QuotedLineKind kind)
{
    guint count = 0;
    for (guint i = from; i < to; i++)
        if (lines[i].kind == kind)
            count += lines[i].n_words;
    return count;
}

/* Lines that nobody wrote but us need no keeping, others do. */
static void
attach(QuotedLine *lines, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (!lines[i].is_marker)
            lines[i].fate = QUOTED_LINE_ATTACH;
}

/* The end of the run of unknown lines that begins at `from`, blank ones between them included. */
static guint
end_of_run(const QuotedLine *lines, guint from, guint to)
{
    guint end = from;
    for (guint i = from; i < to && lines[i].kind != QUOTED_LINE_KNOWN; i++)
        if (lines[i].kind == QUOTED_LINE_UNKNOWN)
            end = i + 1;
    return end;
}

/* A mail with its body from `body` to before `to`, introduced by the lines from `from` on. */
static void
set_fates_of_mail(QuotedLine *lines, guint from, guint body, guint to)
{
    guint known = count_words(lines, body, to, QUOTED_LINE_KNOWN);
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
        guint words = count_words(lines, i, end, QUOTED_LINE_UNKNOWN);
        if (!is_behind_known)
            attach(lines, from, end);
        else if (words > MAX_ANSWER_WORDS && words > 2 * known)
            attach(lines, i, end);
        else
            for (guint j = i; j < end; j++)
                lines[j].fate = QUOTED_LINE_SHOW;
        i = end - 1;
    }
}

/* A short mail has no window that lies in it alone. */
static void
know_short_mail(const TextLines *lines, QuotedLine *result, guint body, guint to, KnownText *known)
{
    guint count = count_words(result, body, to, QUOTED_LINE_UNKNOWN);
    if (known == NULL || count == 0 || count >= FINGERPRINT_LEAST_WORDS ||
        count_words(result, body, to, QUOTED_LINE_KNOWN) > 0)
        return;
    g_autofree char *text = text_lines_slice(lines, body, to);
    g_autoptr(KnownWords) words = known_text_match(known, text, strlen(text));
    for (guint i = 0; i < words->length; i++)
        if (!words->words[i])
            return;
    for (guint i = body; i < to; i++)
        if (result[i].kind == QUOTED_LINE_UNKNOWN)
            result[i].kind = QUOTED_LINE_KNOWN;
}

QuotedLine *
quoted_lines_new(const TextLines *lines, gboolean is_first, const GArray *markers, KnownText *known)
{
    guint n = text_lines_count(lines);
    QuotedLine *result = g_new0(QuotedLine, n + 1);
    find_words(lines, result, known);
    find_introductions(lines, markers, result);
    guint to;
    for (guint from = 0; from < n; from = to) {
        guint body = from;
        while (body < n && (result[body].kind == QUOTED_LINE_INTRODUCTION ||
                            result[body].kind == QUOTED_LINE_BLANK))
            body++;
        for (to = body; to < n && result[to].kind != QUOTED_LINE_INTRODUCTION;)
            to++;
        know_short_mail(lines, result, body, to, known);
        set_fates_of_mail(result, from, body, to);
        for (guint i = from; i < body && (from > 0 || !is_first); i++)
            if (result[i].n_unknown > 0)
                attach(result, i, i + 1);
    }
    return result;
}

/* reply_text.c - cuts the quoted mail and the signature from the text of an answer.
 *
 * Owns the decision where to cut. Refuses to know how headers (quote_header) and signatures
 * (signature) look.
 */
#include "parsers/reply/reply_text.h"

#include "parsers/reply/attribution.h"
#include "parsers/reply/quote_header.h"
#include "parsers/reply/signature.h"
#include "parsers/reply/text_lines.h"
#include "parsers/text/text_clean.h"

#include <string.h>

/* Programs that wrap quotations do it near this many characters. */
#define MIN_WRAPPED_BYTES 60
#define MAX_MARKER_BYTES 250

typedef enum {
    LINE_BLANK,
    LINE_TEXT,
    LINE_QUOTE,       /* "> " */
    LINE_ATTRIBUTION, /* "On ... X wrote:" */
    LINE_BLOCK,       /* From:, Sent:, ...; "-----Original Message-----" */
    LINE_MARKER,      /* "reply above this line" */
    LINE_FORWARD,     /* "---------- Forwarded message ---------" */
} LineKind;

typedef struct {
    guint from; /* lines before it are the introduction of an interleaved answer's quotation */
    guint to;   /* lines from it on are cut */
    gboolean is_guess;
} Cut;

/* ---- what each line is ---- */

static LineKind
kind_of_header(QuoteHeader header)
{
    switch (header) {
    case QUOTE_HEADER_ATTRIBUTION:
        return LINE_ATTRIBUTION;
    case QUOTE_HEADER_BLOCK:
        return LINE_BLOCK;
    case QUOTE_HEADER_MARKER:
        return LINE_MARKER;
    case QUOTE_HEADER_FORWARD:
        return LINE_FORWARD;
    case QUOTE_HEADER_NONE:
        break;
    }
    return LINE_TEXT;
}

/* The rest of a quoted line that a server wrapped: right below it, and in the middle of a sentence.
 */
static gboolean
is_wrapped_rest(const TextLines *lines, guint at)
{
    if (at == 0 || at + 1 >= text_lines_count(lines))
        return FALSE;
    const TextLine *before = text_lines_at(lines, at - 1);
    const TextLine *line = text_lines_at(lines, at);
    return before->quote_depth > 0 && text_lines_at(lines, at + 1)->quote_depth > 0 &&
           before->end - before->begin >= MIN_WRAPPED_BYTES &&
           line->end - line->begin < MIN_WRAPPED_BYTES &&
           !g_unichar_isupper(g_utf8_get_char(line->plain));
}

static LineKind *
kinds_new(const TextLines *lines)
{
    const guint n = text_lines_count(lines);
    LineKind *kinds = g_new0(LineKind, n + 1);
    guint i = 0;

    while (i < n) {
        guint n_lines = 1;
        LineKind kind = LINE_BLANK;
        if (text_lines_at(lines, i)->quote_depth > 0)
            kind = LINE_QUOTE;
        else if (!text_lines_is_blank(lines, i))
            kind = kind_of_header(quote_header_match(lines, i, &n_lines));
        if (kind == LINE_TEXT && is_wrapped_rest(lines, i))
            kind = LINE_QUOTE;
        for (guint end = i + n_lines; i < end; i++)
            kinds[i] = kind;
    }
    return kinds;
}

/* The first line from `from` to before `to` of one of the kinds (bits); `to` where there is none.
 */
static guint
find_kind(const LineKind *kinds, guint from, guint to, guint bits)
{
    while (from < to && (bits & (1U << kinds[from])) == 0)
        from++;
    return from;
}

#define BIT(kind) (1U << (kind))

/* ---- where to cut ---- */

/* A header of unmarked quotation: all below it is the old mail. */
static guint
find_unmarked(const LineKind *kinds, guint n)
{
    guint at = find_kind(kinds, 0, n, BIT(LINE_BLOCK) | BIT(LINE_MARKER) | BIT(LINE_ATTRIBUTION));

    while (at < n && kinds[at] == LINE_ATTRIBUTION) {
        guint after = find_kind(kinds, at, n, ~BIT(LINE_ATTRIBUTION) & ~BIT(LINE_BLANK));
        if (after < n && kinds[after] == LINE_TEXT)
            break;
        at = find_kind(kinds, after, n, BIT(LINE_BLOCK) | BIT(LINE_MARKER) | BIT(LINE_ATTRIBUTION));
    }
    return at;
}

/* The end of what is left of `to` when quotations, their headers and rules at its end go. */
static guint
trim_quotes(const TextLines *lines, const LineKind *kinds, guint to)
{
    const guint bits = BIT(LINE_BLANK) | BIT(LINE_QUOTE) | BIT(LINE_ATTRIBUTION);

    while (to > 0 && ((bits & (1U << kinds[to - 1])) != 0 ||
                      quote_header_is_rule(text_lines_at(lines, to - 1)->plain)))
        to--;
    return to;
}

static gboolean
has_kind(const LineKind *kinds, guint from, guint to, LineKind kind)
{
    return find_kind(kinds, from, to, BIT(kind)) < to;
}

/* Whether answers stand between or below quotations in the lines before `to`. */
static gboolean
is_interleaved(const LineKind *kinds, guint to)
{
    guint quote = find_kind(kinds, 0, to, BIT(LINE_QUOTE));

    return has_kind(kinds, quote, to, LINE_TEXT);
}

/* In an interleaved answer that begins with "On ... wrote:", the line after that. */
static guint
skip_introduction(const LineKind *kinds, guint to)
{
    guint at = find_kind(kinds, 0, to, ~BIT(LINE_BLANK));

    if (at == to || kinds[at] != LINE_ATTRIBUTION)
        return 0;
    return find_kind(kinds, at, to, ~BIT(LINE_ATTRIBUTION));
}

/* Whether what is cut from `at` on is marked as quotation line by line, below a line that
 * introduces it. */
static gboolean
is_certain(const TextLines *lines, const LineKind *kinds, guint at)
{
    const guint n = text_lines_count(lines);
    guint quote = find_kind(kinds, at, n, BIT(LINE_QUOTE));

    if (has_kind(kinds, at, n, LINE_TEXT) || has_kind(kinds, at, n, LINE_FORWARD))
        return FALSE;
    if (quote == n || has_kind(kinds, at, n, LINE_ATTRIBUTION) ||
        has_kind(kinds, at, n, LINE_BLOCK))
        return quote < n;
    guint header = text_lines_skip_blank(lines, quote);
    return header < n && attribution_match(lines, header) > 0;
}

/* The end of the text before `to` when a quotation at its end goes, with or without a signature
 * below that; `to` where there is none, or where all that is left would be quotation. */
static guint
trim_end(const TextLines *lines, const LineKind *kinds, guint to)
{
    const guint bits = BIT(LINE_QUOTE) | BIT(LINE_ATTRIBUTION);
    const guint ends[] = {signature_find(lines, 0, to), to};

    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        guint end = trim_quotes(lines, kinds, ends[i]);
        if (end > 0 && find_kind(kinds, end, ends[i], bits) < ends[i])
            return end;
    }
    return to;
}

/* An answer among quotations: all stays, but for the line above the first of them, and a last
 * quotation that has a line of its own above it. */
static Cut
cut_interleaved(const LineKind *kinds, guint text_end, guint to)
{
    guint last = find_kind(kinds, text_end, to, BIT(LINE_ATTRIBUTION));

    return (Cut){.from = skip_introduction(kinds, to), .to = last};
}

static Cut
choose_cut(const TextLines *lines, const LineKind *kinds)
{
    const guint n = text_lines_count(lines);
    guint forward = find_kind(kinds, 0, n, BIT(LINE_FORWARD));
    guint unmarked = find_unmarked(kinds, n);
    guint to = n;

    if (forward < unmarked && find_kind(kinds, 0, forward, BIT(LINE_QUOTE)) == forward)
        return (Cut){.to = n};
    if (unmarked < n && has_kind(kinds, 0, unmarked, LINE_TEXT))
        to = unmarked;
    guint end = trim_end(lines, kinds, to);
    Cut cut = is_interleaved(kinds, end) ? cut_interleaved(kinds, end, to) : (Cut){.to = end};
    cut.is_guess = cut.to < n && kinds[to] != LINE_MARKER && !is_certain(lines, kinds, cut.to);
    return cut;
}

/* ---- results ---- */

/* Cuts by the lines of `text` alone; returns whether there was a quotation to cut. */
static gboolean
cut_lines(const char *text, ReplyTextResult *result)
{
    g_autoptr(TextLines) lines = text_lines_new(text);
    g_autofree LineKind *kinds = kinds_new(lines);
    Cut cut = choose_cut(lines, kinds);
    guint end = signature_find(lines, cut.from, cut.to);
    g_autofree char *reply = text_lines_slice(lines, cut.from, end);

    if (*reply == '\0') {
        g_free(reply);
        reply = text_lines_slice(lines, 0, text_lines_count(lines));
        cut = (Cut){.to = text_lines_count(lines)};
    }
    *result = (ReplyTextResult){.reply_text = g_steal_pointer(&reply), .is_guess = cut.is_guess};
    if (cut.is_guess)
        result->quoted_text = text_lines_slice(lines, cut.to, text_lines_count(lines));
    return cut.to < text_lines_count(lines);
}

/* Where the marker begins in `text`, or NULL. Ours may be wrapped, and quoted then. */
static const char *
find_marker(const char *text, const char *marker)
{
    if (marker != NULL)
        return *marker == '\0' ? NULL : strstr(text, marker);
    for (const char *begin = strstr(text, REPLY_TEXT_MARKER_BEGIN); begin != NULL;
         begin = strstr(begin + 1, REPLY_TEXT_MARKER_BEGIN)) {
        const char *end = strstr(begin, REPLY_TEXT_MARKER_END);
        if (end == NULL)
            return NULL;
        if (end - begin <= MAX_MARKER_BYTES)
            return begin;
    }
    return NULL;
}

/* The text before the line with `marker`, without that line; NULL where there is no marker, or no
 * text before it. (transfer full) */
static char *
text_before_marker(const char *text, const char *marker)
{
    const char *found = find_marker(text, marker);

    if (found == NULL)
        return NULL;
    const char *line = found;
    while (line > text && line[-1] != '\n')
        line--;
    return g_strndup(text, (gsize)(line - text));
}

/* Containers know headers in languages that we do not. */
static void
take_if_shorter(const char *without_quote, ReplyTextResult *result)
{
    g_auto(ReplyTextResult) other = {0};

    cut_lines(without_quote, &other);
    if (*other.reply_text != '\0' && strlen(other.reply_text) < strlen(result->reply_text)) {
        g_free(result->reply_text);
        result->reply_text = g_steal_pointer(&other.reply_text);
    }
}

/* The end of the lines above the marker, without what introduces the mail that carries it. */
static guint
trim_introduction(const TextLines *lines, const LineKind *kinds)
{
    const guint bits = BIT(LINE_BLANK) | BIT(LINE_QUOTE) | BIT(LINE_ATTRIBUTION) | BIT(LINE_BLOCK);
    guint to = text_lines_count(lines);

    while (to > 0 && ((bits & (1U << kinds[to - 1])) != 0 ||
                      quote_header_is_rule(text_lines_at(lines, to - 1)->plain)))
        to--;
    return to;
}

/* Cuts at the marker, whatever else the text above it looks like; FALSE where there is none or
 * nothing but headers above it. */
static gboolean
cut_at_marker(const ReplyTextInput *input, ReplyTextResult *result)
{
    g_autofree char *before = text_before_marker(input->text, input->marker);

    if (before == NULL)
        return FALSE;
    g_autoptr(TextLines) lines = text_lines_new(before);
    g_autofree LineKind *kinds = kinds_new(lines);
    guint end = trim_introduction(lines, kinds);
    if (!has_kind(kinds, 0, end, LINE_TEXT))
        return FALSE;
    end = signature_find(lines, 0, end);
    *result = (ReplyTextResult){.reply_text = text_lines_slice(lines, 0, end)};
    if (input->text_without_quote != NULL)
        take_if_shorter(input->text_without_quote, result);
    return TRUE;
}

/* Whether the whole text has answers among its quotations, so that no container may be cut. */
static gboolean
has_interleaved_answers(const char *text)
{
    g_autoptr(TextLines) lines = text_lines_new(text);
    g_autofree LineKind *kinds = kinds_new(lines);
    Cut cut = choose_cut(lines, kinds);

    return is_interleaved(kinds, cut.to);
}

static gboolean
is_blank(const char *text)
{
    for (; *text != '\0'; text = text_next_char(text)) {
        if (!g_unichar_isspace(g_utf8_get_char(text)))
            return FALSE;
    }
    return TRUE;
}

void
reply_text_cut(const ReplyTextInput *input, ReplyTextResult *result)
{
    if (input->is_forward) {
        g_autofree char *whole = g_strdup(input->text);
        g_strstrip(whole);
        *result = (ReplyTextResult){.reply_text = g_steal_pointer(&whole)};
        return;
    }
    if (cut_at_marker(input, result))
        return;
    gboolean is_cut = cut_lines(input->text, result);
    const char *without = input->text_without_quote;
    if (without == NULL || (is_cut && !result->is_guess) || is_blank(without) ||
        has_interleaved_answers(input->text))
        return;
    reply_text_clear(result);
    cut_lines(without, result);
    if (!result->is_guess)
        return;
    g_free(result->quoted_text);
    result->quoted_text = g_strdup(input->text);
}

void
reply_text_clear(ReplyTextResult *result)
{
    g_clear_pointer(&result->reply_text, g_free);
    g_clear_pointer(&result->quoted_text, g_free);
}

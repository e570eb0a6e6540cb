/* reply_passages.c - see reply_passages.h. Goes through the segments; quoted_lines.c looks into
 * quotations. */
#include "gateway/passages/reply_passages.h"

#include <string.h>

#include "gateway/passages/quoted_lines.h"
#include "parsers/text/text_clean.h"

/* A new signature that is longer is attached. */
#define MAX_SIGNATURE_BYTES 400
#define MAX_CONTEXT_CHARS 200
#define MAX_PROGRAM_LINES 6

/* For lines that a program wrapped without their marks. The line before them has at least
 * MIN_WRAPPED_BYTES; the others limit how much text is compared, and how often. */
#define MIN_WRAPPED_BYTES 60
#define MAX_REST_BYTES 2000
#define MAX_AROUND_BYTES 4000
#define MAX_RESTS 100

/* The state while going through the segments. */
typedef struct {
    const Letter *letter;
    KnownText *known;
    KnownText *answered;
    GString *words;
    GString *ranges;
    guint at;          /* index of the segment */
    gsize begin;       /* its offset in the text */
    guint n_rests;     /* how many passages were checked for wrapped lines */
    guint n_new_below; /* how many new passages came below a quotation so far */
    char *context; /* the quoted line directly above; NULL: no such line, or it is shown already */
    gboolean is_below_quotation;
    gboolean has_own_words;
} Walk;

static const LetterSegment *
segment_at(const Walk *walk, guint at)
{
    return g_ptr_array_index(walk->letter->segments, at);
}

static void
attach(Walk *walk, gsize begin, gsize end)
{
    g_string_append_printf(walk->ranges, "%s%" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT,
                           walk->ranges->len > 0 ? "," : "", begin, end);
}

/* Shows a passage unchanged, without blank lines around it. */
static void
show(Walk *walk, const char *text, gsize length)
{
    gsize line;
    for (line = 0; line < length && g_ascii_isspace(text[line]);)
        line++;
    while (line > 0 && text[line - 1] != '\n')
        line--;
    while (length > line && g_ascii_isspace(text[length - 1]))
        length--;
    if (line >= length)
        return;
    if (walk->words->len > 0)
        g_string_append(walk->words, "\n\n");
    if (walk->context != NULL)
        g_string_append_printf(walk->words, "%s\n", walk->context);
    g_clear_pointer(&walk->context, g_free);
    g_string_append_len(walk->words, text + line, (gssize)(length - line));
}

/* "> line"; a long line is cut at its beginning. */
static char *
context_of(const TextLines *lines, guint at)
{
    const char *plain = text_lines_at(lines, at)->plain;
    glong length = g_utf8_strlen(plain, -1);
    if (length <= MAX_CONTEXT_CHARS)
        return g_strconcat("> ", plain, NULL);
    return g_strconcat("> \xe2\x80\xa6",
                       g_utf8_offset_to_pointer(plain, length - MAX_CONTEXT_CHARS), NULL);
}

/* Sets the context to the last line with words above `at`, if it belongs to the text of a mail. */
static void
set_context(Walk *walk, const TextLines *lines, const QuotedLine *quoted, guint at)
{
    g_clear_pointer(&walk->context, g_free);
    while (at > 0 && quoted[at - 1].kind == QUOTED_LINE_BLANK)
        at--;
    if (at > 0 && quoted[at - 1].kind != QUOTED_LINE_INTRODUCTION &&
        quoted[at - 1].fate != QUOTED_LINE_SHOW)
        walk->context = context_of(lines, at - 1);
}

static void
take_quoted_lines(Walk *walk, const TextLines *lines, const QuotedLine *quoted)
{
    guint n = text_lines_count(lines), end;
    for (guint i = 0; i < n; i = end) {
        QuotedLineFate fate = quoted[i].fate;
        for (end = i + 1; end < n && quoted[end].fate == fate;)
            end++;
        gsize from = text_lines_at(lines, i)->begin, to = text_lines_at(lines, end - 1)->end;
        if (fate == QUOTED_LINE_SHOW) {
            set_context(walk, lines, quoted, i);
            show(walk, lines->text + from, to - from);
            walk->has_own_words = TRUE;
        } else if (fate == QUOTED_LINE_ATTACH) {
            attach(walk, walk->begin + from, walk->begin + to);
        }
    }
    set_context(walk, lines, quoted, n);
}

/* The lines of our markers, from the segments walk->at to before `end`. */
static GArray *
find_markers(const Walk *walk, const TextLines *lines, guint end)
{
    GArray *markers = g_array_new(FALSE, FALSE, sizeof(guint));
    gsize from = 0;
    guint line = 0;
    for (guint at = walk->at; at < end; at++) {
        gsize to = from + segment_at(walk, at)->length;
        for (; line < text_lines_count(lines) && text_lines_at(lines, line)->begin < to; line++)
            if (segment_at(walk, at)->kind == LETTER_SEGMENT_MARKER)
                g_array_append_val(markers, line);
        from = to;
    }
    return markers;
}

static void
append_addresses(GString *header, const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++) {
        const LetterAddress *address = g_ptr_array_index(list, i);
        g_string_append_printf(header, "%s %s\n", address->name != NULL ? address->name : "",
                               address->address != NULL ? address->address : "");
    }
}

/* The names, addresses and the subject in the mail's own header. */
static char *
header_of(const Letter *letter)
{
    GString *header = g_string_new(letter->subject);
    g_string_append_c(header, '\n');
    append_addresses(header, letter->from);
    append_addresses(header, letter->reply_to);
    append_addresses(header, letter->to);
    append_addresses(header, letter->cc);
    return g_string_free(header, FALSE);
}

/* Decides what to do with the lines of a quotation: by the text on the ticket, except for lines
 * among those of the answered mail that were not on it. */
static QuotedLine *
find_fates(const Walk *walk, const TextLines *lines, const GArray *markers)
{
    g_autofree char *header = walk->is_below_quotation ? NULL : header_of(walk->letter);
    QuotedLine *quoted = quoted_lines_new(lines, header, markers, walk->known);
    if (walk->answered == NULL || known_text_is_empty(walk->answered))
        return quoted;
    g_autofree QuotedLine *then = quoted_lines_new(lines, header, markers, walk->answered);
    for (guint i = 0; i < text_lines_count(lines); i++)
        if (quoted[i].fate == QUOTED_LINE_DROP && then[i].fate == QUOTED_LINE_SHOW)
            quoted[i].fate = QUOTED_LINE_SHOW;
    return quoted;
}

static guint
count_lines(const char *text, gsize length)
{
    guint n = 0;
    for (gsize i = 0; i < length; i++)
        n += text[i] == '\n';
    return n;
}

/* Whether all words of the lines from `from` to before `to`, and the first word after them, follow
 * the word before them as in the ticket. */
static gboolean
is_joined(const KnownWords *words, guint from, guint to)
{
    gboolean has_words = FALSE;
    for (guint i = 0; i < words->length; i++) {
        const Word *word = &words->list->words[i];
        if (word->line < from || word->is_behind)
            continue;
        if (!words->words[i] || !words->cases[i] || !words->joins[i])
            return FALSE;
        if (word->line >= to)
            break;
        has_words = TRUE;
    }
    return has_words;
}

static gsize
begin_of_line(const char *text, gsize at)
{
    while (at > 0 && text[at - 1] != '\n')
        at--;
    return at;
}

/* Whether the line at octet `begin` continues a sentence of the long line above it. */
static gboolean
goes_on(const char *text, gsize begin)
{
    gsize above = begin_of_line(text, begin - 1), end = begin - 1;
    while (end > above && g_ascii_isspace(text[end - 1]))
        end--;
    return end - above >= MIN_WRAPPED_BYTES && strchr(".?!:;", text[end - 1]) == NULL &&
           g_unichar_isalnum(g_utf8_get_char(text + begin)) &&
           !g_unichar_isupper(g_utf8_get_char(text + begin));
}

/* Some programs wrap quoted lines and forget the marks of the rest. Whether the new text of segment
 * `at` is such a rest: it begins at octet `begin`, directly below a quotation, and in the ticket it
 * is between the quoted text above and below it. */
static gboolean
is_wrapped_rest(Walk *walk, guint at, gsize begin)
{
    const LetterSegment *segment = segment_at(walk, at);
    const LetterSegment *next =
        at + 1 < walk->letter->segments->len ? segment_at(walk, at + 1) : NULL;
    const char *text = walk->letter->text;
    if (walk->known == NULL || segment->kind != LETTER_SEGMENT_NEW ||
        segment->length > MAX_REST_BYTES || !goes_on(text, begin) ||
        (next != NULL && next->kind != LETTER_SEGMENT_QUOTATION) || ++walk->n_rests > MAX_RESTS)
        return FALSE;
    gsize from = begin_of_line(text, begin - MIN(begin, (gsize)MAX_AROUND_BYTES));
    gsize end = begin + segment->length;
    gsize to = end + (next != NULL ? MIN(next->length, (gsize)MAX_AROUND_BYTES) : 0);
    while (to > end && text[to - 1] != '\n')
        to--;
    guint first = count_lines(text + from, begin - from);
    g_autoptr(KnownWords) words = known_text_match(walk->known, text + from, to - from, NULL);
    return is_joined(words, first, first + count_lines(text + begin, segment->length));
}

/* Handles quotations and markers that follow one another, with wrapped lines among them. */
static void
take_quotation(Walk *walk)
{
    gsize length = 0;
    guint end = walk->at;
    for (; end < walk->letter->segments->len; end++) {
        LetterSegmentKind kind = segment_at(walk, end)->kind;
        if (kind != LETTER_SEGMENT_QUOTATION && kind != LETTER_SEGMENT_MARKER &&
            !is_wrapped_rest(walk, end, walk->begin + length))
            break;
        length += segment_at(walk, end)->length;
    }
    g_autofree char *text = g_strndup(walk->letter->text + walk->begin, length);
    g_autoptr(TextLines) lines = text_lines_new(text);
    g_autoptr(GArray) markers = find_markers(walk, lines, end);
    g_autofree QuotedLine *quoted = find_fates(walk, lines, markers);
    take_quoted_lines(walk, lines, quoted);
    walk->is_below_quotation = TRUE;
    walk->at = end;
    walk->begin += length;
}

static gboolean
is_known(const Walk *walk, const char *text, gsize length)
{
    if (walk->known == NULL)
        return FALSE;
    g_autoptr(KnownWords) words = known_text_match(walk->known, text, length, NULL);
    for (guint i = 0; i < words->length; i++)
        if (!words->words[i])
            return FALSE;
    return TRUE;
}

/* Whether it is the line of a mail program, perhaps with a rule and an address, and not written by
 * a person. A PGP block is just as certain, but longer. */
static gboolean
is_of_program(const LetterSegment *segment, const char *text)
{
    guint n_lines = 1;
    for (gsize i = 0; i < segment->length; i++)
        n_lines += text[i] == '\n';
    return segment->kind == LETTER_SEGMENT_SIGNATURE && segment->sureness == LETTER_SURE_CERTAIN &&
           n_lines <= MAX_PROGRAM_LINES;
}

/* Handles a signature or a disclaimer. */
static void
take_card(Walk *walk, const LetterSegment *segment)
{
    const char *text = walk->letter->text + walk->begin;
    gsize length = segment->length;
    gboolean is_signature = segment->kind == LETTER_SEGMENT_SIGNATURE;
    g_clear_pointer(&walk->context, g_free);
    if (is_of_program(segment, text) || is_known(walk, text, length))
        return;
    if (is_signature && length <= MAX_SIGNATURE_BYTES)
        show(walk, text, length);
    else
        attach(walk, walk->begin, walk->begin + length);
}

static gboolean
has_quotation_below(const Walk *walk)
{
    for (guint at = walk->at; at < walk->letter->segments->len; at++)
        if (segment_at(walk, at)->kind == LETTER_SEGMENT_QUOTATION)
            return TRUE;
    return FALSE;
}

/* Shows new text. Among quotations it gets the line that it answers. */
static void
take_new(Walk *walk, const LetterSegment *segment)
{
    if (walk->is_below_quotation)
        walk->n_new_below++;
    if (walk->n_new_below < 2 && !has_quotation_below(walk))
        g_clear_pointer(&walk->context, g_free);
    gsize before = walk->words->len;
    show(walk, walk->letter->text + walk->begin, segment->length);
    walk->has_own_words |= walk->words->len > before;
}

static void
take_segment(Walk *walk)
{
    const LetterSegment *segment = segment_at(walk, walk->at);
    switch (segment->kind) {
    case LETTER_SEGMENT_NEW:
        take_new(walk, segment);
        break;
    case LETTER_SEGMENT_SIGNATURE:
    case LETTER_SEGMENT_DISCLAIMER:
        take_card(walk, segment);
        break;
    case LETTER_SEGMENT_QUOTATION:
    case LETTER_SEGMENT_MARKER:
        take_quotation(walk);
        return;
    }
    walk->at++;
    walk->begin += segment->length;
}

ReplyPassages *
reply_passages_new(const Letter *letter, ConfigQuoted quoted, KnownText *known, KnownText *answered)
{
    ReplyPassages *passages = g_new0(ReplyPassages, 1);
    if (quoted == CONFIG_QUOTED_KEEP) {
        passages->words = g_strdup(letter->text);
        passages->has_own_words = letter->text[strspn(letter->text, " \t\n")] != '\0';
        return passages;
    }
    Walk walk = {.letter = letter,
                 .known = known,
                 .answered = answered,
                 .words = g_string_new(NULL),
                 .ranges = g_string_new(NULL)};
    while (walk.at < letter->segments->len)
        take_segment(&walk);
    g_free(walk.context);
    passages->words = g_string_free(walk.words, FALSE);
    passages->has_own_words = walk.has_own_words;
    passages->ranges =
        g_string_free(walk.ranges, walk.ranges->len == 0 || quoted == CONFIG_QUOTED_DROP);
    return passages;
}

void
reply_passages_free(ReplyPassages *passages)
{
    if (passages == NULL)
        return;
    g_free(passages->words);
    g_free(passages->ranges);
    g_free(passages);
}

char *
reply_passages_quoted(const char *text, const char *ranges)
{
    GString *quoted = g_string_new(NULL);
    gsize length = strlen(text);
    g_auto(GStrv) list = g_strsplit(ranges, ",", -1);
    for (guint i = 0; list[i] != NULL; i++) {
        char *dash = NULL;
        guint64 begin = g_ascii_strtoull(list[i], &dash, 10);
        guint64 end = *dash == '-' ? g_ascii_strtoull(dash + 1, NULL, 10) : 0;
        if (begin >= end || end > length ||
            !g_utf8_validate(text + begin, (gssize)(end - begin), NULL))
            continue;
        while (begin < end && text[begin] == '\n')
            begin++;
        g_string_append_printf(quoted, "%s%.*s", quoted->len > 0 ? "\n\n" : "", (int)(end - begin),
                               text + begin);
    }
    g_strchomp(quoted->str);
    g_string_set_size(quoted, strlen(quoted->str));
    if (quoted->len > 0)
        g_string_append_c(quoted, '\n');
    return g_string_free(quoted, FALSE);
}

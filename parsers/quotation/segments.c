/* segments.c - see segments.h.
 *
 * Combines the kinds of lines to segments. quote_header.c, own_marker.c and signature.c recognise
 * headers, markers and signatures. */
#include "parsers/quotation/segments.h"

#include "parsers/quotation/attribution.h"
#include "parsers/quotation/line_kinds.h"
#include "parsers/quotation/own_marker.h"
#include "parsers/quotation/quote_header.h"
#include "parsers/quotation/signature.h"

#include <string.h>

#define MAX_SIGNATURES 20
/* An introduction inside an element has no more lines than this above its "> " lines. */
#define MAX_INTRODUCTION_LINES 8

#define SIGN_MARKED "lines with > below a line that introduces them"
#define SIGN_BARE "lines with >"
#define SIGN_ELEMENT "the element in which a mail program puts what it quotes"
#define SIGN_REST "below the element with which a mail program begins what it quotes"
#define SIGN_HINT "the HTML part shows it as quotation"
#define SIGN_BLOCK "below the header of an older mail"
#define SIGN_ATTRIBUTION "below a line such as: On Monday X wrote:"
#define SIGN_MARKER "the line of our mails to answer above"
#define SIGN_BELOW_MARKER "below the line of our mails to answer above"
#define SIGN_OTHER_MARKER "below the line of another system to answer above"

typedef struct {
    LetterSegmentKind kind;
    LetterSureness sureness;
    const char *sign; /* NULL: new */
    gsize begin;      /* offset in the text: words before it in its line are new */
} Mark;

typedef struct {
    const TextLines *lines;
    const SegmentsInput *input;
    const LineInfo *info;
    const OwnMarker *marker; /* NULL: the text has no marker */
    Mark *marks;             /* of each line */
    guint *element_ends;     /* for each line in a quoting element: the line after its last */
    guint n;
    guint zone_end; /* lines before it are unmarked quotation */
    Mark zone;
    gboolean is_introduced; /* a line that introduces "> " was seen */
    gboolean has_new;       /* new text was seen */
} Walk;

/* ---- marks ---- */

static gboolean
is_marked(const Walk *walk, guint i)
{
    return walk->marks[i].sign != NULL;
}

static void
mark_lines(Walk *walk, guint from, guint to, Mark mark)
{
    for (guint i = from; i < to; i++) {
        mark.begin = text_lines_at(walk->lines, i)->begin;
        walk->marks[i] = mark;
    }
}

static Mark
quotation(LetterSureness sureness, const char *sign)
{
    return (Mark){.kind = LETTER_SEGMENT_QUOTATION, .sureness = sureness, .sign = sign};
}

/* A rule above a quotation belongs to it. */
static void
mark_rule_above(Walk *walk, guint at, Mark mark)
{
    guint i = at;

    while (i > 0 && walk->info[i - 1].kind == LINE_BLANK)
        i--;
    if (i > 0 && walk->info[i - 1].kind == LINE_TEXT && !is_marked(walk, i - 1) &&
        quote_header_is_rule(text_lines_at(walk->lines, i - 1)->plain))
        mark_lines(walk, i - 1, at, mark);
}

/* ---- elements ---- */

static guint
count_lines(const Walk *walk, guint from, guint to, LineKind kind)
{
    guint n = 0;

    for (guint i = from; i < to; i++)
        n += walk->info[i].kind == kind ? 1 : 0;
    return n;
}

/* Lines of an element that mail programs use for quotations. If it has a line that introduces lines
 * with "> ", people reply between those; otherwise all of it is quotation. */
static void
mark_element(Walk *walk, guint from, guint to, Mark mark)
{
    guint quote = line_kinds_find(walk->info, from, to, LINE_BIT(LINE_QUOTE));
    gboolean is_interleaved =
        quote < to && count_lines(walk, from, quote, LINE_TEXT) <= MAX_INTRODUCTION_LINES;

    mark_rule_above(walk, from, mark);
    for (guint i = from; i < to; i++) {
        walk->element_ends[i] = to;
        if (!is_marked(walk, i) && walk->info[i].kind != LINE_BLANK &&
            (!is_interleaved || i < quote || walk->info[i].kind != LINE_TEXT))
            mark_lines(walk, i, i + 1, mark);
    }
}

static void
mark_range(Walk *walk, const QuotedRange *range)
{
    LetterSureness sureness =
        range->is_rest || range->is_hint ? LETTER_SURE_GUESS : LETTER_SURE_LIKELY;
    const char *sign = range->is_hint ? SIGN_HINT : range->is_rest ? SIGN_REST : SIGN_ELEMENT;
    guint from = text_lines_find(walk->lines, range->begin);
    guint to = from;

    /* A line that continues after the element was written by the sender. */
    while (to < walk->n && text_lines_at(walk->lines, to)->begin < range->end &&
           text_lines_at(walk->lines, to)->end <= range->end)
        to++;
    if (from == to || is_marked(walk, from))
        return;
    mark_element(walk, from, to, quotation(sureness, sign));
    if (is_marked(walk, from))
        walk->marks[from].begin = CLAMP(range->begin, text_lines_at(walk->lines, from)->begin,
                                        text_lines_at(walk->lines, from)->end);
}

static void
mark_ranges(Walk *walk, gboolean is_hint)
{
    const GArray *quotes = walk->input->quotes;

    for (guint i = 0; quotes != NULL && i < quotes->len; i++) {
        const QuotedRange *range = &g_array_index(quotes, QuotedRange, i);
        if (range->begin < range->end && range->is_hint == is_hint)
            mark_range(walk, range);
    }
}

/* ---- lines ---- */

/* The lines from `from` to the end of the element are quotation without line marks. */
static void
open_zone(Walk *walk, guint from, Mark mark)
{
    guint end = from < walk->n ? walk->element_ends[from] : 0;

    walk->zone = mark;
    walk->zone_end = end > 0 ? end : walk->n;
}

/* A header in the lines from `at` to before `below`: lines with "> " follow, or unmarked quotation.
 * Unmarked quotation only counts below new text, and not above our marker. */
static void
meet_header(Walk *walk, guint at, guint below, const char *sign)
{
    const guint headers = LINE_BIT(LINE_ATTRIBUTION) | LINE_BIT(LINE_BLOCK) | LINE_BIT(LINE_BLANK);
    const gsize begin = walk->info[at].begin;
    guint next = line_kinds_find(walk->info, below, walk->n, ~headers);
    gboolean is_above_quote = next < walk->n && walk->info[next].kind == LINE_QUOTE;
    Mark mark = quotation(LETTER_SURE_GUESS, sign);

    walk->has_new |= begin > text_lines_at(walk->lines, at)->begin;
    if (is_above_quote) {
        mark =
            quotation(walk->input->is_html ? LETTER_SURE_LIKELY : LETTER_SURE_CERTAIN, SIGN_MARKED);
        walk->is_introduced = TRUE;
    } else if (!walk->has_new || (walk->marker != NULL && at < walk->marker->introduction)) {
        walk->has_new = TRUE;
        return;
    } else {
        open_zone(walk, below, mark);
    }
    mark_rule_above(walk, at, mark);
    mark_lines(walk, at, below, mark);
    walk->marks[at].begin = begin;
}

/* Programs also put the line that introduces a quotation into the quotation. */
static void
mark_quoted(Walk *walk, guint i)
{
    LetterSureness sure = walk->input->is_html ? LETTER_SURE_LIKELY : LETTER_SURE_CERTAIN;
    gsize begin;

    if (!walk->is_introduced && (i == 0 || walk->info[i - 1].kind != LINE_QUOTE)) {
        guint first = text_lines_skip_blank(walk->lines, i);
        walk->is_introduced = first < walk->n && walk->info[first].kind == LINE_QUOTE &&
                              attribution_match(walk->lines, first, &begin) > 0;
    }
    mark_lines(walk, i, i + 1,
               walk->is_introduced ? quotation(sure, SIGN_MARKED)
                                   : quotation(LETTER_SURE_GUESS, SIGN_BARE));
}

static void
meet_own_marker(Walk *walk)
{
    const OwnMarker *marker = walk->marker;
    Mark below = quotation(LETTER_SURE_GUESS, SIGN_BELOW_MARKER);
    Mark mark = {LETTER_SEGMENT_MARKER, LETTER_SURE_CERTAIN, SIGN_MARKER, 0};

    mark_lines(walk, marker->from, marker->to, marker->is_alone ? mark : below);
    walk->marks[marker->from].begin = marker->begin;
    if (text_lines_at(walk->lines, marker->from)->quote_depth == 0)
        open_zone(walk, marker->to, below);
    for (guint i = marker->introduction; i < marker->from; i++) {
        if (!is_marked(walk, i) && walk->info[i].kind != LINE_BLANK)
            mark_lines(walk, i, i + 1, below);
    }
}

/* Marks line `i` and the lines that belong to it; returns the next line. */
static guint
walk_line(Walk *walk, guint i)
{
    const LineKind kind = walk->info[i].kind;
    guint next = i + 1;

    if (walk->marker != NULL && i == walk->marker->from) {
        meet_own_marker(walk);
        return walk->marker->to;
    }
    if (is_marked(walk, i) || kind == LINE_BLANK)
        return next;
    if (i < walk->zone_end) {
        mark_lines(walk, i, next, walk->zone);
    } else if (kind == LINE_QUOTE) {
        mark_quoted(walk, i);
    } else if (kind == LINE_ATTRIBUTION || kind == LINE_BLOCK) {
        next = line_kinds_find(walk->info, next, walk->n, ~LINE_BIT(kind));
        meet_header(walk, i, next, kind == LINE_BLOCK ? SIGN_BLOCK : SIGN_ATTRIBUTION);
    } else if (kind == LINE_MARKER && own_marker_is_text_above(walk->lines, walk->info, i)) {
        meet_header(walk, i, next, SIGN_OTHER_MARKER);
    } else if (kind == LINE_FORWARD) {
        return walk->n;
    } else {
        walk->has_new = TRUE;
    }
    return next;
}

/* Blank lines have the kind of the lines above them; those at the top, of the lines below. */
static void
mark_blank_lines(Walk *walk)
{
    guint first = line_kinds_find(walk->info, 0, walk->n, ~LINE_BIT(LINE_BLANK));

    for (guint i = first + 1; i < walk->n; i++) {
        if (walk->info[i].kind == LINE_BLANK && !is_marked(walk, i))
            mark_lines(walk, i, i + 1, walk->marks[i - 1]);
    }
    if (first < walk->n && walk->marks[first].begin == text_lines_at(walk->lines, first)->begin)
        mark_lines(walk, 0, first, walk->marks[first]);
}

/* ---- signatures ---- */

/* Below the new text in the lines from `from` to before `to`. There may be several, but a mail from
 * a person does not end in many. */
static void
mark_signatures(Walk *walk, guint from, guint to)
{
    SignatureMatch match;

    for (guint n = 0; n < MAX_SIGNATURES && signature_match(walk->lines, from, to, &match); n++) {
        mark_lines(walk, match.from, to, (Mark){match.kind, match.sureness, match.sign, 0});
        to = match.from;
    }
}

static void
mark_all_signatures(Walk *walk)
{
    guint i = 0;

    while (i < walk->n) {
        guint to = i;
        while (to < walk->n && !is_marked(walk, to))
            to++;
        if (i < to)
            mark_signatures(walk, i, to);
        i = to + 1;
    }
}

/* ---- the whole ---- */

static void
add_segment(Letter *letter, const Mark *mark, gsize length)
{
    guint n = letter->segments->len;
    const LetterSegment *last = n == 0 ? NULL : g_ptr_array_index(letter->segments, n - 1);
    const char *sign = mark->sign;

    if (sign != NULL && last != NULL && last->kind == mark->kind &&
        last->sureness == mark->sureness)
        sign = last->sign;
    letter_add_segment(letter, letter_segment_new(mark->kind, mark->sureness, sign, length));
}

static const Mark new_mark = {LETTER_SEGMENT_NEW, LETTER_SURE_CERTAIN, NULL, 0};

/* Moves the caller's offset to the beginning of a character. */
static gsize
begin_of_character(const char *text, gsize offset)
{
    while (((guchar)text[offset] & 0xC0) == 0x80)
        offset++;
    return offset;
}

static void
add_segments(const Walk *walk, Letter *letter)
{
    gsize length = strlen(walk->input->text);

    for (guint i = 0; i < walk->n; i++) {
        const Mark *mark = is_marked(walk, i) ? &walk->marks[i] : &new_mark;
        gsize begin = text_lines_at(walk->lines, i)->begin;
        gsize end = i + 1 < walk->n ? text_lines_at(walk->lines, i + 1)->begin : length;
        gsize marked =
            is_marked(walk, i) ? begin_of_character(walk->input->text, mark->begin) : begin;
        add_segment(letter, &new_mark, marked - begin);
        add_segment(letter, mark, end - marked);
    }
}

void
segments_mark(const SegmentsInput *input, Letter *letter)
{
    g_autoptr(TextLines) lines = text_lines_new(input->text);
    const guint n = text_lines_count(lines);

    if (n == 0 || input->is_forward) {
        add_segment(letter, &new_mark, strlen(input->text));
        return;
    }
    g_autofree LineInfo *info = line_kinds_new(lines);
    g_autofree Mark *marks = g_new0(Mark, n);
    g_autofree guint *element_ends = g_new0(guint, n);
    OwnMarker marker = {0};
    Walk walk = {.lines = lines,
                 .input = input,
                 .info = info,
                 .marks = marks,
                 .element_ends = element_ends,
                 .n = n};
    if (own_marker_find(lines, info, input->marker, &marker))
        walk.marker = &marker;
    mark_ranges(&walk, FALSE);
    for (guint i = 0; i < n;)
        i = walk_line(&walk, i);
    mark_ranges(&walk, TRUE);
    mark_blank_lines(&walk);
    mark_all_signatures(&walk);
    add_segments(&walk, letter);
}

/* set_off.c - see set_off.h. Decides what stands out. If most of a quotation, or most of the text
 * around quotations, has an emphasis, that is its normal look, and not something that somebody
 * marked. */
#include "parsers/text/set_off.h"

#include "parsers/quotation/header_block.h"
#include "parsers/text/html_emphasis.h"
#include "parsers/text/text_clean.h"
#include "parsers/text/text_layout.h"

#include <string.h>

#define COLOUR_BITS (~(guint)(EMPHASIS_COLOUR - 1))
#define MAX_LABEL_BYTES 60
/* A longer text only gets one form with signs. */
#define MAX_FORMS_BYTES 32768

/* The signs around a passage. */
enum { SIGN_STRUCK = 1, SIGN_HIGHLIGHTED = 2, SIGN_SET_OFF = 4, SIGN_SET_OFF_TWICE = 8 };

typedef struct {
    gsize begin; /* octets of the text without signs */
    gsize end;
    guint signs;
    gboolean is_quoted;
} Passage;

static const guint flags[] = {EMPHASIS_BOLD, EMPHASIS_UNDERLINED, EMPHASIS_SLANTED, EMPHASIS_FILLED,
                              EMPHASIS_LARGE};

/* The look of most of a quotation, or of most of the text outside quotations. Bytes are counted
 * without white space. */
typedef struct {
    gsize n_bytes;
    gsize n_flagged[G_N_ELEMENTS(flags)];
    guint colour; /* the only colour that can have a majority; see vote() */
    gsize lead;
    gsize n_coloured; /* bytes in this colour */
} Base;

typedef struct {
    const char *text;
    const GArray *quotes; /* of HtmlQuote */
    Base *bases;          /* one for each quotation, then one for the rest */
} Page;

static gsize
count_bytes(const char *text, gsize begin, gsize end)
{
    gsize n = 0;

    for (gsize i = begin; i < end; i++)
        n += !g_ascii_isspace(text[i]);
    return n;
}

/* The index of the quotation that contains octet `at`, or that of the rest. `*inout_from`:
 * quotations before this index have been passed. */
static guint
find_quote(const Page *page, gsize at, guint *inout_from)
{
    for (; *inout_from < page->quotes->len; (*inout_from)++) {
        const HtmlQuote *quote = &g_array_index(page->quotes, HtmlQuote, *inout_from);
        if (at < quote->begin)
            break;
        if (at < quote->end)
            return *inout_from;
    }
    return page->quotes->len;
}

/* Majority vote (Boyer and Moore): each byte votes for its colour. */
static void
vote(Base *base, guint colour, gsize n_bytes)
{
    if (colour == base->colour) {
        base->lead += n_bytes;
    } else if (n_bytes > base->lead) {
        base->colour = colour;
        base->lead = n_bytes - base->lead;
    } else {
        base->lead -= n_bytes;
    }
}

static void
count_run(Base *base, guint emphasis, gsize n_bytes)
{
    for (gsize k = 0; k < G_N_ELEMENTS(flags); k++)
        base->n_flagged[k] += emphasis & flags[k] ? n_bytes : 0;
    base->lead -= emphasis & COLOUR_BITS ? n_bytes : 0;
}

static void
vote_run(Base *base, guint emphasis, gsize n_bytes)
{
    if ((emphasis & COLOUR_BITS) != 0)
        vote(base, emphasis & COLOUR_BITS, n_bytes);
}

static void
count_colour(Base *base, guint emphasis, gsize n_bytes)
{
    if ((emphasis & COLOUR_BITS) == base->colour)
        base->n_coloured += n_bytes;
}

static void
measure_runs(const Page *page, const GArray *runs,
             void (*measure_run)(Base *base, guint emphasis, gsize n_bytes))
{
    guint from = 0;

    for (guint i = 0; i < runs->len; i++) {
        const TextLayoutRun *run = &g_array_index(runs, TextLayoutRun, i);
        Base *base = &page->bases[find_quote(page, run->begin, &from)];
        measure_run(base, run->marks, count_bytes(page->text, run->begin, run->end));
    }
}

static void
measure(const Page *page, const GArray *runs)
{
    Base *rest = &page->bases[page->quotes->len];

    rest->n_bytes = count_bytes(page->text, 0, strlen(page->text));
    for (guint i = 0; i < page->quotes->len; i++) {
        const HtmlQuote *quote = &g_array_index(page->quotes, HtmlQuote, i);
        page->bases[i].n_bytes = count_bytes(page->text, quote->begin, quote->end);
        rest->n_bytes -= page->bases[i].n_bytes;
    }
    for (guint i = 0; i <= page->quotes->len; i++)
        page->bases[i].lead = page->bases[i].n_bytes;
    measure_runs(page, runs, count_run);
    measure_runs(page, runs, vote_run);
    measure_runs(page, runs, count_colour);
}

/* In how many ways the emphasis differs from that of most of the text around it. */
static guint
count_outstanding(const Base *base, guint emphasis)
{
    guint colour = emphasis & COLOUR_BITS, n = 0;
    gboolean is_base_colour = colour == base->colour && base->n_coloured * 2 > base->n_bytes;

    for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
        n += (emphasis & flags[i]) != 0 && base->n_flagged[i] * 4 <= base->n_bytes * 3 ? 1 : 0;
    return colour != 0 && !is_base_colour ? n + 1 : n;
}

static gsize
begin_of_line(const char *text, gsize at)
{
    while (at > 0 && text[at - 1] != '\n')
        at--;
    return at;
}

/* "From:", as programs write it above a quotation. */
static gboolean
is_header_label(const char *text, const TextLayoutRun *run)
{
    gsize length = run->end - run->begin;

    if (length > MAX_LABEL_BYTES)
        return FALSE;
    g_autofree char *label = g_strndup(text + run->begin, length);
    g_strchomp(label);
    g_autofree char *line = g_strconcat(label, g_str_has_suffix(label, ":") ? "" : ":", NULL);
    const char *value;
    return (strchr(label, ':') != NULL || text[run->end] == ':' ||
            g_str_has_prefix(text + run->end, " :")) &&
           header_block_read(line, &value) != HEADER_BLOCK_WRAPPED;
}

static gboolean
has_letters(const char *text, gsize begin, gsize end)
{
    for (const char *at = text + begin; at < text + end; at = text_next_char(at)) {
        if (g_unichar_isalnum(g_utf8_get_char(at)))
            return TRUE;
    }
    return FALSE;
}

static guint
signs_of(const Page *page, const TextLayoutRun *run, const Base *base)
{
    guint signs = run->marks & EMPHASIS_STRUCK ? SIGN_STRUCK : 0;

    if (run->marks & EMPHASIS_HIGHLIGHTED)
        signs |= SIGN_HIGHLIGHTED;
    guint n = count_outstanding(base, run->marks);
    if (n > 0 && has_letters(page->text, run->begin, run->end) && !is_header_label(page->text, run))
        signs |= n > 1 ? SIGN_SET_OFF_TWICE : SIGN_SET_OFF;
    return signs;
}

/* Passages with the same signs and only spaces between them become one. */
static void
add_passage(GArray *passages, const Passage *passage, const char *text)
{
    Passage *last =
        passages->len == 0 ? NULL : &g_array_index(passages, Passage, passages->len - 1);

    if (last != NULL && last->signs == passage->signs && last->is_quoted == passage->is_quoted) {
        gsize at = last->end;
        while (at < passage->begin && text[at] == ' ')
            at++;
        if (at == passage->begin) {
            last->end = passage->end;
            return;
        }
    }
    g_array_append_val(passages, *passage);
}

/* The passages that get signs; outside quotations only the signs in `outside`. (transfer full) */
static GArray *
find_passages(const Page *page, const GArray *runs, guint outside)
{
    GArray *passages = g_array_new(FALSE, FALSE, sizeof(Passage));
    guint from = 0;

    for (guint i = 0; i < runs->len; i++) {
        const TextLayoutRun *run = &g_array_index(runs, TextLayoutRun, i);
        guint quote = find_quote(page, run->begin, &from);
        Passage passage = {.begin = run->begin,
                           .end = run->end,
                           .signs = signs_of(page, run, &page->bases[quote])};
        passage.is_quoted =
            quote < page->quotes->len || page->text[begin_of_line(page->text, run->begin)] == '>';
        if (!passage.is_quoted)
            passage.signs &= outside;
        if (passage.signs != 0)
            add_passage(passages, &passage, page->text);
    }
    return passages;
}

static void
append_signs(GString *out, guint signs, gboolean is_end)
{
    static const struct {
        guint sign;
        const char *text;
    } texts[] = {{SIGN_STRUCK, "~~"},
                 {SIGN_HIGHLIGHTED, "=="},
                 {SIGN_SET_OFF, "*"},
                 {SIGN_SET_OFF_TWICE, "**"}};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        gsize at = is_end ? G_N_ELEMENTS(texts) - 1 - i : i;
        if ((signs & texts[at].sign) != 0)
            g_string_append(out, texts[at].text);
    }
}

/* Moves the beginnings and ends of quotes up to octet `to` by `distance`. `*inout_edge` is the
 * number of the next one: beginnings are even, ends are odd. */
static void
move_edges(GArray *quotes, guint *inout_edge, gsize to, gsize distance)
{
    for (; *inout_edge < 2 * quotes->len; (*inout_edge)++) {
        HtmlQuote *quote = &g_array_index(quotes, HtmlQuote, *inout_edge / 2);
        gsize *octet = *inout_edge % 2 == 0 ? &quote->begin : &quote->end;
        if (*octet > to)
            return;
        *octet += distance;
    }
}

/* `text` with the signs. The offsets of `quotes` (NULL: no quotes) are moved accordingly. (transfer
 * full) */
static char *
write_signs(const char *text, const GArray *passages, GArray *quotes)
{
    GString *out = g_string_new(NULL);
    gsize at = 0;
    guint edge = 0;

    for (guint i = 0; i < passages->len; i++) {
        const Passage *passage = &g_array_index(passages, Passage, i);
        if (quotes != NULL)
            move_edges(quotes, &edge, passage->begin, out->len - at);
        g_string_append_len(out, text + at, (gssize)(passage->begin - at));
        append_signs(out, passage->signs, FALSE);
        g_string_append_len(out, text + passage->begin, (gssize)(passage->end - passage->begin));
        append_signs(out, passage->signs, TRUE);
        at = passage->end;
    }
    if (quotes != NULL)
        move_edges(quotes, &edge, G_MAXSIZE, out->len - at);
    g_string_append(out, text + at);
    return g_string_free(out, FALSE);
}

/* The layout writes line ends before a quotation together with its first words; they do not belong
 * to the quotation. A quotation without words is removed. */
static void
trim_quotes(HtmlText *result)
{
    const gsize length = strlen(result->text);
    guint n = 0;

    for (guint i = 0; i < result->quotes->len; i++) {
        HtmlQuote quote = g_array_index(result->quotes, HtmlQuote, i);
        quote.end = MIN(quote.end, length);
        while (quote.begin < quote.end && result->text[quote.begin] == '\n')
            quote.begin++;
        if (quote.begin < quote.end)
            g_array_index(result->quotes, HtmlQuote, n++) = quote;
    }
    g_array_set_size(result->quotes, n);
}

static gboolean
has_others(const GArray *passages)
{
    for (guint i = 0; i < passages->len; i++) {
        const Passage *passage = &g_array_index(passages, Passage, i);
        if (!passage->is_quoted && passage->signs != SIGN_STRUCK)
            return TRUE;
    }
    return FALSE;
}

/* Turns "**" of `passages` into "*". */
static void
mark_once(GArray *passages)
{
    for (guint i = 0; i < passages->len; i++) {
        guint *signs = &g_array_index(passages, Passage, i).signs;
        if ((*signs & SIGN_SET_OFF_TWICE) != 0)
            *signs = (*signs & ~(guint)SIGN_SET_OFF_TWICE) | SIGN_SET_OFF;
    }
}

/* Appends the text with the signs of `passages`, unless `forms` already has it. */
static void
add_form(GString *forms, const Page *page, const GArray *passages)
{
    g_autofree char *form = write_signs(page->text, passages, NULL);
    if (!has_others(passages) || g_strstr_len(forms->str, -1, form) != NULL)
        return;
    if (forms->len > 0)
        g_string_append_c(forms, '\n');
    g_string_append(forms, form);
}

/* The text in the forms that another mail may quote: with all signs; also with the signs for the
 * normal look, because inside other text it stands out; and both without "**", because programs
 * drop colours. NULL: no form differs from the text as it is shown. (transfer full) */
static char *
marked_forms(const Page *page, const GArray *runs)
{
    g_autofree Base *nothing = g_new0(Base, page->quotes->len + 1);
    const Page plain = {.text = page->text, .quotes = page->quotes, .bases = nothing};
    g_autoptr(GArray) all = find_passages(page, runs, G_MAXUINT);
    g_autoptr(GArray) absolute = find_passages(&plain, runs, G_MAXUINT);
    GString *forms = g_string_new(NULL);

    add_form(forms, page, all);
    if (strlen(page->text) <= MAX_FORMS_BYTES) {
        add_form(forms, page, absolute);
        mark_once(all);
        add_form(forms, page, all);
        mark_once(absolute);
        add_form(forms, page, absolute);
    }
    return g_string_free(forms, forms->len == 0);
}

void
set_off_mark(HtmlText *result, const GArray *runs)
{
    trim_quotes(result);
    if (runs->len == 0)
        return;
    g_autofree Base *bases = g_new0(Base, result->quotes->len + 1);
    const Page page = {.text = result->text, .quotes = result->quotes, .bases = bases};
    measure(&page, runs);
    result->marked = marked_forms(&page, runs);
    g_autoptr(GArray) shown = find_passages(&page, runs, SIGN_STRUCK);
    if (shown->len == 0)
        return;
    char *text = write_signs(result->text, shown, result->quotes);
    g_free(result->text);
    result->text = text;
    result->has_marks = TRUE;
}

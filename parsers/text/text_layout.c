/* text_layout.c - see text_layout.h.
 *
 * Remembers what is due before the next character: line ends, a space, the bar of a cell, prefixes.
 * They are written only when text follows, so no line ends in spaces, and the text does not end in
 * blank lines. Does not know HTML. */
#include "parsers/text/text_layout.h"

#include "parsers/text/text_clean.h"

#include <string.h>

#define MAX_BLANKS 1
#define MAX_VERBATIM_BLANKS 20
#define MAX_PREFIX_BYTES 200
#define CELL_BAR " | "

struct TextLayout {
    GString *out;
    gsize max_bytes;
    guint due_breaks;   /* line ends before the next text */
    gboolean due_space; /* a space before the next text on this line */
    guint due_bars;     /* cells since the last text of this row */
    gboolean has_nbsp;  /* an otherwise empty line has a no-break space */
    gboolean is_in_row;
    gboolean row_has_text;
    guint marks;      /* of the next text */
    guint open_marks; /* of the text written last, if its run has no end yet */
    GArray *runs;     /* of TextLayoutRun */
    GString *prefix;
    GString *last_prefix; /* of the line written last */
    GArray *prefix_lengths;
    char *marker; /* for the first line after push */
};

TextLayout *
text_layout_new(gsize max_bytes)
{
    TextLayout *layout = g_new0(TextLayout, 1);

    layout->out = g_string_new(NULL);
    layout->max_bytes = max_bytes;
    layout->prefix = g_string_new(NULL);
    layout->last_prefix = g_string_new(NULL);
    layout->runs = g_array_new(FALSE, FALSE, sizeof(TextLayoutRun));
    layout->prefix_lengths = g_array_new(FALSE, FALSE, sizeof(gsize));
    return layout;
}

void
text_layout_free(TextLayout *layout)
{
    if (layout == NULL)
        return;
    g_string_free(layout->out, TRUE);
    g_string_free(layout->prefix, TRUE);
    g_string_free(layout->last_prefix, TRUE);
    g_array_unref(layout->runs);
    g_array_unref(layout->prefix_lengths);
    g_free(layout->marker);
    g_free(layout);
}

static gboolean
is_at_start(const TextLayout *layout)
{
    return layout->out->len == 0 || layout->due_breaks > 0;
}

gboolean
text_layout_is_full(const TextLayout *layout)
{
    return layout->out->len >= layout->max_bytes;
}

/* A blank line inside a quotation has the quote marks, but only those that both neighbours have. */
static void
write_blank_line(TextLayout *layout)
{
    gsize shared = 0;

    while (shared < layout->prefix->len && shared < layout->last_prefix->len &&
           layout->prefix->str[shared] == layout->last_prefix->str[shared])
        shared++;
    while (shared > 0 && layout->prefix->str[shared - 1] == ' ')
        shared--;
    g_string_append_len(layout->out, layout->prefix->str, (gssize)shared);
    g_string_append_c(layout->out, '\n');
}

static void
start_line(TextLayout *layout)
{
    if (layout->out->len > 0) {
        g_string_append_c(layout->out, '\n');
        for (guint i = 1; i < layout->due_breaks; i++)
            write_blank_line(layout);
    }
    if (layout->marker != NULL) {
        gsize width = MIN(strlen(layout->marker), layout->prefix->len);
        g_string_append_len(layout->out, layout->prefix->str,
                            (gssize)(layout->prefix->len - width));
        g_string_append(layout->out, layout->marker);
        g_clear_pointer(&layout->marker, g_free);
    } else {
        g_string_append_len(layout->out, layout->prefix->str, (gssize)layout->prefix->len);
    }
    g_string_assign(layout->last_prefix, layout->prefix->str);
    layout->due_breaks = 0;
    layout->due_space = FALSE;
}

static void
open_marks(TextLayout *layout)
{
    const TextLayoutRun run = {.begin = layout->out->len, .marks = layout->marks};

    layout->open_marks = layout->marks;
    if (layout->marks != 0)
        g_array_append_val(layout->runs, run);
}

static void
close_marks(TextLayout *layout)
{
    if (layout->open_marks != 0)
        g_array_index(layout->runs, TextLayoutRun, layout->runs->len - 1).end = layout->out->len;
    layout->open_marks = 0;
}

/* Writes everything that is due before text. */
static void
settle(TextLayout *layout)
{
    if (layout->open_marks != layout->marks || is_at_start(layout))
        close_marks(layout);
    if (is_at_start(layout))
        start_line(layout);
    if (layout->due_bars > 0) {
        for (guint i = 0; i < layout->due_bars; i++)
            g_string_append(layout->out, CELL_BAR);
    } else if (layout->due_space) {
        g_string_append_c(layout->out, ' ');
    }
    if (layout->open_marks != layout->marks)
        open_marks(layout);
    layout->due_bars = 0;
    layout->due_space = FALSE;
    layout->has_nbsp = FALSE;
    layout->row_has_text = TRUE;
}

/* Fillers of preheaders: zero-width characters, soft hyphens, joiners of graphemes. */
static gboolean
is_filler(gunichar c)
{
    return c == 0x200b || c == 0xfeff || c == 0x00ad || c == 0x034f || c == 0x2060;
}

void
text_layout_flow(TextLayout *layout, const char *text)
{
    for (const char *p = text; *p != '\0' && !text_layout_is_full(layout); p = text_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_filler(c) || (c == 0x200c && (layout->due_space || is_at_start(layout))))
            continue;
        if (g_unichar_isspace(c)) {
            layout->due_space |= !is_at_start(layout);
            layout->has_nbsp |= c == 0xa0;
            continue;
        }
        if (g_unichar_iscntrl(c))
            continue;
        settle(layout);
        g_string_append_len(layout->out, p, text_next_char(p) - p);
    }
}

static void
verbatim_line(TextLayout *layout, const char *line, gsize length)
{
    while (length > 0 && line[length - 1] == ' ')
        length--;
    if (length == 0)
        return;
    if (length > layout->max_bytes)
        length = text_prefix_length(line, layout->max_bytes);
    settle(layout);
    g_string_append_len(layout->out, line, (gssize)length);
}

void
text_layout_verbatim(TextLayout *layout, const char *text)
{
    g_autofree char *clean = text_clean(text, strlen(text));
    const char *line = clean;

    while (!text_layout_is_full(layout)) {
        const char *end = strchrnul(line, '\n');
        verbatim_line(layout, line, (gsize)(end - line));
        if (*end == '\0') {
            layout->due_space |= end > line && end[-1] == ' ' && !is_at_start(layout);
            break;
        }
        layout->due_breaks = MIN(layout->due_breaks + 1, MAX_VERBATIM_BLANKS + 1);
        line = end + 1;
    }
}

void
text_layout_append(TextLayout *layout, const char *text)
{
    if (layout->out->len == 0 || text_layout_is_full(layout))
        return;
    if (layout->open_marks != layout->marks)
        close_marks(layout);
    g_string_append(layout->out, text);
}

void
text_layout_break(TextLayout *layout, gboolean is_forced)
{
    if (layout->is_in_row) {
        layout->due_space |= !is_at_start(layout);
        return;
    }
    if (layout->due_breaks == 0)
        layout->due_breaks = 1;
    else if ((is_forced || layout->has_nbsp) && layout->due_breaks <= MAX_BLANKS)
        layout->due_breaks++;
    layout->has_nbsp = FALSE;
    layout->due_space = FALSE;
}

void
text_layout_blank(TextLayout *layout)
{
    text_layout_break(layout, FALSE);
    if (!layout->is_in_row)
        layout->due_breaks = MAX(layout->due_breaks, MAX_BLANKS + 1);
}

void
text_layout_open_row(TextLayout *layout)
{
    text_layout_break(layout, FALSE);
    layout->is_in_row = TRUE;
    layout->row_has_text = FALSE;
    layout->due_bars = 0;
}

void
text_layout_next_cell(TextLayout *layout, gboolean keep_empty)
{
    layout->due_space = FALSE;
    if (keep_empty)
        layout->due_bars++;
    else if (layout->row_has_text)
        layout->due_bars = 1;
}

void
text_layout_close_row(TextLayout *layout)
{
    layout->is_in_row = FALSE;
    layout->due_bars = 0;
    text_layout_break(layout, FALSE);
}

void
text_layout_push(TextLayout *layout, const char *prefix, const char *marker)
{
    gsize length = layout->prefix->len;

    g_array_append_val(layout->prefix_lengths, length);
    if (length < MAX_PREFIX_BYTES)
        g_string_append(layout->prefix, prefix);
    if (marker != NULL) {
        g_free(layout->marker);
        layout->marker = g_strdup(marker);
    }
}

void
text_layout_pop(TextLayout *layout)
{
    guint last = layout->prefix_lengths->len - 1;

    g_string_truncate(layout->prefix, g_array_index(layout->prefix_lengths, gsize, last));
    g_array_set_size(layout->prefix_lengths, last);
    g_clear_pointer(&layout->marker, g_free);
}

void
text_layout_mark(TextLayout *layout, guint marks)
{
    layout->marks = marks;
}

const GArray *
text_layout_runs(const TextLayout *layout)
{
    return layout->runs;
}

gsize
text_layout_length(TextLayout *layout)
{
    if (layout->open_marks != layout->marks)
        close_marks(layout);
    return layout->out->len;
}

const char *
text_layout_text_from(const TextLayout *layout, gsize begin)
{
    return layout->out->str + MIN(begin, layout->out->len);
}

char *
text_layout_finish(TextLayout *layout)
{
    close_marks(layout);
    if (layout->out->len > 0)
        g_string_append_c(layout->out, '\n');
    char *text = g_string_free(layout->out, FALSE);
    layout->out = g_string_new(NULL);
    return text;
}

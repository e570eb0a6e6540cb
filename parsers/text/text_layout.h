/* text_layout.h - lays text out in lines: breaks, blank lines, quote and list prefixes. */
#pragma once

#include <glib.h>

typedef struct TextLayout TextLayout;

/* A layout that takes about `max_bytes` octets and drops what comes after. (transfer full) */
TextLayout *text_layout_new(gsize max_bytes);
void text_layout_free(TextLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextLayout, text_layout_free)

/* Adds text (valid UTF-8) in which white space counts as in HTML: runs are one space, none stands
 * at the beginning or end of a line. */
void text_layout_flow(TextLayout *layout, const char *text);

/* Adds text as it stands, line ends included. */
void text_layout_verbatim(TextLayout *layout, const char *text);

/* Adds to the last line that has text, even where a break is already due. */
void text_layout_append(TextLayout *layout, const char *text);

/* The next text begins a new line (break), after a blank one (blank). A break that follows another
 * break (as <br> does) makes a blank line with `is_forced`. */
void text_layout_break(TextLayout *layout, gboolean is_forced);
void text_layout_blank(TextLayout *layout);

/* Between open and close, breaks are no more than spaces (cells of a table's row). */
void text_layout_open_row(TextLayout *layout);
void text_layout_next_cell(TextLayout *layout, gboolean keep_empty);
void text_layout_close_row(TextLayout *layout);

/* Every line until the matching pop begins with `prefix`; the first of them with `marker` (of the
 * same width) in its place, where given. */
void text_layout_push(TextLayout *layout, const char *prefix, const char *marker);
void text_layout_pop(TextLayout *layout);

/* The text from now on has these marks, which are the caller's; 0: none. */
void text_layout_mark(TextLayout *layout, guint marks);

/* Text with marks, on one line, without white space, prefixes and bars of cells around it. */
typedef struct {
    gsize begin; /* octets of the text */
    gsize end;
    guint marks;
} TextLayoutRun;

/* All of it, in order, once the text is finished. (transfer none: the layout's) */
const GArray *text_layout_runs(const TextLayout *layout);

/* Octets laid out so far, and the text from there to the end. */
gsize text_layout_length(TextLayout *layout);
const char *text_layout_text_from(const TextLayout *layout, gsize begin);

gboolean text_layout_is_full(const TextLayout *layout);

/* The text laid out; ends in a line feed unless empty. (transfer full) */
char *text_layout_finish(TextLayout *layout);

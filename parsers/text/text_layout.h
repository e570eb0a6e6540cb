/* text_layout.h - lays text out in lines: breaks, blank lines, quote and list prefixes. */
#pragma once

#include <glib.h>

typedef struct TextLayout TextLayout;

/* A layout that accepts about `max_bytes` octets and drops the rest. (transfer full) */
TextLayout *text_layout_new(gsize max_bytes);
void text_layout_free(TextLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextLayout, text_layout_free)

/* Adds text (valid UTF-8) with white space as in HTML: runs become one space, and lines neither
 * begin nor end with a space. */
void text_layout_flow(TextLayout *layout, const char *text);

/* Adds text unchanged, including line ends. */
void text_layout_verbatim(TextLayout *layout, const char *text);

/* Adds to the last line with text, even if a break is already due. */
void text_layout_append(TextLayout *layout, const char *text);

/* The next text begins a new line (break), after a blank one (blank). A break that follows another
 * break (as <br> does) makes a blank line with `is_forced`. */
void text_layout_break(TextLayout *layout, gboolean is_forced);
void text_layout_blank(TextLayout *layout);

/* Between open and close, breaks are only spaces (cells of a table row). */
void text_layout_open_row(TextLayout *layout);
void text_layout_next_cell(TextLayout *layout, gboolean keep_empty);
void text_layout_close_row(TextLayout *layout);

/* Every line until the matching pop begins with `prefix`; the first line begins with `marker` (of
 * the same width) instead, if given. */
void text_layout_push(TextLayout *layout, const char *prefix, const char *marker);
void text_layout_pop(TextLayout *layout);

/* Text that follows has these marks, whose meaning the caller knows; 0: no marks. */
void text_layout_mark(TextLayout *layout, guint marks);

/* A run of text with the same marks: on one line, without white space, prefixes and bars of cells
 * around it. */
typedef struct {
    gsize begin; /* octets of the text */
    gsize end;
    guint marks;
} TextLayoutRun;

/* All runs, in order, once the text is finished. (transfer none: the layout owns them) */
const GArray *text_layout_runs(const TextLayout *layout);

/* Number of octets so far, and the text from an octet to the end. */
gsize text_layout_length(TextLayout *layout);
const char *text_layout_text_from(const TextLayout *layout, gsize begin);

gboolean text_layout_is_full(const TextLayout *layout);

/* The whole text; ends in a line feed unless empty. (transfer full) */
char *text_layout_finish(TextLayout *layout);

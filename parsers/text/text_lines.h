/* text_lines.h - splits a text into lines, each also in a plain form for comparison. */
#pragma once

#include <glib.h>

typedef struct {
    gsize begin;       /* octets from the beginning of the text */
    gsize end;         /* before the line feed */
    guint quote_depth; /* number of leading ">" */
    char *plain; /* without quote prefix, emphasis (*) and zero-width characters; white space folded
                  * to single spaces; "" for a blank line */
} TextLine;

typedef struct {
    const char *text; /* the caller's */
    GArray *lines;    /* of TextLine */
} TextLines;

/* The lines of `text` (UTF-8, LF), which must outlive the result. (transfer full) */
TextLines *text_lines_new(const char *text);
void text_lines_free(TextLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextLines, text_lines_free)

static inline guint
text_lines_count(const TextLines *lines)
{
    return lines->lines->len;
}

/* The line with number `at`, which must be below the count. (transfer none) */
const TextLine *text_lines_at(const TextLines *lines, guint at);

/* Whether line `at` has no visible text; quote prefixes do not count. */
gboolean text_lines_is_blank(const TextLines *lines, guint at);

/* The first line from `at` on that is not blank; the count if all others are blank. */
guint text_lines_skip_blank(const TextLines *lines, guint at);

/* The text of the lines from `from` to before `to`, without blank lines around it. (transfer full)
 */
char *text_lines_slice(const TextLines *lines, guint from, guint to);

/* The offset in the text for offset `plain_offset` in the plain form of line `at`; the beginning of
 * the line for 0. */
gsize text_lines_offset(const TextLines *lines, guint at, gsize plain_offset);

/* The line that contains octet `offset` of the text; the last line if the offset is after the text.
 * There must be a line. */
guint text_lines_find(const TextLines *lines, gsize offset);

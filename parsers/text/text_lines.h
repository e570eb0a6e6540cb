/* text_lines.h - a text as lines, each also in a plain form that can be compared. */
#pragma once

#include <glib.h>

typedef struct {
    gsize begin;       /* octets from the beginning of the text */
    gsize end;         /* before the line feed */
    guint quote_depth; /* number of leading ">" */
    char *plain;       /* without quote prefix, emphasis (*) and characters of no width; white space
                        * folded to single spaces; "" for a blank line */
} TextLine;

typedef struct {
    const char *text; /* the caller's */
    GArray *lines;    /* of TextLine */
} TextLines;

/* The lines of `text` (UTF-8, LF), which has to outlive the result. (transfer full) */
TextLines *text_lines_new(const char *text);
void text_lines_free(TextLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextLines, text_lines_free)

static inline guint
text_lines_count(const TextLines *lines)
{
    return lines->lines->len;
}

/* The line of number `at`, which has to be below the count. (transfer none) */
const TextLine *text_lines_at(const TextLines *lines, guint at);

/* Whether line `at` holds nothing to be seen; quote prefixes alone are nothing. */
gboolean text_lines_is_blank(const TextLines *lines, guint at);

/* The first line from `at` on that is not blank; the count where there is none. */
guint text_lines_skip_blank(const TextLines *lines, guint at);

/* The text of the lines from `from` to before `to`, without blank lines around it. (transfer full)
 */
char *text_lines_slice(const TextLines *lines, guint from, guint to);

/* The octet of the text that octet `plain_offset` of the plain form of line `at` was made from; the
 * beginning of the line for 0. */
gsize text_lines_offset(const TextLines *lines, guint at, gsize plain_offset);

/* The line that octet `offset` of the text is in; the last where it is behind the text. There has
 * to be a line. */
guint text_lines_find(const TextLines *lines, gsize offset);

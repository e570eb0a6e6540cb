/* reply_text.c - see reply_text.h. */
#include "parsers/quotation/reply_text.h"

#include "parsers/text/text_lines.h"

#include <string.h>

/* Lines to show of a quoted passage above a reply. */
#define MAX_CONTEXT_LINES 5

static const LetterSegment *
segment_at(const Letter *letter, guint i)
{
    return i < letter->segments->len ? g_ptr_array_index(letter->segments, i) : NULL;
}

static gboolean
is_kind(const LetterSegment *segment, LetterSegmentKind kind)
{
    return segment != NULL && segment->kind == kind;
}

/* The last lines with "> " of a passage, up to a blank one. (transfer full) */
static char *
context_of(const char *passage)
{
    g_autoptr(TextLines) lines = text_lines_new(passage);
    guint to = text_lines_count(lines);

    while (to > 0 && text_lines_is_blank(lines, to - 1))
        to--;
    guint from = to;
    while (from > 0 && to - from < MAX_CONTEXT_LINES && !text_lines_is_blank(lines, from - 1) &&
           text_lines_at(lines, from - 1)->quote_depth > 0)
        from--;
    return text_lines_slice(lines, from, to);
}

static gboolean
is_blank(const char *text)
{
    g_autoptr(TextLines) lines = text_lines_new(text);

    return text_lines_skip_blank(lines, 0) == text_lines_count(lines);
}

static char *
stripped(const char *text)
{
    g_autoptr(TextLines) lines = text_lines_new(text);

    return text_lines_slice(lines, 0, text_lines_count(lines));
}

char *
reply_text_new(const Letter *letter)
{
    g_autoptr(GString) reply = g_string_new(NULL);
    const char *text = letter->text;

    for (guint i = 0; i < letter->segments->len; i++) {
        const LetterSegment *segment = segment_at(letter, i);
        g_autofree char *passage = g_strndup(text, segment->length);
        text += segment->length;
        if (segment->kind == LETTER_SEGMENT_NEW) {
            g_string_append(reply, passage);
        } else if (segment->kind == LETTER_SEGMENT_QUOTATION &&
                   is_kind(segment_at(letter, i + 1), LETTER_SEGMENT_NEW)) {
            g_autofree char *context = context_of(passage);
            g_string_append_printf(reply, "%s%s", context, *context == '\0' ? "" : "\n\n");
        }
    }
    if (!is_blank(reply->str))
        return stripped(reply->str);
    return g_strstrip(g_strdup(letter->text));
}

/* line_kinds.c - see line_kinds.h. Does not know where to cut. */
#include "parsers/quotation/line_kinds.h"

#include "parsers/quotation/quote_header.h"

#include <string.h>

/* Programs that wrap quotations do it near this many characters. */
#define MIN_WRAPPED_BYTES 60

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

LineInfo *
line_kinds_new(const TextLines *lines)
{
    const guint n = text_lines_count(lines);
    LineInfo *info = g_new0(LineInfo, n + 1);
    guint i = 0;

    while (i < n) {
        QuoteHeaderMatch match = {.n_lines = 1, .begin = text_lines_at(lines, i)->begin};
        LineKind kind = LINE_BLANK;
        if (text_lines_at(lines, i)->quote_depth > 0) {
            kind = LINE_QUOTE;
        } else if (!text_lines_is_blank(lines, i)) {
            match = quote_header_match(lines, i);
            kind = kind_of_header(match.kind);
        }
        if (kind == LINE_TEXT && is_wrapped_rest(lines, i))
            kind = LINE_QUOTE;
        for (guint first = i; i < first + match.n_lines; i++)
            info[i] = (LineInfo){kind, i == first ? match.begin : text_lines_at(lines, i)->begin};
    }
    return info;
}

guint
line_kinds_find(const LineInfo *info, guint from, guint to, guint bits)
{
    while (from < to && (bits & LINE_BIT(info[from].kind)) == 0)
        from++;
    return from;
}

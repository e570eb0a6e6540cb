/* disclaimer.c - see disclaimer.h. A paragraph counts if it has several of the words, is below a
 * rule, or says in its first words what it is. */
#include "parsers/quotation/disclaimer.h"

#include "parsers/quotation/quote_header.h"
#include "parsers/text/text_clean.h"
#include "parsers/words/words.h"

#include <string.h>

#define MAX_PARAGRAPH_LINES 30
#define MAX_RULED_LINES 12

static gboolean
begins_with_title(const char *text)
{
    text += strspn(text, "*_-= \n[(!");
    gsize length = words_prefix_length(WORDS_DISCLAIMER_TITLE, text);
    return length > 0 && !g_ascii_isalpha(text[length]);
}

/* The first line of the paragraph that ends before `end`; a rule in it is its first line. */
static guint
find_paragraph(const TextLines *lines, guint from, guint end)
{
    guint begin = end;

    while (begin > from && end - begin < MAX_PARAGRAPH_LINES) {
        const TextLine *line = text_lines_at(lines, begin - 1);
        if (line->quote_depth > 0 || *line->plain == '\0')
            break;
        begin--;
        if (quote_header_is_rule(line->plain))
            break;
    }
    return begin;
}

/* The rule above a paragraph, with blank lines in between; `begin` if there is no rule. */
static guint
take_rule(const TextLines *lines, guint from, guint begin)
{
    guint above = begin;

    while (above > from && text_lines_is_blank(lines, above - 1))
        above--;
    if (above > from && text_lines_at(lines, above - 1)->quote_depth == 0 &&
        quote_header_is_rule(text_lines_at(lines, above - 1)->plain))
        return above - 1;
    return begin;
}

guint
disclaimer_find(const TextLines *lines, guint from, guint to)
{
    guint end = to;

    while (end > from && text_lines_is_blank(lines, end - 1))
        end--;
    guint begin = find_paragraph(lines, from, end);
    if (begin == end)
        return to;
    gboolean is_ruled = quote_header_is_rule(text_lines_at(lines, begin)->plain);
    g_autofree char *paragraph = text_lines_slice(lines, begin, end);
    g_autofree char *folded = text_casefold(paragraph, -1);
    if (begins_with_title(folded) || (words_are_in(WORDS_DISCLAIMER_SECRECY, folded) &&
                                      words_are_in(WORDS_DISCLAIMER_RECIPIENT, folded)))
        return is_ruled ? begin : take_rule(lines, from, begin);
    gboolean is_short = end - begin <= MAX_RULED_LINES;
    if (is_ruled && is_short &&
        (words_are_in(WORDS_DISCLAIMER_FOOTER, folded) ||
         words_are_in(WORDS_DISCLAIMER_SECRECY, folded)))
        return begin;
    return to;
}

/* flowed_text.c - see flowed_text.h. Follows RFC 3676 section 4. */
#include "parsers/text/flowed_text.h"

#include <string.h>

typedef struct {
    const char *content; /* after the quote marks and one space of stuffing */
    gsize length;
    guint depth; /* quote marks */
    gboolean is_signature;
    gboolean is_soft; /* ends in a space: the next line belongs to it */
} FlowedLine;

static FlowedLine
read_line(const char *line, gsize length)
{
    FlowedLine flowed = {.depth = 0};

    while (flowed.depth < length && line[flowed.depth] == '>')
        flowed.depth++;
    flowed.content = line + flowed.depth;
    flowed.length = length - flowed.depth;
    if (flowed.length > 0 && *flowed.content == ' ') {
        flowed.content++;
        flowed.length--;
    }
    flowed.is_signature = flowed.length == 3 && memcmp(flowed.content, "-- ", 3) == 0;
    flowed.is_soft =
        !flowed.is_signature && flowed.length > 0 && flowed.content[flowed.length - 1] == ' ';
    return flowed;
}

/* Writes the prefix of a line that is not joined to the one before. */
static void
begin_line(GString *joined, const FlowedLine *line, gboolean is_first)
{
    if (!is_first)
        g_string_append_c(joined, '\n');
    for (guint i = 0; i < line->depth; i++)
        g_string_append_c(joined, '>');
    if (line->depth > 0 && line->length > 0)
        g_string_append_c(joined, ' ');
}

char *
flowed_text_join(const char *text, gboolean is_delsp)
{
    GString *joined = g_string_sized_new(strlen(text));
    FlowedLine before = {.is_soft = FALSE};

    for (const char *p = text; *p != '\0';) {
        const char *end = strchrnul(p, '\n');
        FlowedLine line = read_line(p, (gsize)(end - p));
        gboolean is_joined =
            before.is_soft && before.depth == line.depth && line.length > 0 && !line.is_signature;
        if (!is_joined)
            begin_line(joined, &line, p == text);
        else if (is_delsp)
            g_string_truncate(joined, joined->len - 1);
        g_string_append_len(joined, line.content, (gssize)line.length);
        before = line;
        p = *end == '\0' ? end : end + 1;
        if (*end == '\n' && *p == '\0')
            g_string_append_c(joined, '\n');
    }
    return g_string_free(joined, FALSE);
}

/* reply_text.c - see reply_text.h. Works on lines; the words are in quote_header.c and signature.c.
 */
#include "parsers/reply_text.h"

#include <string.h>

#include "parsers/quote_header.h"
#include "parsers/signature.h"

typedef struct {
    char **lines;
    guint count;
} ReplyLines;

void
reply_text_clear(ReplyTextResult *result)
{
    g_clear_pointer(&result->reply_text, g_free);
    g_clear_pointer(&result->quoted_text, g_free);
}

static gboolean
reply_text_is_blank(const char *line)
{
    return line[strspn(line, " \t\xc2\xa0\n")] == '\0';
}

static gboolean
reply_text_is_quoted(const char *line)
{
    return line[strspn(line, " ")] == '>';
}

/* The lines from `start` to before `end`, without blank ones around them. */
static char *
reply_text_join(const ReplyLines *text, guint start, guint end)
{
    while (start < end && reply_text_is_blank(text->lines[start]))
        start++;
    while (end > start && reply_text_is_blank(text->lines[end - 1]))
        end--;
    GString *joined = g_string_new(NULL);
    for (guint i = start; i < end; i++)
        g_string_append_printf(joined, "%s%s", i > start ? "\n" : "", text->lines[i]);
    return g_string_free(joined, FALSE);
}

static gboolean
reply_text_has_words(const ReplyLines *text, guint start, guint end)
{
    for (guint i = start; i < end; i++)
        if (!reply_text_is_blank(text->lines[i]))
            return TRUE;
    return FALSE;
}

/* The line that holds our marker, or the end. */
static guint
reply_text_find_marker(const ReplyLines *text, const char *marker)
{
    for (guint i = 0; i < text->count; i++)
        if (strstr(text->lines[i], marker) != NULL)
            return i;
    return text->count;
}

/* Before `end`: are the last words a line above a quotation? Then where they begin. */
static guint
reply_text_skip_header_back(const ReplyLines *text, guint end)
{
    guint last = end;
    while (last > 0 && reply_text_is_blank(text->lines[last - 1]))
        last--;
    for (guint back = 1; back <= 9 && back <= last; back++)
        if (quote_header_length(text->lines + last - back) >= back)
            return last - back;
    return end;
}

/* Where a block of quoted lines begins that runs to the end; the end where there is none, or where
 * words stand between or behind quoted lines. */
static guint
reply_text_find_quoted_tail(const ReplyLines *text, guint end)
{
    guint start = end;
    for (guint i = end; i > 0; i--) {
        if (reply_text_is_quoted(text->lines[i - 1]))
            start = i - 1;
        else if (!reply_text_is_blank(text->lines[i - 1]))
            break;
    }
    return start;
}

static gboolean
reply_text_has_quoted(const ReplyLines *text, guint start, guint end)
{
    for (guint i = start; i < end; i++)
        if (reply_text_is_quoted(text->lines[i]))
            return TRUE;
    return FALSE;
}

/* The first line above a quotation that is not marked as one: a guess. */
static guint
reply_text_find_header(const ReplyLines *text, guint end)
{
    for (guint i = 0; i < end; i++) {
        guint length =
            reply_text_is_quoted(text->lines[i]) ? 0 : quote_header_length(text->lines + i);
        if (length == 0)
            continue;
        /* Quoted lines behind it, and words behind these: an answer between the lines. */
        if (reply_text_has_quoted(text, i + length, end))
            return end;
        return i;
    }
    return end;
}

static guint
reply_text_find_signature(const ReplyLines *text, guint end)
{
    for (guint i = 0; i < end; i++)
        if (signature_begins(text->lines[i]) && reply_text_has_words(text, 0, i))
            return i;
    return end;
}

/* Where the new text ends; *ret_is_guess: by its words alone. */
static guint
reply_text_end(const ReplyLines *text, const char *marker, gboolean *ret_is_guess)
{
    guint end = reply_text_find_marker(text, marker);
    if (end < text->count) {
        end = reply_text_find_quoted_tail(text, end);
        return reply_text_skip_header_back(text, end);
    }
    guint tail = reply_text_find_quoted_tail(text, end);
    if (tail < end)
        end = reply_text_skip_header_back(text, tail);
    guint header = reply_text_find_header(text, end);
    *ret_is_guess = header < end;
    return header;
}

void
reply_text_cut(const ReplyTextInput *input, ReplyTextResult *result)
{
    const char *marker = input->marker != NULL ? input->marker : REPLY_TEXT_DEFAULT_MARKER;
    const char *source =
        input->text_without_quote != NULL ? input->text_without_quote : input->text;
    *result = (ReplyTextResult){0};
    if (input->is_forward) {
        result->reply_text = g_strstrip(g_strdup(input->text));
        return;
    }
    g_auto(GStrv) lines = g_strsplit(source, "\n", -1);
    const ReplyLines text = {lines, g_strv_length(lines)};
    gboolean is_guess = FALSE;
    guint end = reply_text_end(&text, marker, &is_guess);
    guint shown = reply_text_find_signature(&text, end);
    if (!reply_text_has_words(&text, 0, end)) {
        result->reply_text = g_strstrip(g_strdup(input->text));
        return;
    }
    result->reply_text = reply_text_join(&text, 0, shown);
    result->is_guess = is_guess;
    if (is_guess)
        result->quoted_text = reply_text_join(&text, end, text.count);
}

/* confirmation_html.c - see confirmation_html.h. Does not fill in placeholders. */
#include "gateway/confirmation/confirmation_html.h"

#include <string.h>

#include "gateway/confirmation/confirmation_template.h"
#include "parsers/quotation/own_marker.h"

#define CONTENT "{content}"
#define LINK "{ticket_url}"
#define INDENT "    "

static void
append_placeholder(GString *html, const char *placeholder, gsize length, gboolean is_alone)
{
    g_autofree char *name = g_strndup(placeholder, length);

    if (strcmp(name, LINK) == 0)
        g_string_append(html, "<a href=\"" LINK "\">" LINK "</a>");
    else if (is_alone)
        g_string_append(html, name);
    else
        g_string_append_printf(html, "<bdi>%s</bdi>", name);
}

static void
append_line(GString *html, const char *line)
{
    gboolean is_alone = confirmation_template_placeholder(line) == strlen(line);

    while (*line != '\0') {
        gsize plain = strcspn(line, "{");
        g_autofree char *escaped = g_markup_escape_text(line, (gssize)plain);
        g_string_append(html, escaped);
        line += plain;
        gsize length = confirmation_template_placeholder(line);
        if (length > 0)
            append_placeholder(html, line, length, is_alone);
        else if (*line != '\0')
            g_string_append_c(html, *line);
        line += MAX(length, *line != '\0' ? 1 : 0);
    }
}

/* Whether the paragraph is what the desk wrote, and not our own words. */
static gboolean
is_of_desk(const char *paragraph)
{
    static const char *const placeholders[] = {"{question}", "{solution}", "{comment}", NULL};

    return g_strv_contains(placeholders, paragraph);
}

static const char *
class_of(const char *paragraph, gboolean is_first, gboolean is_last)
{
    if (g_str_has_prefix(paragraph, OWN_MARKER_BEGIN))
        return " class=\"marker\"";
    if (is_first)
        return " class=\"headline\"";
    if (is_of_desk(paragraph))
        return " class=\"words\"";
    if (g_str_has_prefix(paragraph, INDENT))
        return " class=\"set\"";
    return is_last ? " class=\"desk\"" : "";
}

static void
append_paragraph(GString *html, const char *paragraph, gboolean is_first, gboolean is_last)
{
    g_auto(GStrv) lines = g_strsplit(paragraph, "\n", -1);

    g_string_append_printf(html, "<p%s dir=\"auto\">", class_of(paragraph, is_first, is_last));
    for (gsize i = 0; lines[i] != NULL; i++) {
        if (i > 0)
            g_string_append(html, "<br>\n");
        append_line(html, g_strstrip(lines[i]));
    }
    g_string_append(html, "</p>\n");
}

/* The paragraphs of the text, without empty ones. */
static GPtrArray *
split_paragraphs(const char *text)
{
    g_auto(GStrv) pieces = g_strsplit(text, "\n\n", -1);
    GPtrArray *paragraphs = g_ptr_array_new_with_free_func(g_free);

    for (gsize i = 0; pieces[i] != NULL; i++) {
        const char *begin = pieces[i] + strspn(pieces[i], "\n");
        g_autofree char *paragraph = g_strchomp(g_strdup(begin));
        if (*paragraph != '\0')
            g_ptr_array_add(paragraphs, g_steal_pointer(&paragraph));
    }
    return paragraphs;
}

char *
confirmation_html_make(const char *frame, const char *text)
{
    const char *content = strstr(frame, CONTENT);
    if (content == NULL)
        return NULL;
    GString *html = g_string_new_len(frame, content - frame);
    g_autoptr(GPtrArray) paragraphs = split_paragraphs(text);

    for (guint i = 0; i < paragraphs->len; i++)
        append_paragraph(html, g_ptr_array_index(paragraphs, i), i == 0, i + 1 == paragraphs->len);
    g_string_append(html, content + strlen(CONTENT));
    return g_string_free(html, FALSE);
}

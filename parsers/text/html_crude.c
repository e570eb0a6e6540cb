/* html_crude.c - removes tags in one pass, in linear time. For HTML that html_tree.c refuses. */
#include "parsers/text/html_crude.h"

#include <string.h>

typedef struct {
    const char *entity; /* without & and ; */
    const char *text;
} Entity;

static const Entity entities[] = {{"amp", "&"}, {"lt", "<"},   {"gt", ">"},  {"quot", "\""},
                                  {"#39", "'"}, {"apos", "'"}, {"nbsp", " "}};

static const char *const dropped[] = {"style", "script"};

/* What is known to be never closed. */
typedef struct {
    gboolean is_tag;
    gboolean is_comment;
    gboolean is_dropped[G_N_ELEMENTS(dropped)];
} Open;

static gboolean
is_name(const char *p, const char *end, const char *name)
{
    gsize length = strlen(name);

    return (gsize)(end - p) > length && g_ascii_strncasecmp(p, name, length) == 0 &&
           !g_ascii_isalnum(p[length]);
}

static gboolean
ends_line(const char *p, const char *end)
{
    static const char *const names[] = {"br", "p", "div", "tr", "li", "table", "h1", "h2", "h3"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (is_name(p, end, names[i]))
            return TRUE;
    }
    return FALSE;
}

/* The '<' of the end tag of element `name`, or NULL. */
static const char *
find_end_tag(const char *p, const char *end, const char *name)
{
    while ((p = memchr(p, '<', (gsize)(end - p))) != NULL && p + 2 < end) {
        if (p[1] == '/' && is_name(p + 2, end, name))
            return p;
        p++;
    }
    return NULL;
}

/* The end of the comment that begins at `p`. A comment that is not closed hides nothing, and its
 * end is searched only once. */
static const char *
skip_comment(Open *open, const char *p, const char *end)
{
    const char *found = open->is_comment ? NULL : memmem(p + 4, (gsize)(end - p) - 4, "-->", 3);

    open->is_comment = found == NULL;
    return found == NULL ? p + 4 : found + 3;
}

/* The end of what begins at '<': a tag, a comment, or a dropped element. */
static const char *
skip_markup(Open *open, const char *p, const char *end)
{
    const char *found = open->is_tag ? NULL : memchr(p, '>', (gsize)(end - p));

    if (end - p > 4 && strncmp(p, "<!--", 4) == 0)
        return skip_comment(open, p, end);
    for (gsize i = 0; i < G_N_ELEMENTS(dropped); i++) {
        if (!is_name(p + 1, end, dropped[i]) || open->is_dropped[i])
            continue;
        const char *end_tag = find_end_tag(p + 1, end, dropped[i]);
        open->is_dropped[i] = end_tag == NULL;
        if (end_tag != NULL)
            found = memchr(end_tag, '>', (gsize)(end - end_tag));
    }
    open->is_tag = found == NULL;
    return found == NULL ? p : found + 1;
}

/* An address like "anna@x.example" in place of the name of a tag. */
static gboolean
is_address(const char *p, const char *end)
{
    const char *begin = p;

    while (p < end && strchr(" \t\r\n<>=\"'@", *p) == NULL)
        p++;
    return p > begin && p < end && *p == '@';
}

/* Handles the '<' at `p`: it is a plain character, or markup, which is left out except for line
 * ends. */
static const char *
append_markup(GString *text, Open *open, const char *p, const char *end)
{
    if (p + 1 < end &&
        ((strchr("/!?", p[1]) == NULL && !g_ascii_isalpha(p[1])) || is_address(p + 1, end))) {
        g_string_append_c(text, '<');
        return p + 1;
    }
    const char *name = p + 1 < end && p[1] == '/' ? p + 2 : p + 1;
    if (ends_line(name, end) && text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c(text, '\n');
    const char *behind = skip_markup(open, p, end);
    if (behind > p)
        return behind;
    g_string_append_c(text, '<');
    return p + 1;
}

static const char *
append_entity(GString *text, const char *p, const char *end)
{
    for (gsize i = 0; i < G_N_ELEMENTS(entities); i++) {
        gsize length = strlen(entities[i].entity);
        if ((gsize)(end - p) > length + 1 && strncmp(p + 1, entities[i].entity, length) == 0 &&
            p[length + 1] == ';') {
            g_string_append(text, entities[i].text);
            return p + length + 2;
        }
    }
    g_string_append_c(text, '&');
    return p + 1;
}

char *
html_crude_text(const char *html, gsize length, gsize max_bytes)
{
    GString *text = g_string_new(NULL);
    const char *end = html + length;
    Open open = {0};

    for (const char *p = html; p < end && text->len < max_bytes;) {
        const char *plain = p;
        while (p < end && *p != '<' && *p != '&' && (gsize)(p - plain) < max_bytes)
            p++;
        g_string_append_len(text, plain, p - plain);
        if (p < end && *p == '&')
            p = append_entity(text, p, end);
        else if (p < end && *p == '<')
            p = append_markup(text, &open, p, end);
    }
    return g_string_free(text, FALSE);
}

/* html_list.c - see html_list.h. */
#include "parsers/text/html_list.h"

#include "parsers/text/html_declaration.h"
#include "parsers/text/html_tree.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NUMBER 100000
#define LETTERS 26

static guint
read_number(const char *value)
{
    return (guint)CLAMP(strtol(value, NULL, 10), 1, MAX_NUMBER);
}

guint
html_list_start(const GumboNode *list)
{
    const char *start = html_tree_attribute(list, "start");

    if (list->v.element.tag != GUMBO_TAG_OL)
        return 0;
    return start == NULL ? 1 : read_number(start);
}

/* 'a' or 'A' if the items of a list are counted by letters, else '\0'. */
static gint
first_letter(const GumboNode *list)
{
    const char *type = list == NULL ? NULL : html_tree_attribute(list, "type");
    const char *attribute = list == NULL ? NULL : html_tree_attribute(list, "style");
    char style[HTML_DECLARATION_BYTES];

    if (type != NULL && (strcmp(type, "a") == 0 || strcmp(type, "A") == 0))
        return *type;
    if (attribute == NULL)
        return '\0';
    html_declaration_squeeze(attribute, style);
    const char *value = html_declaration_value(style, "list-style-type");
    if (value == NULL)
        return '\0';
    return g_str_has_prefix(value, "lower-alpha") || g_str_has_prefix(value, "lower-latin") ? 'a'
           : g_str_has_prefix(value, "upper-alpha") || g_str_has_prefix(value, "upper-latin")
               ? 'A'
               : '\0';
}

char *
html_list_marker(const GumboNode *item, guint *inout_number)
{
    const char *value = html_tree_attribute(item, "value");
    gint letter = first_letter(item->parent);

    if (*inout_number == 0)
        return g_strdup("- ");
    guint number = value == NULL ? *inout_number : read_number(value);
    *inout_number = number + 1;
    if (letter != '\0' && number <= LETTERS)
        return g_strdup_printf("%c. ", letter + (gint)number - 1);
    return g_strdup_printf("%u. ", number);
}

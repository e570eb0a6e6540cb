/* html_form.c - see html_form.h. */
#include "parsers/text/html_form.h"

#include "parsers/text/html_tree.h"
#include "parsers/text/text_clean.h"

#define MAX_VALUE_BYTES 4000

static gboolean
is_one_of(const char *type, const char *const *types, gsize n_types)
{
    for (gsize i = 0; i < n_types; i++) {
        if (g_ascii_strcasecmp(type, types[i]) == 0)
            return TRUE;
    }
    return FALSE;
}

char *
html_form_input(const GumboNode *input, gboolean *ret_is_answer)
{
    static const char *const unseen[] = {"hidden", "password", "image", "file"};
    static const char *const buttons[] = {"submit", "button", "reset"};
    const char *type = html_tree_attribute(input, "type");
    const char *value = html_tree_attribute(input, "value");
    gboolean is_checked = html_tree_attribute(input, "checked") != NULL;

    type = type == NULL ? "text" : type;
    *ret_is_answer = is_checked;
    if (g_ascii_strcasecmp(type, "checkbox") == 0)
        return g_strdup(is_checked ? "[x]" : "[ ]");
    if (g_ascii_strcasecmp(type, "radio") == 0)
        return g_strdup(is_checked ? "(x)" : "( )");
    *ret_is_answer = FALSE;
    if (value == NULL || is_one_of(type, unseen, G_N_ELEMENTS(unseen)))
        return g_strdup("");
    char *text = text_clean_line(value, MAX_VALUE_BYTES);
    *ret_is_answer = *text != '\0' && !is_one_of(type, buttons, G_N_ELEMENTS(buttons));
    return text;
}

gboolean
html_form_is_chosen(const GumboNode *option)
{
    return html_tree_attribute(option, "selected") != NULL;
}

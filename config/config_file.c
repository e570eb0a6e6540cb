/* config_file.c - see config_file.h. Looks at lines only, not at what a key means. */
#include "config/config_file.h"

#include <string.h>

#include "config/config.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static gboolean
is_utf_16(const char *text)
{
    return g_str_has_prefix(text, "\xff\xfe") || g_str_has_prefix(text, "\xfe\xff");
}

char *
config_file_read(const char *path, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autofree char *text = NULL;
    gsize length = 0;
    if (g_file_get_contents(path, &text, &length, &problem)) {
        if (strlen(text) == length || is_utf_16(text))
            return g_steal_pointer(&text);
        guint line = 1;
        for (const char *p = text; *p != '\0'; p++)
            line += *p == '\n' ? 1 : 0;
        g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_READ,
                    "%s has a NUL byte in line %u, behind which nothing would be read; take it out",
                    path, line);
        return NULL;
    }
    g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_READ, "cannot read the configuration %s: %s",
                path, problem->message);
    return NULL;
}

/* What was seen before this line. */
typedef struct {
    GHashTable *lines; /* "[group]" or "[group] key" -> number of its line */
    char *group;       /* with its brackets */
    GPtrArray *mistakes;
} Seen;

/* TRUE: `name` occurred before, in line *ret_line. */
static gboolean
note(Seen *seen, const char *name, guint number, guint *ret_line)
{
    *ret_line = GPOINTER_TO_UINT(g_hash_table_lookup(seen->lines, name));
    if (*ret_line == 0)
        g_hash_table_insert(seen->lines, g_strdup(name), GUINT_TO_POINTER(number));
    return *ret_line != 0;
}

static void
check_line(Seen *seen, char *line, guint number)
{
    guint earlier;
    g_strstrip(line);
    if (*line == '[') {
        g_free(seen->group);
        seen->group = g_strndup(line, strcspn(line, "]") + 1);
        return;
    }
    char *equals = strchr(line, '=');
    if (*line == '#' || equals == NULL || seen->group == NULL)
        return;
    *equals = '\0';
    g_autofree char *name = g_strdup_printf("%s %s", seen->group, g_strchomp(line));
    if (note(seen, name, number, &earlier))
        g_ptr_array_add(seen->mistakes,
                        g_strdup_printf("%s: set twice, in lines %u and %u; take one of them out",
                                        name, earlier, number));
}

const char *
config_file_check(const char *text, GPtrArray *mistakes)
{
    g_autoptr(GHashTable) lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Seen seen = {.lines = lines, .mistakes = mistakes};
    if (is_utf_16(text))
        g_ptr_array_add(mistakes, g_strdup("the file is UTF-16; save it as UTF-8"));
    if (g_str_has_prefix(text, BYTE_ORDER_MARK)) {
        g_ptr_array_add(mistakes, g_strdup("the file begins with a byte order mark; save it as "
                                           "UTF-8 without one"));
        text += strlen(BYTE_ORDER_MARK);
    }
    g_auto(GStrv) all = g_strsplit(text, "\n", -1);
    for (guint i = 0; all[i] != NULL; i++)
        check_line(&seen, all[i], i + 1);
    g_free(seen.group);
    return text;
}

/* enriched_text.c - see enriched_text.h. */
#include "parsers/text/enriched_text.h"

#include <string.h>

#define MAX_COMMAND_BYTES 62

/* The command at `p` ("<bold>", "</param>"), in lower case with its slash. Returns its end, or NULL
 * if no command begins there. */
static const char *
read_command(const char *p, char command[MAX_COMMAND_BYTES + 1])
{
    gsize length = 0;

    for (p++; *p != '>' && length < MAX_COMMAND_BYTES; p++) {
        if (!g_ascii_isalnum(*p) && strchr("-/", *p) == NULL)
            return NULL;
        if (*p == '\0')
            return NULL;
        command[length++] = g_ascii_tolower(*p);
    }
    command[length] = '\0';
    return *p == '>' && length > 0 ? p + 1 : NULL;
}

/* The end of a parameter. `is_open`: the text has no further end, so it is not searched again. */
static const char *
skip_parameter(const char *p, gboolean *is_open)
{
    const char *end = *is_open ? NULL : strstr(p, "</param>");

    *is_open = end == NULL;
    return end == NULL ? p : end + strlen("</param>");
}

static void
put_breaks(GString *plain, gsize n, gboolean is_unfilled)
{
    gboolean is_line_start = plain->len == 0 || plain->str[plain->len - 1] == '\n';

    if (n == 1 && !is_unfilled && !is_line_start)
        g_string_append_c(plain, ' ');
    for (gsize i = is_unfilled ? 0 : 1; i < n; i++)
        g_string_append_c(plain, '\n');
}

static gboolean
is_either(const char *command, const char *one, const char *other)
{
    return strcmp(command, one) == 0 || strcmp(command, other) == 0;
}

/* Handles a command other than <param>. */
static void
obey(const char *command, GString *plain, gboolean *is_unfilled)
{
    if (is_either(command, "nl", "paragraph"))
        g_string_append_c(plain, '\n');
    if (strcmp(command, "lt") == 0)
        g_string_append_c(plain, '<');
    if (is_either(command, "nofill", "/nofill"))
        *is_unfilled = *command == 'n';
}

char *
enriched_text_plain(const char *enriched)
{
    GString *plain = g_string_new(NULL);
    char command[MAX_COMMAND_BYTES + 1];
    gboolean is_unfilled = FALSE, is_open = FALSE;

    for (const char *p = enriched; *p != '\0';) {
        const char *end = *p == '<' ? read_command(p, command) : NULL;
        if (*p == '\n') {
            gsize n = strspn(p, "\n");
            put_breaks(plain, n, is_unfilled);
            p += n;
        } else if (p[0] == '<' && p[1] == '<') {
            g_string_append_c(plain, '<');
            p += 2;
        } else if (end != NULL) {
            p = strcmp(command, "param") == 0 ? skip_parameter(end, &is_open) : end;
            obey(command, plain, &is_unfilled);
        } else {
            g_string_append_c(plain, *p++);
        }
    }
    return g_string_free(plain, FALSE);
}

/* terminal.c - see terminal.h. */
#include "gateway/commands/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define TERMINAL_DEFAULT_COLUMNS 80

static gboolean
is_safe(gunichar c)
{
    GUnicodeType type = g_unichar_type(c);
    return c != 0xfffd && !g_unichar_iscntrl(c) && type != G_UNICODE_FORMAT &&
           type != G_UNICODE_SURROGATE && type != G_UNICODE_UNASSIGNED &&
           type != G_UNICODE_PRIVATE_USE && type != G_UNICODE_LINE_SEPARATOR &&
           type != G_UNICODE_PARAGRAPH_SEPARATOR;
}

static char *
clean_some(const char *text, gboolean is_line_kept)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    GString *clean = g_string_new(NULL);
    for (const char *p = valid; *p != '\0'; p = g_utf8_find_next_char(p, NULL)) {
        gunichar c = g_utf8_get_char(p);
        if (is_safe(c) || (is_line_kept && (c == '\n' || c == '\t')))
            g_string_append_unichar(clean, c);
        else if (is_line_kept && c == '\r')
            continue;
        else
            g_string_append_c(clean, c == '\n' || c == '\t' ? ' ' : '?');
    }
    return g_string_free(clean, FALSE);
}

char *
terminal_clean(const char *text)
{
    return clean_some(text, FALSE);
}

char *
terminal_clean_lines(const char *text)
{
    return clean_some(text, TRUE);
}

static guint
char_width(gunichar c)
{
    if (g_unichar_iszerowidth(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

guint
terminal_width(const char *text)
{
    guint width = 0;
    for (const char *p = text; *p != '\0'; p = g_utf8_find_next_char(p, NULL))
        width += char_width(g_utf8_get_char(p));
    return width;
}

char *
terminal_fit(const char *text, guint columns)
{
    g_autofree char *clean = terminal_clean(text);
    GString *fitted = g_string_new(NULL);
    gboolean is_cut = terminal_width(clean) > columns;
    guint limit = is_cut && columns > 0 ? columns - 1 : columns;
    guint width = 0;
    for (const char *p = clean; *p != '\0'; p = g_utf8_find_next_char(p, NULL)) {
        guint next = char_width(g_utf8_get_char(p));
        if (width + next > limit)
            break;
        width += next;
        g_string_append_unichar(fitted, g_utf8_get_char(p));
    }
    if (is_cut && columns > 0) {
        g_string_append(fitted, "\xe2\x80\xa6");
        width++;
    }
    for (; width < columns; width++)
        g_string_append_c(fitted, ' ');
    return g_string_free(fitted, FALSE);
}

guint
terminal_columns(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) != 1)
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    const char *columns = getenv("COLUMNS");
    guint64 number = 0;
    if (columns != NULL && g_ascii_string_to_unsigned(columns, 10, 20, 10000, &number, NULL))
        return (guint)number;
    return TERMINAL_DEFAULT_COLUMNS;
}

char *
terminal_time(gint64 when_s, const char *otherwise)
{
    g_autoptr(GDateTime) when = when_s > 0 ? g_date_time_new_from_unix_local(when_s) : NULL;
    return when != NULL ? g_date_time_format(when, "%Y-%m-%d %H:%M:%S") : g_strdup(otherwise);
}

void
terminal_await(const char *command, const char *what)
{
    if (isatty(STDIN_FILENO) == 1)
        fprintf(stderr, "ticketgate %s: type %s; Ctrl-D at the beginning of a line ends it\n",
                command, what);
}

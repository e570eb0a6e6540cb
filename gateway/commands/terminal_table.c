/* terminal_table.c - see terminal_table.h. */
#include "gateway/commands/terminal_table.h"

#include <stdio.h>
#include <unistd.h>

#include "gateway/commands/terminal.h"

#define GAP 2
#define LAST_LEAST_COLUMNS 20

static guint
widest(const char *title, const GPtrArray *rows, guint column)
{
    guint width = terminal_width(title);

    for (guint i = 0; i < rows->len; i++) {
        char **row = g_ptr_array_index(rows, i);
        g_autofree char *clean = terminal_clean(row[column]);
        width = MAX(width, terminal_width(clean));
    }
    return width;
}

static void
print_row(const char *const *row, const GArray *widths)
{
    GString *line = g_string_new(NULL);

    for (guint i = 0; i < widths->len; i++) {
        g_autofree char *cell = terminal_fit(row[i], g_array_index(widths, guint, i));
        g_string_append_printf(line, "%s%*s", cell, i + 1 < widths->len ? GAP : 0, "");
    }
    g_autofree char *text = g_strchomp(g_string_free(line, FALSE));
    puts(text);
}

void
terminal_table_print(const char *const *titles, const GPtrArray *rows)
{
    g_autoptr(GArray) widths = g_array_new(FALSE, FALSE, sizeof(guint));
    guint used = 0;

    for (guint i = 0; titles[i] != NULL; i++) {
        guint width = widest(titles[i], rows, i);
        if (titles[i + 1] == NULL && isatty(STDOUT_FILENO)) {
            guint columns = terminal_columns();
            guint left = columns > used ? columns - used : 0;
            width = MIN(width, MAX(left, LAST_LEAST_COLUMNS));
        }
        used += width + GAP;
        g_array_append_val(widths, width);
    }
    print_row(titles, widths);
    for (guint i = 0; i < rows->len; i++)
        print_row(g_ptr_array_index(rows, i), widths);
}

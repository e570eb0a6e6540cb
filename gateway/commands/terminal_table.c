/* terminal_table.c - see terminal_table.h. */
#include "gateway/commands/terminal_table.h"

#include <stdint.h>
#include <stdio.h>

#include "gateway/commands/terminal.h"

#define GAP 2
#define WIDEST 20    /* of a column before the last, if the terminal is too narrow */
#define NARROWEST 10 /* of the last */

static guint
cell_width(const char *cell)
{
    g_autofree char *clean = terminal_clean(cell);
    return terminal_width(clean);
}

/* (transfer full) */
static guint *
measure(const char *const *titles, const GPtrArray *rows, guint count)
{
    guint *widths = g_new0(guint, count);
    for (guint column = 0; column < count; column++) {
        widths[column] = cell_width(titles[column]);
        for (guint i = 0; i < rows->len; i++) {
            char *const *cells = g_ptr_array_index(rows, i);
            widths[column] = MAX(widths[column], cell_width(cells[column]));
        }
    }
    return widths;
}

static guint
sum_of(const guint *widths, guint count)
{
    guint sum = 0;
    for (guint column = 0; column < count; column++)
        sum += widths[column] + GAP;
    return sum;
}

static void
fit_widths(guint *widths, guint count, guint columns)
{
    guint last = count - 1;
    if (sum_of(widths, last) + widths[last] <= columns)
        return;
    if (sum_of(widths, last) + NARROWEST > columns)
        for (guint column = 0; column < last; column++)
            widths[column] = MIN(widths[column], WIDEST);
    guint used = sum_of(widths, last);
    guint rest = columns > used + NARROWEST ? columns - used : NARROWEST;
    widths[last] = MIN(widths[last], rest);
}

static void
add_row(GString *text, const char *const *cells, const guint *widths, guint count)
{
    for (guint column = 0; column < count; column++) {
        g_autofree char *cell = terminal_fit(cells[column], widths[column]);
        g_string_append_printf(text, "%s%*s", cell, column + 1 < count ? GAP : 0, "");
    }
    while (text->len > 0 && text->str[text->len - 1] == ' ')
        g_string_truncate(text, text->len - 1);
    g_string_append_c(text, '\n');
}

char *
terminal_table_format(const char *const *titles, const GPtrArray *rows, guint columns)
{
    guint count = g_strv_length((char **)(uintptr_t)titles);
    g_autofree guint *widths = measure(titles, rows, count);
    GString *text = g_string_new(NULL);
    if (columns > 0)
        fit_widths(widths, count, columns);
    add_row(text, titles, widths, count);
    for (guint i = 0; i < rows->len; i++)
        add_row(text, g_ptr_array_index(rows, i), widths, count);
    return g_string_free(text, FALSE);
}

void
terminal_table_print(const char *const *titles, const GPtrArray *rows)
{
    g_autofree char *text = terminal_table_format(titles, rows, terminal_columns());
    fputs(text, stdout);
}

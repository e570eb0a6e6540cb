#include "desk_html.h"

#include <string.h>

#include "desk_store.h"

void
desk_html_add_text(GString *page, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_string_append(page, escaped);
}

void
desk_html_add_element(GString *page, const char *open, const char *text, const char *close)
{
    g_string_append(page, open);
    desk_html_add_text(page, text);
    g_string_append(page, close);
}

GString *
desk_html_begin(const char *title)
{
    GString *page =
        g_string_new("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width\">");
    desk_html_add_element(page, "<title>", title, "</title>");
    g_string_append(page, "<link rel=\"stylesheet\" href=\"/style.css\"></head>\n<body>\n"
                          "<header><a href=\"/\">Incident desk</a></header>\n<main>\n");
    return page;
}

DeskAnswer *
desk_html_end(GString *page, guint status)
{
    g_string_append(page, "</main>\n</body>\n</html>\n");
    return desk_answer_new(status, "text/html; charset=utf-8", g_string_free(page, FALSE));
}

DeskAnswer *
desk_html_refusal(guint status, const char *why)
{
    GString *page = desk_html_begin(desk_answer_phrase(status));
    desk_html_add_element(page, "<h1>", desk_answer_phrase(status), "</h1>\n");
    desk_html_add_element(page, "<p dir=\"auto\">", why, "</p>\n");
    return desk_html_end(page, status);
}

DeskAnswer *
desk_html_error(const GError *error)
{
    return desk_html_refusal(desk_answer_status(error), error->message);
}

void
desk_html_add_time(GString *page, gint64 time_ms)
{
    g_autofree char *stamp = desk_clock_format(time_ms);
    g_string_append_printf(page, "<time datetime=\"%s\">%.10s %.8s</time>", stamp, stamp,
                           stamp + strlen("2000-01-01T"));
}

void
desk_html_add_state(GString *page, const char *state)
{
    g_autofree char *name = g_ascii_strdown(state, -1);
    g_strdelimit(name, " ", '-');
    g_string_append_printf(page, "<span class=\"state %s\">", name);
    desk_html_add_element(page, "", state, "</span>");
}

void
desk_html_add_option(GString *page, const char *value, const char *text, gboolean is_selected)
{
    desk_html_add_element(page, "<option value=\"", value, is_selected ? "\" selected>" : "\">");
    desk_html_add_element(page, "", text, "</option>");
}

char *
desk_html_ticket_address(const char *number)
{
    g_autofree char *escaped = g_uri_escape_string(number, NULL, FALSE);
    return g_strconcat("/ticket/", escaped, NULL);
}

#include "desk_pages.h"

#include <gio/gio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "desk-resources.h"
#include "desk_tickets.h"

#define TICKET_PATH "/ticket/"
#define HTML_TYPE "text/html; charset=utf-8"

gboolean
desk_pages_has(const char *path)
{
    return strcmp(path, "/") == 0 || strcmp(path, "/style.css") == 0 ||
           g_str_has_prefix(path, TICKET_PATH);
}

/* Text that came from outside, with nothing in it that HTML would read. */
static void
add_escaped(GString *page, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_string_append(page, escaped);
}

static void
add_element(GString *page, const char *open, const char *text, const char *close)
{
    g_string_append(page, open);
    add_escaped(page, text);
    g_string_append(page, close);
}

static GString *
begin_page(const char *title)
{
    GString *page =
        g_string_new("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width\">");
    add_element(page, "<title>", title, "</title>");
    g_string_append(page, "<link rel=\"stylesheet\" href=\"/style.css\"></head>\n<body>\n"
                          "<header><a href=\"/\">Incident desk</a></header>\n<main>\n");
    return page;
}

static DeskAnswer *
end_page(GString *page, guint status)
{
    g_string_append(page, "</main>\n</body>\n</html>\n");
    return desk_answer_new(status, HTML_TYPE, g_string_free(page, FALSE));
}

static DeskAnswer *
page_error(const GError *error)
{
    g_autoptr(DeskAnswer) failure = desk_answer_new_error(error);
    GString *page = begin_page(desk_answer_phrase(failure->status));
    add_element(page, "<h1>", desk_answer_phrase(failure->status), "</h1>\n");
    add_element(page, "<p>", error->message, "</p>\n");
    return end_page(page, failure->status);
}

static void
add_time(GString *page, gint64 time_ms)
{
    g_autofree char *stamp = desk_clock_format(time_ms);
    g_string_append_printf(page, "<time datetime=\"%s\">%.10s %.8s</time>", stamp, stamp,
                           stamp + strlen("2000-01-01T"));
}

/* The state as a badge; its class is the state in small letters without spaces. */
static void
add_state(GString *page, const char *state)
{
    g_autofree char *name = g_ascii_strdown(state, -1);
    g_strdelimit(name, " ", '-');
    g_string_append_printf(page, "<span class=\"state %s\">", name);
    add_element(page, "", state, "</span>");
}

static void
add_ticket_row(GString *page, const DeskTicket *ticket)
{
    g_autofree char *number = desk_ticket_number(ticket->id);
    g_string_append_printf(page, "<tr><td><a href=\"" TICKET_PATH "%s\">%s</a></td><td>", number,
                           number);
    add_state(page, ticket->state);
    add_element(page, "</td><td class=\"words\" dir=\"auto\">", ticket->short_description, "</td>");
    add_element(page, "<td>", ticket->ci, "</td><td>");
    add_time(page, ticket->updated_ms);
    g_string_append(page, "</td></tr>\n");
}

static DeskAnswer *
page_list(DeskStore *store)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) tickets = desk_tickets_list(store, DESK_TICKETS_ALL, &error);
    if (tickets == NULL)
        return page_error(error);
    GString *page = begin_page("Incident desk");
    g_string_append_printf(page, "<h1>Tickets <small>%u</small></h1>\n", tickets->len);
    if (tickets->len == 0)
        g_string_append(page, "<p class=\"quiet\">No ticket yet.</p>\n");
    else
        g_string_append(page, "<div class=\"scroll\"><table>\n<thead><tr><th>Number</th>"
                              "<th>State</th><th>Short description</th><th>CI</th>"
                              "<th>Updated (UTC)</th></tr></thead>\n<tbody>\n");
    for (guint i = tickets->len; i > 0; i--)
        add_ticket_row(page, g_ptr_array_index(tickets, i - 1));
    if (tickets->len > 0)
        g_string_append(page, "</tbody></table></div>\n");
    return end_page(page, 200);
}

static void
add_fact(GString *page, const char *name, const char *value)
{
    if (*value == '\0')
        return;
    add_element(page, "<dt>", name, "</dt>");
    add_element(page, "<dd dir=\"auto\">", value, "</dd>\n");
}

static void
add_facts(GString *page, const DeskTicket *ticket)
{
    g_string_append(page, "<dl>\n<dt>State</dt><dd>");
    add_state(page, ticket->state);
    g_string_append(page, "</dd>\n");
    add_fact(page, "Reference", ticket->reference_number);
    add_fact(page, "CI", ticket->ci);
    add_fact(page, "Service", ticket->service);
    add_fact(page, "Pending", ticket->pending_reason);
    add_fact(page, "Close code", ticket->close_code);
    add_fact(page, "Solution", ticket->solution);
    g_string_append(page, "<dt>Created (UTC)</dt><dd>");
    add_time(page, ticket->created_ms);
    g_string_append(page, "</dd>\n</dl>\n");
}

static void
add_attachments(GString *page, const GPtrArray *attachments, const char *number)
{
    if (attachments->len == 0)
        return;
    g_string_append_printf(page, "<h2>Attachments <small>%u</small></h2>\n<ul class=\"files\">\n",
                           attachments->len);
    for (guint i = 0; i < attachments->len; i++) {
        const DeskNote *note = g_ptr_array_index(attachments, i);
        g_autofree char *size = g_format_size((guint64)note->size);
        g_string_append_printf(page, "<li><a href=\"" TICKET_PATH "%s/file/%" G_GINT64_FORMAT "\"",
                               number, note->id);
        add_element(page, " download dir=\"auto\">", note->text, "</a> ");
        add_element(page, "<small>", size, "</small></li>\n");
    }
    g_string_append(page, "</ul>\n");
}

static void
add_comments(GString *page, const GPtrArray *comments)
{
    if (comments->len > 0)
        g_string_append_printf(page, "<h2>Comments <small>%u</small></h2>\n", comments->len);
    for (guint i = 0; i < comments->len; i++) {
        const DeskNote *note = g_ptr_array_index(comments, i);
        add_element(page, "<article><p class=\"quiet\">", note->action, " &middot; ");
        add_time(page, note->time_ms);
        add_element(page, "</p>\n<pre dir=\"auto\">", note->text, "</pre></article>\n");
    }
}

static DeskAnswer *
page_ticket(DeskStore *store, const DeskTicket *ticket)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) attachments = desk_tickets_attachments(store, ticket->id, &error);
    if (attachments == NULL)
        return page_error(error);
    g_autoptr(GPtrArray) comments = desk_tickets_comments(store, ticket->id, &error);
    if (comments == NULL)
        return page_error(error);
    g_autofree char *number = desk_ticket_number(ticket->id);
    GString *page = begin_page(number);
    g_string_append_printf(page, "<p class=\"quiet\">%s</p>\n", number);
    add_element(page, "<h1 dir=\"auto\">", ticket->short_description, "</h1>\n");
    add_facts(page, ticket);
    add_element(page, "<h2>Description</h2>\n<pre dir=\"auto\">", ticket->description, "</pre>\n");
    add_attachments(page, attachments, number);
    add_comments(page, comments);
    return end_page(page, 200);
}

/* A file name that is safe to offer: no control characters, no separators. */
static char *
safe_name(const char *name)
{
    GString *safe = g_string_new(NULL);
    for (const char *at = name; *at != '\0'; at += g_utf8_skip[(guchar)*at]) {
        gunichar character = g_utf8_get_char(at);
        gboolean is_bad = g_unichar_iscntrl(character) || strchr("/\\\"<>|:*?", *at) != NULL ||
                          g_unichar_type(character) == G_UNICODE_FORMAT;
        g_string_append_unichar(safe, is_bad ? '_' : character);
    }
    return g_string_free(safe, FALSE);
}

static char *
make_disposition(const char *name)
{
    g_autofree char *safe = safe_name(name);
    GString *value = g_string_new("attachment; ");
    soup_header_g_string_append_param(value, "filename", safe);
    return g_string_free(value, FALSE);
}

static DeskAnswer *
page_file(DeskStore *store, const DeskTicket *ticket, const char *id)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = NULL;
    guint64 number = 0;
    g_ascii_string_to_unsigned(id, 10, 1, G_MAXINT64, &number, NULL);
    g_autoptr(GBytes) content =
        desk_tickets_content(store, ticket->id, (gint64)number, &name, &error);
    if (content == NULL)
        return page_error(error);
    DeskAnswer *answer = desk_answer_new(200, "application/octet-stream", g_strdup(""));
    g_bytes_unref(answer->body);
    answer->body = g_steal_pointer(&content);
    answer->disposition = make_disposition(name);
    return answer;
}

static DeskAnswer *
page_style(void)
{
    g_autoptr(GBytes) style = g_resource_lookup_data(
        desk_get_resource(), "/ticketgate-desk/style.css", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    g_assert(style != NULL); /* it is linked in */
    return desk_answer_new(200, "text/css; charset=utf-8", g_strdup(g_bytes_get_data(style, NULL)));
}

DeskAnswer *
desk_pages_run(DeskStore *store, const char *path)
{
    if (strcmp(path, "/") == 0)
        return page_list(store);
    if (strcmp(path, "/style.css") == 0)
        return page_style();
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) parts = g_strsplit(path + strlen(TICKET_PATH), "/", 3);
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, parts[0] ? parts[0] : "", &error);
    if (ticket == NULL)
        return page_error(error);
    if (parts[1] == NULL)
        return page_ticket(store, ticket);
    if (strcmp(parts[1], "file") == 0 && parts[2] != NULL)
        return page_file(store, ticket, parts[2]);
    error = g_error_new_literal(DESK_ERROR, DESK_ERROR_NOT_FOUND, "no such page");
    return page_error(error);
}

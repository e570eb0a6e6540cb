#include "desk_pages.h"

#include <gio/gio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "desk-resources.h"
#include "desk_html.h"
#include "desk_list_page.h"
#include "desk_ticket_page.h"
#include "desk_tickets.h"

#define TICKET_PATH "/ticket/"

gboolean
desk_pages_has(const char *path)
{
    return strcmp(path, "/") == 0 || strcmp(path, "/style.css") == 0 ||
           g_str_has_prefix(path, TICKET_PATH);
}

/* A file name that is safe for a download: no control characters, no separators. */
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
        desk_notes_content(store, ticket->id, (gint64)number, &name, &error);
    if (content == NULL)
        return desk_html_error(error);
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
    g_assert(style != NULL); /* compiled into the program */
    return desk_answer_new(200, "text/css; charset=utf-8", g_strdup(g_bytes_get_data(style, NULL)));
}

DeskAnswer *
desk_pages_run(DeskStore *store, const DeskPageRequest *request)
{
    if (strcmp(request->path, "/") == 0)
        return desk_list_page(store, request->query);
    if (strcmp(request->path, "/style.css") == 0)
        return page_style();
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) parts = g_strsplit(request->path + strlen(TICKET_PATH), "/", 3);
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, parts[0] ? parts[0] : "", &error);
    if (ticket == NULL)
        return desk_html_error(error);
    if (parts[1] == NULL)
        return desk_ticket_page(store, ticket, request->form_token);
    if (strcmp(parts[1], "file") == 0 && parts[2] != NULL)
        return page_file(store, ticket, parts[2]);
    error = g_error_new_literal(DESK_ERROR, DESK_ERROR_NOT_FOUND, "no such page");
    return desk_html_error(error);
}

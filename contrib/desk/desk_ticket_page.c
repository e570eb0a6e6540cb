#include "desk_ticket_page.h"

#include <string.h>

#include "desk_html.h"
#include "desk_requester.h"

static void
add_fact(GString *page, const char *name, const char *value)
{
    if (*value == '\0')
        return;
    desk_html_add_element(page, "<dt>", name, "</dt>");
    desk_html_add_element(page, "<dd dir=\"auto\">", value, "</dd>\n");
}

static void
add_time(GString *page, const char *name, gint64 time_ms)
{
    desk_html_add_element(page, "<dt>", name, " (UTC)</dt><dd>");
    desk_html_add_time(page, time_ms);
    g_string_append(page, "</dd>\n");
}

static void
add_facts(GString *page, const DeskTicket *ticket)
{
    g_autofree char *requester = desk_requester_of(ticket);
    g_string_append(page, "<dl>\n<dt>State</dt><dd>");
    desk_html_add_state(page, ticket->state);
    g_string_append(page, "</dd>\n");
    add_fact(page, "Type", ticket->ticket_type);
    add_fact(page, "Requester", requester);
    add_fact(page, "Affected", ticket->user);
    add_fact(page, "Priority", ticket->priority);
    add_fact(page, "Wanted by", ticket->desired_delivery_date);
    add_fact(page, "CI", ticket->ci);
    add_fact(page, "Service", ticket->service);
    add_fact(page, "Pending", ticket->pending_reason);
    add_fact(page, "Close code", ticket->close_code);
    add_fact(page, "Solution", ticket->solution);
    add_time(page, "Created", ticket->created_ms);
    add_time(page, "Changed", ticket->updated_ms);
    add_fact(page, "Reference", ticket->reference_number);
    g_string_append(page, "</dl>\n");
}

static void
add_file(GString *page, const DeskNote *file, const char *number)
{
    g_autofree char *size = g_format_size((guint64)file->size);
    g_autofree char *address = desk_html_ticket_address(number);
    g_string_append_printf(page, "<li><a href=\"%s/file/%" G_GINT64_FORMAT "\"", address, file->id);
    desk_html_add_element(page, " download dir=\"auto\">", file->text, "</a> ");
    desk_html_add_element(page, "<small>", size, "</small></li>\n");
}

/* The files that came with the request of owner, or with a comment of the desk. */
static void
add_files(GString *page, const GPtrArray *files, const DeskNote *owner, const char *number)
{
    gboolean is_open = FALSE;
    for (guint i = 0; i < files->len; i++) {
        const DeskNote *file = g_ptr_array_index(files, i);
        if (owner->request != 0 ? file->request != owner->request
                                : owner->id == 0 || file->comment != owner->id)
            continue;
        g_string_append(page, is_open ? "" : "<ul class=\"files\">\n");
        is_open = TRUE;
        add_file(page, file, number);
    }
    g_string_append(page, is_open ? "</ul>\n" : "");
}

static void
add_comments(GString *page, const GPtrArray *comments, const GPtrArray *files, const char *number)
{
    if (comments->len > 0)
        g_string_append_printf(page, "<h2 id=\"comments\">Comments <small>%u</small></h2>\n",
                               comments->len);
    for (guint i = 0; i < comments->len; i++) {
        const DeskNote *note = g_ptr_array_index(comments, i);
        desk_html_add_element(page, "<article><p class=\"quiet\">", note->action, " &middot; ");
        desk_html_add_time(page, note->time_ms);
        g_string_append(page, "</p>\n");
        if (*note->text != '\0')
            desk_html_add_element(page, "<pre dir=\"auto\">", note->text, "</pre>\n");
        add_files(page, files, note, number);
        g_string_append(page, "</article>\n");
    }
}

static void
add_form(GString *page, const DeskTicket *ticket, const char *form_token)
{
    g_autofree char *address = desk_html_ticket_address(ticket->number);
    g_string_append_printf(page,
                           "<form class=\"change\" method=\"post\" action=\"%s\""
                           " autocomplete=\"off\">\n<h2>Change</h2>\n",
                           address);
    desk_html_add_element(page, "<input type=\"hidden\" name=\"token\" value=\"", form_token,
                          "\">\n<label>State <select name=\"state\">");
    for (const char *const *state = desk_ticket_states; *state != NULL; state++)
        desk_html_add_option(page, *state, *state, strcmp(*state, ticket->state) == 0);
    g_string_append(page,
                    "</select></label>\n<label class=\"wide\">Comment"
                    " <textarea name=\"comment\" rows=\"4\" dir=\"auto\"></textarea></label>\n"
                    "<button>Save</button>\n</form>\n");
}

DeskAnswer *
desk_ticket_page(DeskStore *store, const DeskTicket *ticket, const char *form_token)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) files = desk_notes_attachments(store, ticket->id, &error);
    if (files == NULL)
        return desk_html_error(error);
    g_autoptr(GPtrArray) comments = desk_notes_comments(store, ticket->id, &error);
    if (comments == NULL)
        return desk_html_error(error);
    const DeskNote opening = {.request = ticket->request};
    const char *number = ticket->number;
    GString *page = desk_html_begin(number);
    g_string_append_printf(page, "<p class=\"quiet\">%s</p>\n", number);
    desk_html_add_element(page, "<h1 dir=\"auto\">", ticket->short_description, "</h1>\n");
    add_facts(page, ticket);
    desk_html_add_element(page, "<h2>Description</h2>\n<pre dir=\"auto\">", ticket->description,
                          "</pre>\n");
    add_files(page, files, &opening, number);
    add_comments(page, comments, files, number);
    add_form(page, ticket, form_token);
    return desk_html_end(page, 200);
}

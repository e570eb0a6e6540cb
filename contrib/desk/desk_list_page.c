#include "desk_list_page.h"

#include "desk_html.h"
#include "desk_requester.h"
#include "desk_tickets.h"
#include "desk_view.h"

static void
add_choices(GString *page, const char *open, const DeskViewChoice *choices,
            const DeskViewChoice *chosen)
{
    g_string_append(page, open);
    for (const DeskViewChoice *choice = choices; choice->value != NULL; choice++)
        desk_html_add_option(page, choice->value, choice->text, choice == chosen);
    g_string_append(page, "</select></label>\n");
}

static void
add_filter(GString *page, const DeskView *view)
{
    desk_html_add_element(
        page,
        "<form class=\"filter\" method=\"get\" action=\"/\">\n"
        "<label class=\"wide\">Search <input type=\"search\" name=\"q\" dir=\"auto\""
        " value=\"",
        view->words, "\"></label>\n");
    add_choices(page, "<label>State <select name=\"state\">", desk_view_states, view->state);
    add_choices(page, "<label>Order <select name=\"sort\">", desk_view_sorts, view->sort);
    g_string_append(page, "<button>Show</button>\n</form>\n");
}

static void
add_row(GString *page, const DeskTicket *ticket)
{
    g_autofree char *requester = desk_requester_of(ticket);
    g_autofree char *address = desk_html_ticket_address(ticket->number);
    g_string_append_printf(page,
                           "<tr><td class=\"number\"><a href=\"%s\">%s</a></td>"
                           "<td class=\"badge\">",
                           address, ticket->number);
    desk_html_add_state(page, ticket->state);
    desk_html_add_element(page, "</td><td class=\"words\" dir=\"auto\">", ticket->short_description,
                          "</td>");
    desk_html_add_element(page, "<td class=\"person\" dir=\"auto\">", requester, "</td>");
    desk_html_add_element(page, "<td class=\"ci\" dir=\"auto\">", ticket->ci,
                          "</td><td class=\"when\">");
    desk_html_add_time(page, ticket->updated_ms);
    g_string_append(page, "</td></tr>\n");
}

static void
add_table(GString *page, const GPtrArray *tickets)
{
    g_string_append(page,
                    "<div class=\"scroll\"><table class=\"list\">\n<thead><tr>"
                    "<th>Number</th><th>State</th><th>Short description</th><th>Requester</th>"
                    "<th>CI</th><th>Changed (UTC)</th></tr></thead>\n<tbody>\n");
    for (guint i = 0; i < tickets->len; i++)
        add_row(page, g_ptr_array_index(tickets, i));
    g_string_append(page, "</tbody></table></div>\n");
}

/* A link to another page, or quiet text if there is no such page. */
static void
add_link(GString *page, const DeskView *view, const char *text, gint64 number)
{
    if (number < 1 || number > view->pages || number == view->page) {
        desk_html_add_element(page, "<span class=\"quiet\">", text, "</span>\n");
        return;
    }
    g_autofree char *address = desk_view_address(view, number);
    desk_html_add_element(page, "<a href=\"", address, "\">");
    desk_html_add_element(page, "", text, "</a>\n");
}

static void
add_pages(GString *page, const DeskView *view)
{
    if (view->pages < 2)
        return;
    g_string_append(page, "<nav class=\"pages\" aria-label=\"Pages\">\n");
    add_link(page, view, "First", 1);
    add_link(page, view, "Previous", view->page - 1);
    g_string_append_printf(page, "<span>Page %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT "</span>\n",
                           view->page, view->pages);
    add_link(page, view, "Next", view->page + 1);
    add_link(page, view, "Last", view->pages);
    g_string_append(page, "</nav>\n");
}

DeskAnswer *
desk_list_page(DeskStore *store, GHashTable *query)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskView) view = desk_view_new(query);
    g_autoptr(GPtrArray) tickets = desk_view_read(view, store, &error);
    if (tickets == NULL)
        return desk_html_error(error);
    gboolean is_all = *view->words == '\0' && view->state == desk_view_states;
    GString *page = desk_html_begin("Incident desk");
    g_string_append_printf(page, "<h1>Tickets <small>%" G_GINT64_FORMAT "</small></h1>\n",
                           view->total);
    add_filter(page, view);
    if (tickets->len > 0)
        add_table(page, tickets);
    else
        g_string_append(page, is_all ? "<p class=\"quiet\">No ticket yet.</p>\n"
                                     : "<p class=\"quiet\">No ticket is like that.</p>\n");
    add_pages(page, view);
    return desk_html_end(page, 200);
}

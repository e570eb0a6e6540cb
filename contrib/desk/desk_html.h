#pragma once

/*
 * The common parts of all pages: head and foot, escaped text, times, states. Text from a request
 * only gets into a page through desk_html_add_text() or desk_html_add_element().
 */

#include "desk_answer.h"

/* Begins a page. title: UTF-8, escaped here. Returns: (transfer full): the page so far. */
GString *desk_html_begin(const char *title);

/* Ends a page. page: (transfer full). Returns: (transfer full): the answer with this status. */
DeskAnswer *desk_html_end(GString *page, guint status);

/* Adds text from outside, escaped for HTML. */
void desk_html_add_text(GString *page, const char *text);

/* Adds the same between two pieces of HTML. */
void desk_html_add_element(GString *page, const char *open, const char *text, const char *close);

/* Adds a time in UTC, with seconds. */
void desk_html_add_time(GString *page, gint64 time_ms);

/* Adds the state as a badge; its class is the state in lower case without spaces. */
void desk_html_add_state(GString *page, const char *state);

/* Returns: (transfer full): the address of a ticket's page, `/ticket/INC%2300000001`. */
char *desk_html_ticket_address(const char *number);

/* Adds an <option> with this value; text is what people read. */
void desk_html_add_option(GString *page, const char *value, const char *text, gboolean is_selected);

/* Returns: (transfer full): a page that says what went wrong, with the status of the error. */
DeskAnswer *desk_html_error(const GError *error);

/* Returns: (transfer full): a page with this status that says why. */
DeskAnswer *desk_html_refusal(guint status, const char *why);

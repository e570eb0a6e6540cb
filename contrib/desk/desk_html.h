#pragma once

/*
 * What all pages of the desk are made of: head and foot, escaped text, times, states. Nothing that
 * a request brought in reaches a page but through desk_html_add_text() or desk_html_add_element().
 */

#include "desk_answer.h"

/* Begins a page. title: UTF-8, escaped here. Returns: (transfer full): the page so far. */
GString *desk_html_begin(const char *title);

/* Ends a page. page: (transfer full). Returns: (transfer full): the answer with this status. */
DeskAnswer *desk_html_end(GString *page, guint status);

/* Text that came from outside, with nothing in it that HTML would read. */
void desk_html_add_text(GString *page, const char *text);

/* The same between two pieces of HTML. */
void desk_html_add_element(GString *page, const char *open, const char *text, const char *close);

/* A time in UTC, to the second. */
void desk_html_add_time(GString *page, gint64 time_ms);

/* The state as a badge; its class is the state in small letters without spaces. */
void desk_html_add_state(GString *page, const char *state);

/* An <option> with this value; text is what people read. */
void desk_html_add_option(GString *page, const char *value, const char *text, gboolean is_selected);

/* Returns: (transfer full): the page that says what went wrong, with its status. */
DeskAnswer *desk_html_error(const GError *error);

/* Returns: (transfer full): the page with this status that says why. */
DeskAnswer *desk_html_refusal(guint status, const char *why);

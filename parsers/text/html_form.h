/* html_form.h - reads the filled-in fields of a form in HTML mail. */
#pragma once

#include <glib.h>
#include <gumbo.h>

/* The visible part of an <input>: its text, "[x]" or "[ ]" for a check box, "(x)" or "( )" for a
 * radio button; "" if nothing is visible. `ret_is_answer`: it is filled in (the label of a button
 * does not count). (transfer full) */
char *html_form_input(const GumboNode *input, gboolean *ret_is_answer);

/* Whether an <option> is selected. */
gboolean html_form_is_chosen(const GumboNode *option);

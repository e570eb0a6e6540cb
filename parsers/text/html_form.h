/* html_form.h - what somebody filled in: the fields of a form in HTML mail. */
#pragma once

#include <glib.h>
#include <gumbo.h>

/* What is seen of an <input>: its text, "[x]" or "[ ]" for a box, "(x)" or "( )" for one of a
 * choice; "" if nothing is. `ret_is_answer`: it holds something (a label of a button does not
 * count). (transfer full) */
char *html_form_input(const GumboNode *input, gboolean *ret_is_answer);

/* Whether an <option> is the one that is chosen. */
gboolean html_form_is_chosen(const GumboNode *option);

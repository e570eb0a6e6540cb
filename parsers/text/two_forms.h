/* two_forms.h - chooses between the two forms of one text, plain and HTML. */
#pragma once

#include <glib.h>

typedef struct {
    gboolean is_html;    /* the HTML says more */
    gboolean keep_other; /* the other form has words that are worth an attachment */
} TwoForms;

/* Compares the words of `plain` and `html` (the text of the HTML), both UTF-8. A few words that are
 * not numbers, and sentences that only say how to see the HTML, do not count. Links, addresses and
 * numbers that only one form has are not lost, except in quotations of the HTML: `new_html` is
 * `html` without quotations. `has_marks`: the HTML says something that plain text cannot
 * (html_text.h). Takes linear time. */
TwoForms two_forms_compare(const char *plain, const char *html, const char *new_html,
                           gboolean has_marks);

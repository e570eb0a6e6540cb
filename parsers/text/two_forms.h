/* two_forms.h - which of the two forms of one text, plain and HTML, is the text. */
#pragma once

#include <glib.h>

typedef struct {
    gboolean is_html;    /* the HTML says more */
    gboolean keep_other; /* the other form has words that are worth an attachment */
} TwoForms;

/* Compares the words of `plain` and `html` (the text of the HTML), both UTF-8. A few words that are
 * no number and sentences that only say how to see the HTML count for nothing. Links, addresses and
 * numbers that only one form has are not lost, but for those in quotations of the HTML:
 * `new_html` is `html` without them. With `has_marks` the HTML says what plain text cannot
 * (html_text.h). Takes time in proportion to the length of both. */
TwoForms two_forms_compare(const char *plain, const char *html, const char *new_html,
                           gboolean has_marks);

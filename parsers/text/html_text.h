/* html_text.h - converts HTML mail to readable text. */
#pragma once

#include <glib.h>

/* A passage that an element marks as quotation (html_quote.h). */
typedef struct {
    gsize begin; /* octets of the text */
    gsize end;
    gboolean is_rest; /* only marked by the element above it: it is all the rest of the text */
} HtmlQuote;

typedef struct {
    char *text;     /* the whole text, clean (text_clean()); "" if nothing is visible */
    GArray *quotes; /* of HtmlQuote, in order, not overlapping */
    GHashTable
        *content_ids;   /* of char *: the cid: addresses (RFC 2392) of images shown, without cid: */
    gboolean has_marks; /* it says what plain text cannot: words struck out ("~~x~~") or, in a
                         * quotation, highlighted ("==x==") or set off ("*x*"), fields that are
                         * filled in */
    char *marked; /* the text with such signs outside of quotations, too, as another mail may quote
                   * it, in one form or some below each other; NULL: there are no more */
    gboolean is_cut;   /* there was more than `max_bytes` */
    gboolean is_crude; /* the HTML exceeded the limits of the parser: tags were only removed */
} HtmlText;

/* Converts `html` (UTF-8) into at most about `max_bytes` octets of text: paragraphs, lists, table
 * rows, quotations ("> "), links as text and <address>, forms as they are filled in; what is not
 * to be seen is left out, but for what is so only because something before it is not closed.
 * Never fails. (transfer full) */
HtmlText *html_text_new(const char *html, gsize length, gsize max_bytes);
void html_text_free(HtmlText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtmlText, html_text_free)

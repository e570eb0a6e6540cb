/* html_text.h - converts HTML mail to readable text. */
#pragma once

#include <glib.h>

/* A passage that an element marks as quotation (html_quote.h). */
typedef struct {
    gsize begin; /* octets of the text */
    gsize end;
    gboolean
        is_rest; /* only marked by the element before it: the whole rest of the text is quotation */
} HtmlQuote;

typedef struct {
    char *text;     /* the whole text, clean (text_clean()); "" if nothing is visible */
    GArray *quotes; /* of HtmlQuote, in order, not overlapping */
    GHashTable
        *content_ids;   /* of char *: the cid: addresses (RFC 2392) of images shown, without cid: */
    gboolean has_marks; /* the text shows what plain text cannot: words struck out ("~~x~~"); in a
                         * quotation words that are highlighted ("==x==") or emphasised ("*x*");
                         * filled-in fields */
    char *marked; /* the text with such signs outside of quotations, too, as another mail may quote
                   * it; there may be several forms, one below the other. NULL: only one form */
    gboolean is_cut;   /* there was more than `max_bytes` */
    gboolean is_crude; /* the HTML exceeded the limits of the parser: tags were only removed */
} HtmlText;

/* Converts `html` (UTF-8) into at most about `max_bytes` octets of text: paragraphs, lists, table
 * rows, quotations ("> "), links as text and <address>, forms with their values. Invisible text is
 * left out, unless it is only invisible because something before it is not closed. Never fails.
 * (transfer full) */
HtmlText *html_text_new(const char *html, gsize length, gsize max_bytes);
void html_text_free(HtmlText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtmlText, html_text_free)

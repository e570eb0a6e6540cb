/* fuzz_html.c - converts HTML to text; the input is a part without a charset. */
#include <string.h>

#include "parsers/encoding/charset.h"
#include "parsers/text/html_text.h"
#include "parsers/text/text_clean.h"
#include "tests/fuzz/fuzz.h"

#define MAX_BYTES 4096
/* How much longer than the limit the text may be: one line, its prefixes, blank lines above it, and
 * an address. */
#define MAX_MORE_BYTES (MAX_BYTES + 8192)

/* Quotations must be passages of the text, in order, that begin and end between characters. */
static void
check_quotes(const HtmlText *text)
{
    gsize from = 0;

    for (guint i = 0; i < text->quotes->len; i++) {
        const HtmlQuote *quote = &g_array_index(text->quotes, HtmlQuote, i);
        g_assert(from <= quote->begin && quote->begin < quote->end);
        g_assert(quote->end <= strlen(text->text));
        g_assert(
            g_utf8_validate(text->text + quote->begin, (gssize)(quote->end - quote->begin), NULL));
        from = quote->end;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    GString *html = charset_to_utf8(NULL, (const char *)data, size, "windows-1252");
    g_autoptr(HtmlText) text = html_text_new(html->str, html->len, MAX_BYTES);

    g_assert(text != NULL);
    g_assert(g_utf8_validate(text->text, -1, NULL));
    g_assert(strlen(text->text) <= MAX_BYTES + MAX_MORE_BYTES);
    g_autofree char *clean = text_clean(text->text, strlen(text->text));
    g_assert_cmpstr(clean, ==, text->text);
    fuzz_check_text(clean);
    check_quotes(text);
    g_string_free(html, TRUE);
    return 0;
}

/* test_html_unclosed.c - finds the text after something that was never closed. */
#include "parsers/text/html_unclosed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
text_behind_what_is_not_closed_is_found(void **state)
{
    static const struct {
        const char *html;
        const char *rest; /* NULL: everything is closed */
        gboolean is_tag;
    } cases[] = {
        {"", NULL, FALSE},
        {"a", NULL, FALSE},
        {"<p>a<b>b", NULL, FALSE},
        {"<style>a</style><script>b</script><!-- c -->d", NULL, FALSE},
        {"<html><head><title>a</title></head><body>b</body></html>\n", NULL, FALSE},
        {"a</p></span></body></html></b>", NULL, FALSE},
        {"a<!-->b<!--->c<!-- d --!>e", NULL, FALSE},
        {"a <3 b < c", NULL, FALSE},
        {"<style>a", "a", FALSE},
        {"<head><STYLE type=x>a<p>b", "a<p>b", FALSE},
        {"<title/>a", "a", FALSE},
        {"<iframe src=x>a", "a", FALSE},
        {"<!-- a", " a", FALSE},
        {"<p>a</p><!-- b <p>c</p>", " b <p>c</p>", FALSE},
        {"a<p b", "<p b", TRUE},
        {"a<p>b</p><i c='d>e</i> f", "<i c='d>e</i> f", TRUE},
        {"a</p></q></p", "</p", TRUE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gsize length = strlen(cases[i].html);
        g_autoptr(HtmlTree) tree = html_tree_new(cases[i].html, length);
        gboolean is_tag = FALSE;
        const char *rest = html_unclosed_rest(tree, cases[i].html, length, &is_tag);
        if (g_strcmp0(rest, cases[i].rest) != 0 || (rest != NULL && is_tag != cases[i].is_tag))
            fail_msg("row %zu: %s", i, rest);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_behind_what_is_not_closed_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

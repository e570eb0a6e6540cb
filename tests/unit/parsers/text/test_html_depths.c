/* The text of deeply nested elements. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parsers/text/html_depths.h"
#include "parsers/text/html_tree.h"

static void
deep_text_is_kept_in_order_without_what_is_hidden(void **state)
{
    static const char html[] = "<p>a <b>b</b> c<script>d</script><i style='display:none'>e</i> f";
    g_autoptr(HtmlTree) tree = html_tree_new(html, strlen(html));
    g_autoptr(TextLayout) layout = text_layout_new(1000);

    (void)state;
    html_depths_flow(layout, html_tree_root(tree));
    g_autofree char *text = text_layout_finish(layout);
    assert_string_equal(text, "a b c f\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deep_text_is_kept_in_order_without_what_is_hidden)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

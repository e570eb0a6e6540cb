/* test_html_crude.c - removes tags in one pass. */
#include "parsers/text/html_crude.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const cases[][2] = {
    {"a<b>b</b>c", "abc"},
    {"a<br>b<p>c</p>d", "a\nb\nc\nd"},
    {"<style>x<y</style>a<script>b</script >c", "ac"},
    /* something unclosed hides nothing */
    {"<style>never ends", "never ends"},
    {"<style>never <b>ends<style>", "never ends"},
    {"<script>a</script><script>b", "b"},
    {"a<!-- x > y -->b<!-- open<!-- on", "ab open on"},
    {"a<b c", "a<b c"},
    {"a <b@x.example> <i@b", "a <b@x.example> <i@b"},
    {"a<b c=d@x.example>", "a"},
    {"a < b && c<3", "a < b && c<3"},
    {"&lt;&amp;&quot;&#39;&nbsp;&unknown;&", "<&\"' &unknown;&"},
    {"<stylesheet>a", "a"},
    {"a<", "a<"},
    {"<p", "<p"},
    {"", ""},
};

static void
tags_are_left_out_of_the_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = html_crude_text(cases[i][0], strlen(cases[i][0]), 1000);
        assert_string_equal(text, cases[i][1]);
        for (gsize length = 0; length < strlen(cases[i][0]); length++) {
            g_autofree char *html = g_memdup2(cases[i][0], length + 1);
            g_autofree char *cut = html_crude_text(html, length, 1000);
            assert_true(strlen(cut) <= length);
        }
    }
}

static void
the_text_is_limited_in_bytes(void **state)
{
    g_autofree char *text = html_crude_text("0123456789", 10, 4);

    (void)state;
    assert_true(strlen(text) <= 8);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_are_left_out_of_the_text),
        cmocka_unit_test(the_text_is_limited_in_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

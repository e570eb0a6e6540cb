/* The words in pictures and formulas inside HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parsers/text/html_text.h"

static void
words_in_pictures_and_formulas_are_shown(void **state)
{
    static const struct {
        const char *html, *text;
    } rows[] = {

        {"<svg><text>no <tspan>paper</tspan></text><text>left</text></svg>", "no paper left"},
        {"a <svg><title>The scanner</title><desc>on fire</desc><g><path d='x'/></g></svg> b",
         "a [The scanner] [on fire] b"},
        {"<svg>no<style>no</style><defs><text>no</text></defs><title> </title></svg>a", "a"},
        {"<svg><foreignObject><p>paper</p></foreignObject></svg>", "paper"},
        {"<math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac>"
         "<annotation>x^2</annotation></math>",
         "x ^ 2 = 1 / 2"},
        {"<math><semantics><mi>x</mi><annotation-xml encoding='text/html'><p>the width</p>"
         "</annotation-xml></semantics></math>",
         "x the width"},
        {"<math><semantics><msub><mi>a</mi><mn>1</mn></msub></semantics></math>.", "a _ 1."},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(HtmlText) text = html_text_new(rows[i].html, strlen(rows[i].html), 10000);
        g_autofree char *expected = g_strconcat(rows[i].text, "\n", NULL);
        assert_string_equal(text->text, expected);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words_in_pictures_and_formulas_are_shown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Text that looks like a tag. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parsers/text/html_text.h"

static void
text_that_reads_like_a_tag_is_shown(void **state)
{
    static const struct {
        const char *html, *text;
    } rows[] = {

        {"from John <john@x.example>, subject <none>",
         "from John <john@x.example>, subject <none>"},
        {"<p>Mail <Jane.Doe@x.example> or call</p><p>b</p>",
         "Mail <Jane.Doe@x.example> or call\n\nb"},
        {"<john@x.example?subject=a>", "<john@x.example?subject=a>"},
        {"Dear <your name> of <C:\\temp>, see <http://x.example/a>",
         "Dear <your name> of <C:\\temp>, see <http://x.example/a>"},
        {"<pre>a\n  <host> b</pre>", "a\n<host> b"},
        {"Open <https://x.example/y?z=1> or <https://x.example/z/> now <status code=57>",
         "Open <https://x.example/y?z=1> or <https://x.example/z/> now <status code=57>"},
        /* names of elements, with words that are not their attributes */
        {"<p>error <code 57> in the log</p><p>b</p>", "error <code 57> in the log\n\nb"},
        {"<p>error <code 57 in the log</p><p>b</p>", "error <code 57 in the log\n\nb"},
        {"if a<b and c>d", "if a<b and c>d"},
        {"the <table of contents> is wrong", "the is wrong\n<table of contents>"},
        {"<code nowrap>a</code> <b data-x>b</b> <u v:ext>c</u> <i x='y' 5>d</i>", "a b c d"},
        /* elements of programs and of HTML */
        {"a<o:p></o:p> <o:p>b <st1:place>c", "a b c"},
        {"<custom>a</custom> <custom-one class=x>b <dialog>c <v:shape/>d <br2/>e", "a b c d e"},
        {"<svg><odd><text>a</text></odd></svg>", "a"},
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(text_that_reads_like_a_tag_is_shown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

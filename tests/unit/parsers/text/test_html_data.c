/* test_html_data.c - files inside HTML. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/text/html_data.h"

#define TEN "iVBORw0KGg"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG FIFTY FIFTY

static void
a_file_in_the_html_is_seen_and_a_spacer_is_not(void **state)
{
    static const struct {
        const char *html;
        gboolean is_in;
    } cases[] = {
        {"<img src='data:image/png;base64," LONG "'>", TRUE},
        {"<img src=\"DATA:image/png;base64," LONG "\">", TRUE},
        {"<img src = \" data:image/png; base64, " LONG "\">", TRUE},
        {"<img src=data:image/png;base64," LONG ">", TRUE},
        {"<img src=\"data:image/png;base64," FIFTY "\r\n " FIFTY "\">", TRUE},
        {"<a href=\"data:application/pdf;base64," LONG "\" download=x.pdf>x</a>", TRUE},
        {"<a href=\"data:text/csv," FIFTY " " FIFTY "\">x</a>", TRUE},
        {"<a href='data:text/plain;charset=\"utf-8\"," LONG "'>x</a>", TRUE},
        {"<a href=\"data:," LONG "\">x</a>", TRUE},
        {"<p style='background:url(data:image/gif;base64," LONG ")'>", TRUE},
        {"<p style=\"background:url(&quot;data:image/gif;base64," LONG "&quot;)\">", TRUE},
        {"<style>p{background:url(\n'data:image/gif;base64," LONG "')}</style>", TRUE},
        {"<img src=\"data:image/svg+xml;utf8,<svg x='1'><path d='" LONG "'/></svg>\">", TRUE},
        {"<img srcset=\"x.png 1x, data:image/png;base64," LONG " 2x\">", TRUE},
        {"<!--[if mso]><v:imagedata src=\"data:image/png;base64," LONG "\"/><![endif]-->", TRUE},
        {"<img src='data:image/gif;base64,R0lG'><img src='data:image/png;base64," LONG "'>", TRUE},
        {"<img src='data:image/png;base64," LONG, TRUE},
        /* spacers */
        {"<img src='data:image/gif;base64,R0lG'><p>" LONG "</p>", FALSE},
        {"<img src=data:image/gif;base64,R0lG><p>" LONG "</p>", FALSE},
        {"<p style='background:url(data:image/gif;base64,R0lG);" LONG "'>", FALSE},
        {"<p style=\"background:url(&quot;data:image/gif;base64,R0lG&quot;);" LONG "\">", FALSE},
        {"<img src='data:image/gif;base64," FIFTY "'>", FALSE},
        {"<img src='data:image/gif;base64,'>", FALSE},
        /* not an address */
        {"", FALSE},
        {":", FALSE},
        {"data:", FALSE},
        {"<p>data:image/png;base64," LONG "</p>", FALSE},
        {"<p>Our data: one, two, " LONG "</p>", FALSE},
        {"<p>(data: one, two, " LONG ")</p>", FALSE},
        {"<img src='https://x.example/data:" LONG "," LONG "'>", FALSE},
        {"<img src='metadata:image/png;base64," LONG "'>", FALSE},
        {"<img src='data:image/png;base64" LONG "'>", FALSE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        if (html_data_is_in(cases[i].html, strlen(cases[i].html)) != cases[i].is_in)
            fail_msg("row %zu", i);
}

/* If each were read to the end of the HTML, the test would take longer than its limit of a minute.
 */
static void
many_addresses_take_no_longer_than_their_length(void **state)
{
    g_autoptr(GString) html = g_string_new(NULL);

    (void)state;
    for (guint i = 0; i < 200000; i++)
        g_string_append(html, "\"data:a,\n\n\n");
    assert_false(html_data_is_in(html->str, html->len));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_in_the_html_is_seen_and_a_spacer_is_not),
        cmocka_unit_test(many_addresses_take_no_longer_than_their_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

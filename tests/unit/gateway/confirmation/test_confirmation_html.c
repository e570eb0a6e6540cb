/* The HTML made of a text and a frame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/confirmation/confirmation_html.h"

static void
each_paragraph_becomes_one_of_its_kind(void **state)
{
    static const struct {
        const char *text, *html;
    } rows[] = {
        {"", ""},
        {"One.\n", "<p class=\"headline\" dir=\"auto\">One.</p>\n"},
        {"One.\n\n\n\n    set\n    more\n\nTwo,\nthree.\n\nDesk\n",
         "<p class=\"headline\" dir=\"auto\">One.</p>\n"
         "<p class=\"set\" dir=\"auto\">set<br>\nmore</p>\n"
         "<p dir=\"auto\">Two,<br>\nthree.</p>\n<p class=\"desk\" dir=\"auto\">Desk</p>\n"},
        {"##- Above -##\n\nOne.\n", "<p class=\"marker\" dir=\"auto\">##- Above -##</p>\n"
                                    "<p class=\"desk\" dir=\"auto\">One.</p>\n"},
        {"a < b & \"c\"\n",
         "<p class=\"headline\" dir=\"auto\">a &lt; b &amp; &quot;c&quot;</p>\n"},
        {"{note}", "<p class=\"headline\" dir=\"auto\">{note}</p>\n"},
        {"They ask:\n\n{question}\n\n{close_code}\n\n{comment}\n",
         "<p class=\"headline\" dir=\"auto\">They ask:</p>\n"
         "<p class=\"words\" dir=\"auto\">{question}</p>\n<p dir=\"auto\">{close_code}</p>\n"
         "<p class=\"words\" dir=\"auto\">{comment}</p>\n"},
        {"Of {subject}, {x",
         "<p class=\"headline\" dir=\"auto\">Of <bdi>{subject}</bdi>, {x</p>\n"},
        {"Here: {ticket_url}", "<p class=\"headline\" dir=\"auto\">Here: "
                               "<a href=\"{ticket_url}\">{ticket_url}</a></p>\n"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *html = confirmation_html_make("<b>{content}</b>{x}", rows[i].text);
        g_autofree char *wanted = g_strdup_printf("<b>%s</b>{x}", rows[i].html);
        assert_string_equal(html, wanted);
    }
}

static void
a_frame_without_content_makes_nothing(void **state)
{
    (void)state;
    assert_null(confirmation_html_make("<b>{contents}</b>", "One."));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_paragraph_becomes_one_of_its_kind),
        cmocka_unit_test(a_frame_without_content_makes_nothing),
    };
    return cmocka_run_group_tests_name("confirmation_html", tests, NULL, NULL);
}

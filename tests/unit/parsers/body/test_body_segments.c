/* test_body_segments.c - divides the text of whole mails. */
#include "tests/unit/parsers_fixture.h"

#include "tests/unit/segments_fixture.h"

#define CALENDAR                                                                                   \
    "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:Repair\nEND:VEVENT\nEND:VCALENDAR\n"
#define ON "On Mon, Mar 2, 2026 at 9:15 AM X <x@y.example> wrote:\n"

static void
what_an_invitation_says_is_new_text_below_the_rest(void **state)
{
    g_autoptr(Letter) letter =
        fixture_letter("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nnew\n\n" ON
                       "> old\n\n\n--b\nContent-Type: text/calendar\n\n" CALENDAR "--b--\n");
    g_autofree char *tagged = fixture_tagged(letter, letter->text);

    (void)state;
    assert_true(g_str_has_prefix(tagged, "{n}new\n\n{q!}" ON "> old{n}\n\n"));
    assert_non_null(strstr(letter->reply_text, "Repair"));
}

static void
a_text_cut_at_its_limit_is_still_its_segments(void **state)
{
    static const char mail[] = "Content-Type: text/html\n\n<p>n\xc3\xa4w</p><div "
                               "class=gmail_quote>\xc3\xa4lter and still older</div>\n";

    (void)state;
    for (guint64 max_bytes = 1; max_bytes < 40; max_bytes++) {
        const ParseOptions options = {.max_text_bytes = max_bytes};
        g_autoptr(Letter) letter = fixture_read(mail, strlen(mail), &options, -1);
        g_autofree char *tagged = fixture_tagged(letter, letter->text);
        assert_true(g_utf8_validate(tagged, -1, NULL));
    }
}

/* The gateway attaches what is cut, because it knows what is on the ticket. */
static void
a_quotation_is_marked_and_nothing_is_attached(void **state)
{
    g_autoptr(Letter) letter = fixture_letter("\nnew\n\n> old\n");

    (void)state;
    assert_string_equal(letter->reply_text, "new");
    assert_int_equal(letter->attachments->len, 0);
    assert_int_equal(letter->segments->len, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_invitation_says_is_new_text_below_the_rest),
        cmocka_unit_test(a_text_cut_at_its_limit_is_still_its_segments),
        cmocka_unit_test(a_quotation_is_marked_and_nothing_is_attached),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

/* test_segments.c - the kinds of passages; together they are always the whole text. */
#include "parsers/quotation/segments.h"

#include "parsers/text/html_text.h"
#include "tests/unit/segments_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define ON "On Mon, Mar 2, 2026 at 9:15 AM X <x@y.example> wrote:\n"
#define BLOCK "From: X <x@y.example>\nSent: Monday\nTo: A\nSubject: s\n\n"
#define MARKER "##- Please type your reply above this line -##\n"
#define FORWARD "---------- Forwarded message ---------\nFrom: a\nTo: b\n\n"

static void
check(const SegmentsInput *like, const char *tagged)
{
    g_autoptr(Letter) letter = letter_new();
    g_autofree char *text = fixture_untagged(tagged);
    SegmentsInput input = *like;

    input.text = text;
    segments_mark(&input, letter);
    g_autofree char *got = fixture_tagged(letter, text);
    assert_string_equal(got, tagged);
}

static void
check_all(const SegmentsInput *like, const char *const *tagged, gsize n)
{
    for (gsize i = 0; i < n; i++)
        check(like, tagged[i]);
}

static void
a_quotation_begins_with_the_line_that_introduces_it(void **state)
{
    static const char *const texts[] = {
        "",
        "{n}\n\n",
        "{n}new\n",
        "{n}new\n\n{q!}" ON "> old\n",
        "{q!}" ON "> old\n",
        "{n}new\n\n{q?}> old\n",
        "{n}new\n\n{q!}> " ON ">> old\n",
        "{n}new\n\n{q?}" BLOCK "old\n",
        "{n}new\n\n{q!}" BLOCK "> old\n",
        "{n}new\n\n{q?}" ON "old\n\nolder\n",
        "{n}new\n\n{q?}________________\n" BLOCK "old\n",
        "{n}new\n\n{q?}-----Original Message-----\nold\n",
        "{n}new\n\n{q!}" ON "> a quotation that some server wrapped into more lines than one\nline "
        "of it\n> here\n",
    };

    (void)state;
    check_all(&(SegmentsInput){0}, texts, G_N_ELEMENTS(texts));
}

static void
text_between_and_below_quoted_lines_is_new(void **state)
{
    static const char *const texts[] = {
        "{q!}" ON "> old\n\n{n}new\n",
        "{q!}" ON "> a\n\n{n}b\n\n{q!}> c\n\n{n}d\n",
        "{n}see below\n\n{q!}" ON "> a\n{n}b\n{q!}> c\n",
        "{n}My list:\n{q?}> a\n{n}b\n{q?}> c\n",
        "{n}new\n\n{q!}" BLOCK "> a\n{n}b\n",
    };

    (void)state;
    check_all(&(SegmentsInput){0}, texts, G_N_ELEMENTS(texts));
}

static void
words_before_an_attribution_are_new(void **state)
{
    static const char *const texts[] = {
        "{n}Thanks.\nYou may close it. {q!}" ON "> old\n",
        "{n}Das war es. {q!}Am 02.03.2026 um 09:15 schrieb X <x@y.example>:\n> alt\n",
        "{n}Sluit maar. {q?}Op 2 mrt. 2026 om 09:15 schreef X <x@y.example>:\noud\n",
    };

    (void)state;
    check_all(&(SegmentsInput){0}, texts, G_N_ELEMENTS(texts));
}

static void
a_header_with_nothing_above_it_is_text(void **state)
{
    static const char *const texts[] = {
        "{n}" BLOCK "old\n",
        "{n}" ON "old\n",
        "{n}=-= Reply above this line =-=\n\nnews\n",
    };

    (void)state;
    check_all(&(SegmentsInput){0}, texts, G_N_ELEMENTS(texts));
}

static void
our_marker_cuts_where_something_was_written_above_it(void **state)
{
    static const char *const texts[] = {
        "{n}It works.\n\n{m!}" MARKER "{q?}old\n",
        "{n}It works.\n\n{q!}" ON "{m!}> " MARKER "{q!}> old\n",
        "{n}Yes\n\n{q!}" ON "{m!}> " MARKER "{q!}> old\n\n{n}and this\n\n{q!}> old\n",
        "{n}a b.\n" BLOCK "b\n{m!}" MARKER "{q?}old\n",
        "{n}It works.\n\n{q?}" BLOCK "{m!}" MARKER "{q?}old\n",
        "{n}It works.\n\n{q?}" BLOCK "Ticket INC0007: received.\n\n{m!}" MARKER "{q?}old\n",
        "{n}It works.\n\n{q?}" ON "Ticket INC0007: received.\n\n{m!}" MARKER "{q?}old\n",
        "{n}##- never ends\nnew\n",
        "{n}a b c. {m!}" MARKER "{q?}old\n",
        "{n}a b c.\n{q?}##- type above -## and behind\nold\n",
    };

    (void)state;
    check_all(&(SegmentsInput){0}, texts, G_N_ELEMENTS(texts));
}

static void
a_marker_below_a_rule_a_picture_or_a_name_cuts_nothing(void **state)
{
    static const char *const texts[] = {
        "{n}" MARKER "all below\n",
        "{n}----------\n" MARKER "all below\n",
        "{n}[image: logo] <https://x.example>\n" MARKER "all below\n",
        "{n}Partner GmbH\n\n" MARKER "all below\n",
        "{n}[logo]\n=-= Reply above this line =-=\nall below\n",
        "{n}It works.\n\n{q?}=-= Reply above this line =-=\nold\n",
    };

    (void)state;
    check_all(&(SegmentsInput){0}, texts, G_N_ELEMENTS(texts));
}

static void
the_marker_is_the_one_that_is_asked_for(void **state)
{
    (void)state;
    check(&(SegmentsInput){.marker = "=== cut here"},
          "{n}It is new.\n{m!}=== cut here ===\n{q?}old\n");
    check(&(SegmentsInput){.marker = ""}, "{n}New it is.\n\n##- Please answer -##\nmore\n");
}

static void
a_forward_is_new(void **state)
{
    (void)state;
    check(&(SegmentsInput){.is_forward = TRUE}, "{n}new\n\n" ON "> old\n-- \nme\n");
    check(&(SegmentsInput){0}, "{n}new\n" FORWARD "text\n> more\n");
    check(&(SegmentsInput){0}, "{n}new\n{q!}" ON "> old\n{n}" FORWARD "text\n");
}

static void
signatures_and_disclaimers_are_marked_above_and_below_the_quotation(void **state)
{
    static const char *const texts[] = {
        "{n}new\n{s~}-- \nme\n\n{q!}" ON "> old\n",
        "{n}new\n{s?}--\nMe\nAcme B.V.\n",
        "{n}new\n--\nThis is one more thing that I have to say.\n",
        "{n}new\n\n{q!}" ON "> old\n{s~}-- \nme\n",
        "{n}new\n\n{q!}" ON "> old\n\n{d?}DISCLAIMER: for you alone.\n",
        "{n}new\n\n{s!}Sent from my iPhone\n\n{q!}" ON "> old\n",
        "{s!}Sent from my iPhone\n",
        "{n}new\n{s~}-- \nme\n{d?}----------\nThis may be confidential.\n",
    };

    (void)state;
    check_all(&(SegmentsInput){0}, texts, G_N_ELEMENTS(texts));
}

/* The segments of HTML, as its text with tags. */
static void
check_html(const char *html, const char *tagged)
{
    g_autoptr(HtmlText) text = html_text_new(html, strlen(html), 100000);
    g_autoptr(GArray) quotes = g_array_new(FALSE, FALSE, sizeof(QuotedRange));
    g_autoptr(Letter) letter = letter_new();

    for (guint i = 0; i < text->quotes->len; i++) {
        const HtmlQuote *quote = &g_array_index(text->quotes, HtmlQuote, i);
        QuotedRange range = {quote->begin, quote->end, quote->is_rest, FALSE};
        g_array_append_val(quotes, range);
    }
    segments_mark(&(SegmentsInput){.text = text->text, .quotes = quotes, .is_html = TRUE}, letter);
    g_autofree char *got = fixture_tagged(letter, text->text);
    assert_string_equal(got, tagged);
}

static void
elements_of_mail_programs_are_quotation_and_what_follows_is_not(void **state)
{
    static const char *const cases[][2] = {
        {"new<div class=gmail_quote>old</div>more", "{n}new\n{q~}old\n{n}more\n"},
        {"new<hr><div id=divRplyFwdMsg>head</div>old", "{n}new\n{q?}----------\nhead\nold\n"},
        {"new<div class=gmail_quote>X wrote<blockquote>a</blockquote>b<blockquote>c</blockquote>"
         "</div>",
         "{n}new\n{q~}X wrote\n\n> a\n\n{n}b\n\n{q~}> c\n"},
        {"new<blockquote type=cite>a<div>b</div></blockquote>", "{n}new\n\n{q~}> a\n> b\n"},
        {"new<blockquote>a</blockquote>", "{n}new\n\n{q?}> a\n"},
        {"a <span class=gmail_quote>b</span> c", "{n}a b c\n"},
        {"a <span class=gmail_quote>b</span>", "{n}a{q~} b\n"},
        {"new<div class=yahoo_quoted>From: X<br>Sent: now<br>To: A<br>Subject: s<br>old</div>more",
         "{n}new\n{q~}From: X\nSent: now\nTo: A\nSubject: s\nold\n{n}more\n"},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        check_html(cases[i][0], cases[i][1]);
}

/* A range anywhere in the text, even one that HTML never gives. */
static void
ranges_anywhere_lose_nothing(void **state)
{
    static const char text[] = "n\xc3\xa4w\n\n" ON "> old\n\nmore\n-- \nme\n";
    const gsize length = strlen(text);

    (void)state;
    for (gsize begin = 0; begin <= length + 1; begin++) {
        for (gsize end = begin; end <= length + 2; end += 3) {
            g_autoptr(GArray) quotes = g_array_new(FALSE, FALSE, sizeof(QuotedRange));
            QuotedRange range = {begin, end, end % 2 == 0, end % 4 < 2};
            g_autoptr(Letter) letter = letter_new();
            g_array_append_val(quotes, range);
            segments_mark(&(SegmentsInput){.text = text, .quotes = quotes}, letter);
            g_autofree char *tagged = fixture_tagged(letter, text);
            assert_true(g_utf8_validate(tagged, -1, NULL));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quotation_begins_with_the_line_that_introduces_it),
        cmocka_unit_test(text_between_and_below_quoted_lines_is_new),
        cmocka_unit_test(words_before_an_attribution_are_new),
        cmocka_unit_test(a_header_with_nothing_above_it_is_text),
        cmocka_unit_test(our_marker_cuts_where_something_was_written_above_it),
        cmocka_unit_test(a_marker_below_a_rule_a_picture_or_a_name_cuts_nothing),
        cmocka_unit_test(the_marker_is_the_one_that_is_asked_for),
        cmocka_unit_test(a_forward_is_new),
        cmocka_unit_test(signatures_and_disclaimers_are_marked_above_and_below_the_quotation),
        cmocka_unit_test(elements_of_mail_programs_are_quotation_and_what_follows_is_not),
        cmocka_unit_test(ranges_anywhere_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

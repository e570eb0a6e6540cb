/* test_signature.c - where the signature below a text begins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsers/quotation/signature.h"

static guint
find(const char *text)
{
    g_autoptr(TextLines) lines = text_lines_new(text);
    guint to = text_lines_count(lines);
    SignatureMatch match;

    for (guint n = 0; n < 20 && signature_match(lines, 0, to, &match); n++)
        to = match.from;
    return to;
}

static void
the_signature_begins_at_its_delimiter(void **state)
{
    static const struct {
        const char *text;
        guint line;
    } rows[] = {
        {"text\n-- \nname\n", 1},
        {"text\n--\nname\nphone\n", 1},
        {"text\n\nSent from my iPhone\n", 2},
        {"text\n-- \none\n-- \ntwo\n", 1},
        {"text\n--\nThat is all there is to say.\n", 3},
        {"text\n--\nMe\nAcme Inc.\n+31 20 555 0100\nhttps://acme.example\n", 1},
        {"text\n\nSent from my iPhone\n-- \nme\n", 2},
        {"Sent from my iPhone\n", 0},
        {"-- \nnothing above\n", 2},
        {"text\nmore\n", 2},
        {"text\n-- \nname\n> a quotation below is no signature\n", 4},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint line = find(rows[i].text);
        if (line != rows[i].line)
            fail_msg("row %zu: line %u, not %u", i, line, rows[i].line);
    }
}

static void
a_signature_is_at_most_twenty_five_lines(void **state)
{
    GString *text = g_string_new("text\n-- \n");

    (void)state;
    for (int i = 0; i < 25; i++)
        g_string_append(text, "line\n");
    assert_int_equal(find(text->str), 1);
    g_string_append(text, "line\n");
    assert_int_equal(find(text->str), 28);
    g_string_free(text, TRUE);
}

/* A hundred thousand delimiters once took twenty seconds; a few are cut, and it must be fast. */
static void
many_delimiters_are_read_quickly(void **state)
{
    GString *text = g_string_new(NULL);

    (void)state;
    for (int i = 0; i < 100000; i++)
        g_string_append(text, "-- \n");
    assert_true(find(text->str) < 100000);
    g_string_free(text, TRUE);
}

static void
each_kind_says_how_sure_it_is(void **state)
{
    static const struct {
        const char *text;
        LetterSegmentKind kind;
        LetterSureness sureness;
    } rows[] = {
        {"text\n-- \nme\n", LETTER_SEGMENT_SIGNATURE, LETTER_SURE_LIKELY},
        {"text\n--\nme\n", LETTER_SEGMENT_SIGNATURE, LETTER_SURE_GUESS},
        {"text\nSent from my iPhone\n", LETTER_SEGMENT_SIGNATURE, LETTER_SURE_CERTAIN},
        {"text\nSent from my Desk\n", LETTER_SEGMENT_SIGNATURE, LETTER_SURE_LIKELY},
        {"text\nSent from my iPhone\nSent from my Desk\n", LETTER_SEGMENT_SIGNATURE,
         LETTER_SURE_LIKELY},
        {"text\nSent from my Desk\nSent from my iPhone\n", LETTER_SEGMENT_SIGNATURE,
         LETTER_SURE_CERTAIN},
        {"text\n-----BEGIN PGP SIGNATURE-----\nx\n", LETTER_SEGMENT_SIGNATURE, LETTER_SURE_CERTAIN},
        {"text\nThe disclaimer: no.\n", LETTER_SEGMENT_NEW, LETTER_SURE_CERTAIN},
        {"text\n\nDISCLAIMER: no.\n", LETTER_SEGMENT_DISCLAIMER, LETTER_SURE_GUESS},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(TextLines) lines = text_lines_new(rows[i].text);
        SignatureMatch match = {.kind = LETTER_SEGMENT_NEW, .sureness = LETTER_SURE_CERTAIN};
        gboolean is_found = signature_match(lines, 0, text_lines_count(lines), &match);
        assert_int_equal(is_found, rows[i].kind != LETTER_SEGMENT_NEW);
        assert_int_equal(match.kind, rows[i].kind);
        assert_int_equal(match.sureness, rows[i].sureness);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_signature_begins_at_its_delimiter),
        cmocka_unit_test(a_signature_is_at_most_twenty_five_lines),
        cmocka_unit_test(each_kind_says_how_sure_it_is),
        cmocka_unit_test(many_delimiters_are_read_quickly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

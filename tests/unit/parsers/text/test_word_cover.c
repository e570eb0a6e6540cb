/* test_word_cover.c - words of one text in another. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/text/word_cover.h"

static void
words_are_found_whatever_their_case_and_place(void **state)
{
    static const struct {
        const char *text;
        const char *other;
        gsize n_bytes;
        gsize n_missing;
    } cases[] = {
        {"", "a", 0, 0},
        {"One two", "two ONE", 6, 0},
        {"One two three", "two, one.", 11, 5},
        {"one", "ones", 3, 3},
        {"see https://x.example/one two", "see", 6, 3},
        {"see <mailto:a@x.example>", "see", 3, 0},
        {"Stra\xc3\x9f"
         "e",
         "STRASSE", 7, 0},
        {"\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x9c\xac \xe6\x97\xa5", 6, 0},
        {"\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x9c\xac", 6, 3},
        {"... --- !", "a", 0, 0},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        WordCover cover = word_cover_compare(cases[i].text, cases[i].other);
        assert_int_equal(cover.n_bytes, cases[i].n_bytes);
        assert_int_equal(cover.n_missing, cases[i].n_missing);
        WordCover back = {0};
        cover = word_cover_both(cases[i].other, cases[i].text, &back);
        assert_int_equal(back.n_bytes, cases[i].n_bytes);
        assert_int_equal(back.n_missing, cases[i].n_missing);
    }
}

static void
a_number_that_is_missing_is_told(void **state)
{
    (void)state;
    assert_true(word_cover_compare("room 312", "room").misses_number);
    assert_true(word_cover_compare("room B3", "room B4").misses_number);
    assert_false(word_cover_compare("room 312", "312").misses_number);
    assert_false(word_cover_compare("room 312", "312 room").misses_number);
    assert_false(word_cover_compare("see https://x.example/312", "see").misses_number);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_whatever_their_case_and_place),
        cmocka_unit_test(a_number_that_is_missing_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

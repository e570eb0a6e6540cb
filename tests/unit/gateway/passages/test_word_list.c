/* Texts as words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/passages/word_list.h"

static const HashKey key = {1, 2};

static WordList *
words_of(const char *text)
{
    return word_list_new(&key, text, strlen(text));
}

static void
what_programs_change_makes_no_other_words(void **state)
{
    static const struct {
        const char *one, *other;
    } rows[] = {
        {"The printer\nis dead.", "> The printer is\n> dead."},
        {"a b c", "> > a\n> | b\nc"},
        {"Don't say \"no\"", "DON\xe2\x80\x99T say \xe2\x80\x9cno\xe2\x80\x9d"},
        {"caf\xc3\xa9", "cafe\xcc\x81"},
        {"see two of them", "see _two_ /of *them*/"},
        {"one \xe2\x80\x93 two\xe2\x80\xa6", "one - two..."},
        {"one\n________________________________\ntwo", "one\ntwo"},
        {"see https://example.org/a now",
         "see https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa"
         "&data=05 now"},
        {"write to support@example.org",
         "write to support@example.org<mailto:support@example.org>"},
        {"at www.example.org today", "at www.example.org<http://www.example.org/> today"},
        {"a [cid:image001.png@01DB.17] b", "a <image001.png> [image: logo.png] b"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(WordList) one = words_of(rows[i].one);
        g_autoptr(WordList) other = words_of(rows[i].other);
        if (one->length != other->length)
            fail_msg("row %u: %u words and %u", i, one->length, other->length);
        for (guint j = 0; j < one->length; j++)
            if (one->words[j].hash != other->words[j].hash)
                fail_msg("row %u: word %u", i, j);
    }
}

static void
what_people_answer_by_makes_other_words(void **state)
{
    static const struct {
        const char *one, *other;
    } rows[] = {
        {"20", "-20"},
        {"( )", "(*)"},
        {"[ ]", "[x]"},
        {"(-)", "(+)"},
        {"(=)", "(.)"},
        {"Tuesday", "Tuesday <---"},
        {"Tuesday", "*Tuesday*"},
        {"Yes", "(Yes)"},
        {"Yes", "-Yes-"},
        {"two", "_two_"},
        {"two", "/two/"},
        {"a b", "a_b"},
        {"etc x", "/etc/x"},
        {"x", "~~x~~"},
        {"stop", "stop!!!"},
        {"well", "well :-)"},
        {"a b", "a ==> b"},
        {"a < b", "a > b"},
        {"a = b", "a >= b"},
        {"a = b", "a != b"},
        {"50", "50%"},
        {"C", "C++"},
        {"1,500", "1.500"},
        {"1,500", "+1,500"},
        {"m2", "m\xc2\xb2"},
        {"Masse", "Ma\xc3\x9f"
                  "e"},
        {"?", "???"},
        {"a\nb", "a\n*\nb"},
        {"(a) b", "(*a*) b"},
        {"a b", "==a b=="},
        {"x=1", "x==1"},
        {"about 5", "about ~5"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(WordList) one = words_of(rows[i].one);
        g_autoptr(WordList) other = words_of(rows[i].other);
        gboolean is_other = one->length != other->length;
        for (guint j = 0; !is_other && j < one->length; j++)
            is_other = one->words[j].hash != other->words[j].hash ||
                       one->words[j].capitals != other->words[j].capitals;
        if (!is_other)
            fail_msg("row %u: %s", i, rows[i].other);
    }
}

static void
each_thing_that_says_something_is_a_word(void **state)
{
    static const struct {
        const char *text;
        guint words;
    } rows[] = {
        {"", 0},
        {"-- ... !?", 3},
        {"> | ", 0},
        {"> -\n> ???", 2},
        {"( ) one [x] two", 5},
        {"-20 C++ 1,5 (yes)", 5},
        {"[image: yes until 2030]", 4},
        {"one", 1},
        {"room 312, 3rd", 3},
        {"\xe2\x98\x91 yes \xe2\x98\x90 no", 4},                              /* boxes */
        {"\xf0\x9f\x91\x8d", 1},                                              /* thumbs up */
        {"\xe5\x8d\xb0\xe5\x88\xb7\xe6\xa9\x9f", 3},                          /* Chinese */
        {"\xe0\xb8\x9e\xe0\xb8\xb4\xe0\xb8\xa1\xe0\xb8\x9e", 4},              /* Thai */
        {"\xed\x94\x84\xeb\xa6\xb0\xed\x84\xb0 \xea\xb3\xa0\xec\x9e\xa5", 2}, /* Korean */
        {"<https://example.org/a>", 1},
        {"> <https://example.org/a>", 1},
        {"here <https://example.org/a>", 2},
        {"5 \xe2\x82\xac or $5", 4},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(WordList) list = words_of(rows[i].text);
        if (list->length != rows[i].words)
            fail_msg("row %u: %u words", i, list->length);
    }
}

static void
a_word_knows_its_line_and_a_link_what_it_stands_behind(void **state)
{
    (void)state;
    g_autoptr(WordList) list = words_of("one\n\ntwo <https://x.example>\n<https://y.example>");
    assert_int_equal(list->length, 4);
    assert_int_equal(list->n_lines, 4);
    assert_int_equal(list->words[0].line, 0);
    assert_int_equal(list->words[1].line, 2);
    assert_true(list->words[2].is_behind);
    assert_int_equal(list->words[3].line, 3);
    assert_false(list->words[3].is_behind);
}

static void
any_cut_of_a_text_is_read(void **state)
{
    static const char text[] = "> a <https://example.org/x> [cid:image001.png] mailto:b@c.example"
                               " <image001.png> end";
    (void)state;
    for (gsize length = 0; length < sizeof text; length++) {
        g_autofree char *cut = g_strndup(text, length);
        g_autoptr(WordList) list = words_of(cut);
        g_autoptr(WordList) part = word_list_new(&key, text, length);
        assert_true(list->n_lines <= 1);
        assert_true(part->length <= list->length + 1);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_programs_change_makes_no_other_words),
        cmocka_unit_test(what_people_answer_by_makes_other_words),
        cmocka_unit_test(each_thing_that_says_something_is_a_word),
        cmocka_unit_test(a_word_knows_its_line_and_a_link_what_it_stands_behind),
        cmocka_unit_test(any_cut_of_a_text_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

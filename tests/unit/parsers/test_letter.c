/* test_letter.c - makes and frees Letters; the words of their enumerations. */
#include "tests/unit/parsers_fixture.h"

static void
a_new_letter_is_empty_and_can_be_freed(void **state)
{
    g_autoptr(Letter) letter = letter_new();

    (void)state;
    assert_int_equal(letter->date_s, -1);
    assert_int_equal(letter->mail_class, LETTER_CLASS_HUMAN);
    assert_string_equal(letter->text, "");
    assert_int_equal(letter->attachments->len, 0);
    letter->report = letter_report_new();
    g_ptr_array_add(letter->from, g_new0(LetterAddress, 1));
    g_ptr_array_add(letter->attachments, g_new0(LetterAttachment, 1));
    letter_free(NULL);
    letter_address_free(NULL);
    letter_attachment_free(NULL);
    letter_report_free(NULL);
}

static void
each_class_and_role_has_a_name_of_its_own(void **state)
{
    LetterClass mail_class = LETTER_CLASS_LOOP;
    LetterRole role = LETTER_ROLE_QUOTED;

    (void)state;
    for (LetterClass i = LETTER_CLASS_HUMAN; i <= LETTER_CLASS_LOOP; i++) {
        assert_true(letter_class_from_name(letter_class_name(i), &mail_class));
        assert_int_equal(mail_class, i);
    }
    assert_false(letter_class_from_name("Human", &mail_class));
    assert_int_equal(mail_class, LETTER_CLASS_LOOP);
    for (LetterRole i = LETTER_ROLE_PART; i <= LETTER_ROLE_FULL_TEXT; i++) {
        assert_true(letter_role_from_name(letter_role_name(i), &role));
        assert_int_equal(role, i);
    }
    assert_false(letter_role_from_name("", &role));
}

static void
words_of_segments_are_read_back(void **state)
{
    LetterSegmentKind kind = LETTER_SEGMENT_MARKER;
    LetterSureness sureness = LETTER_SURE_LIKELY;

    (void)state;
    for (LetterSegmentKind i = LETTER_SEGMENT_NEW; i <= LETTER_SEGMENT_DISCLAIMER; i++) {
        assert_true(letter_segment_kind_from_name(letter_segment_kind_name(i), &kind));
        assert_int_equal(kind, i);
    }
    for (LetterSureness i = LETTER_SURE_GUESS; i <= LETTER_SURE_CERTAIN; i++) {
        assert_true(letter_sureness_from_name(letter_sureness_name(i), &sureness));
        assert_int_equal(sureness, i);
    }
    assert_false(letter_segment_kind_from_name("New", &kind));
    assert_false(letter_sureness_from_name("", &sureness));
}

static void
a_segment_like_the_last_is_added_to_it_and_an_empty_one_dropped(void **state)
{
    g_autoptr(Letter) letter = letter_new();

    (void)state;
    letter_add_segment(letter,
                       letter_segment_new(LETTER_SEGMENT_NEW, LETTER_SURE_CERTAIN, NULL, 3));
    letter_add_segment(letter,
                       letter_segment_new(LETTER_SEGMENT_NEW, LETTER_SURE_CERTAIN, NULL, 4));
    letter_add_segment(letter,
                       letter_segment_new(LETTER_SEGMENT_QUOTATION, LETTER_SURE_GUESS, "a", 0));
    letter_add_segment(letter,
                       letter_segment_new(LETTER_SEGMENT_QUOTATION, LETTER_SURE_GUESS, "a", 5));
    letter_add_segment(letter,
                       letter_segment_new(LETTER_SEGMENT_QUOTATION, LETTER_SURE_GUESS, "b", 6));
    assert_int_equal(letter->segments->len, 3);
    const LetterSegment *first = g_ptr_array_index(letter->segments, 0);
    assert_int_equal(first->length, 7);
}

static void
segments_beyond_the_limit_are_new_text(void **state)
{
    g_autoptr(Letter) letter = letter_new();
    guint64 length = 0;

    (void)state;
    for (guint i = 0; i < 2 * LETTER_MAX_SEGMENTS; i++)
        letter_add_segment(letter, letter_segment_new(LETTER_SEGMENT_QUOTATION, LETTER_SURE_GUESS,
                                                      i % 2 == 0 ? "a" : "b", 2));
    assert_int_equal(letter->segments->len, LETTER_MAX_SEGMENTS);
    for (guint i = 0; i < letter->segments->len; i++) {
        const LetterSegment *segment = g_ptr_array_index(letter->segments, i);
        gboolean is_last = i + 1 == letter->segments->len;
        length += segment->length;
        assert_int_equal(segment->kind == LETTER_SEGMENT_NEW, is_last);
        assert_int_equal(segment->sign == NULL, is_last);
    }
    assert_int_equal(length, 4 * LETTER_MAX_SEGMENTS);
}

static void
a_text_set_as_new_is_one_segment(void **state)
{
    g_autoptr(Letter) letter = letter_new();

    (void)state;
    letter_set_new_text(letter, "old");
    letter_set_new_text(letter, "new text");
    assert_string_equal(letter->text, "new text");
    assert_string_equal(letter->reply_text, "new text");
    assert_int_equal(letter->segments->len, 1);
    letter_set_new_text(letter, "");
    assert_int_equal(letter->segments->len, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_letter_is_empty_and_can_be_freed),
        cmocka_unit_test(each_class_and_role_has_a_name_of_its_own),
        cmocka_unit_test(words_of_segments_are_read_back),
        cmocka_unit_test(a_segment_like_the_last_is_added_to_it_and_an_empty_one_dropped),
        cmocka_unit_test(segments_beyond_the_limit_are_new_text),
        cmocka_unit_test(a_text_set_as_new_is_one_segment),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

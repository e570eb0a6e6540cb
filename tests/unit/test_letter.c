/* test_letter.c - the life and the words of Letters. */
#include "tests/unit/parsers_fixture.h"

static void
test_new(void **state)
{
    g_autoptr(Letter) letter = letter_new();

    (void)state;
    assert_int_equal(letter->date_s, -1);
    assert_int_equal(letter->mail_class, LETTER_CLASS_HUMAN);
    assert_string_equal(letter->text, "");
    assert_int_equal(letter->attachments->len, 0);
    letter->report = g_new0(LetterReport, 1);
    g_ptr_array_add(letter->from, g_new0(LetterAddress, 1));
    g_ptr_array_add(letter->attachments, g_new0(LetterAttachment, 1));
    letter_free(NULL);
    letter_address_free(NULL);
    letter_attachment_free(NULL);
    letter_report_free(NULL);
}

static void
test_words(void **state)
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_new),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

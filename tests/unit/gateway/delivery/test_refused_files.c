/* Attachments that were refused: remembered as text, named for people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery/refused_files.h"

static Letter *
letter_of_three(void)
{
    Letter *letter = letter_new();
    for (guint i = 0; i < 3; i++) {
        LetterAttachment *attachment = g_new0(LetterAttachment, 1);
        attachment->name = g_strdup_printf("%u.bin", i);
        attachment->size = 100 + i;
        g_ptr_array_add(letter->attachments, attachment);
    }
    return letter;
}

static void
none_are_named_as_none(void **state)
{
    (void)state;
    g_autoptr(Letter) letter = letter_of_three();
    assert_null(refused_files_note(NULL, letter));
    assert_null(refused_files_note("", letter));
}

static void
each_is_named_with_size_and_reason(void **state)
{
    (void)state;
    g_autoptr(Letter) letter = letter_of_three();
    g_autofree char *refused = NULL;
    refused_files_add(&refused, 0, "type\nforbidden");
    refused_files_add(&refused, 2, NULL);
    assert_string_equal(refused, "0 type forbidden\n2 ");
    g_autofree char *note = refused_files_note(refused, letter);
    assert_string_equal(
        note, "Not attached, because the ticket system refuses it: 0.bin (100 bytes): type "
              "forbidden. A copy is in the quarantine.\n"
              "Not attached, because the ticket system refuses it: 2.bin (102 bytes). A copy is "
              "in the quarantine.");
    g_autoptr(GPtrArray) files = refused_files_list(refused, letter);
    assert_int_equal(files->len, 2);
    assert_ptr_equal(g_ptr_array_index(files, 1), g_ptr_array_index(letter->attachments, 2));
}

static void
lines_of_another_letter_are_passed_over(void **state)
{
    (void)state;
    g_autoptr(Letter) letter = letter_of_three();
    static const char *const lines[] = {"3 x", "99999999999999999999 x", "-1 x", "x", " "};
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        assert_null(refused_files_note(lines[i], letter));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_are_named_as_none),
        cmocka_unit_test(each_is_named_with_size_and_reason),
        cmocka_unit_test(lines_of_another_letter_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

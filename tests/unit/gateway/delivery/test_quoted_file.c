/* quoted.txt: only one, the last attachment, and the same at every try. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "gateway/delivery/quoted_file.h"
#include "gateway/delivery_error.h"
#include "tests/unit/delivery_fixture.h"

static void
add_file(Letter *letter, const char *name, LetterRole role)
{
    LetterAttachment *file = g_new0(LetterAttachment, 1);
    file->name = g_strdup(name);
    file->content_type = g_strdup("text/plain");
    file->role = role;
    g_ptr_array_add(letter->attachments, file);
}

static void
the_same_passages_are_the_same_file_behind_all_others(void **state)
{
    g_autoptr(Letter) letter = letter_new();
    Intake intake = {.letter = letter, .attachments_fd = delivery_fixture_message("QUJD")};
    (void)state;
    letter_set_new_text(letter, "one\ntwo\nthree");
    add_file(letter, "quoted.txt", LETTER_ROLE_QUOTED); /* of an earlier try */
    add_file(letter, "Quoted.TXT", LETTER_ROLE_PART);   /* of the sender */
    for (guint i = 0; i < 2; i++) {
        assert_true(quoted_file_set(&intake, "4-7", NULL));
        assert_int_equal(letter->attachments->len, 2);
        const LetterAttachment *file = g_ptr_array_index(letter->attachments, 1);
        assert_string_equal(file->name, "quoted-2.txt");
        assert_int_equal(file->role, LETTER_ROLE_QUOTED);
        assert_int_equal(file->size, 4);
        g_autofree char *contents = delivery_fixture_contents(intake.attachments_fd);
        assert_memory_equal(contents + file->offset, "dHdvCg==", file->length);
        assert_memory_equal(contents, "QUJD", 4);
    }
    assert_true(quoted_file_set(&intake, NULL, NULL));
    assert_int_equal(letter->attachments->len, 1);
    assert_true(quoted_file_set(&intake, "90-99", NULL));
    assert_int_equal(letter->attachments->len, 1);
    close(intake.attachments_fd);
}

static void
what_cannot_be_written_waits(void **state)
{
    g_autoptr(Letter) letter = letter_new();
    Intake intake = {.letter = letter, .attachments_fd = -1};
    g_autoptr(GError) error = NULL;
    (void)state;
    letter_set_new_text(letter, "one");
    assert_false(quoted_file_set(&intake, "0-3", &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_passages_are_the_same_file_behind_all_others),
        cmocka_unit_test(what_cannot_be_written_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

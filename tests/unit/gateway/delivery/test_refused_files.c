/* Refused attachments: stored as text, named for people. */
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

/* A mail with that Letter, without refused files so far. */
typedef struct {
    Intake intake;
    DeliveryContext context;
    JournalMail record;
    RouteMail mail;
} Scene;

static void
scene_set(Scene *scene, Letter *letter)
{
    *scene = (Scene){.intake = {.letter = letter}};
    scene->context.intake = &scene->intake;
    scene->mail = (RouteMail){.context = &scene->context, .record = &scene->record};
}

static void
none_are_named_as_none(void **state)
{
    (void)state;
    g_autoptr(Letter) letter = letter_of_three();
    Scene scene;
    scene_set(&scene, letter);
    assert_null(refused_files_note(&scene.mail));
    scene.record.refused = (char *)"";
    assert_null(refused_files_note(&scene.mail));
}

static void
each_is_named_with_size_and_reason(void **state)
{
    (void)state;
    g_autoptr(Letter) letter = letter_of_three();
    Scene scene;
    scene_set(&scene, letter);
    refused_files_add(&scene.mail, 0, "type\nforbidden");
    refused_files_add(&scene.mail, 2, NULL);
    assert_string_equal(scene.record.refused, "0 type forbidden\n2 ");
    g_autofree char *note = refused_files_note(&scene.mail);
    assert_string_equal(
        note, "Not attached, because the ticket system refuses it: 0.bin (100 bytes): type "
              "forbidden. A copy is in the quarantine.\n"
              "Not attached, because the ticket system refuses it: 2.bin (102 bytes). A copy is "
              "in the quarantine.");
    g_autoptr(GPtrArray) files = refused_files_list(&scene.mail);
    assert_int_equal(files->len, 2);
    assert_ptr_equal(g_ptr_array_index(files, 1), g_ptr_array_index(letter->attachments, 2));
    g_free(scene.record.refused);
}

static void
lines_of_another_letter_are_passed_over(void **state)
{
    (void)state;
    g_autoptr(Letter) letter = letter_of_three();
    static const char *const lines[] = {"3 x", "99999999999999999999 x", "-1 x", "x", " "};
    Scene scene;
    scene_set(&scene, letter);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        scene.record.refused = (char *)(guintptr)lines[i];
        assert_null(refused_files_note(&scene.mail));
    }
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

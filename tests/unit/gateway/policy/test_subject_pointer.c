/* Texts that only refer to the subject. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/policy/subject_pointer.h"

static void
only_a_whole_text_is_a_pointer(void **state)
{
    static const struct {
        const char *text;
        gboolean is_pointer;
    } rows[] = {
        {"See subject.", TRUE},
        {"  see  SUBJECT line...\n", TRUE},
        {"(zie onderwerp)", TRUE},
        {"Siehe Betreff!", TRUE},
        {"Voir l'objet", TRUE},
        {"V\xc3\x89"
         "ASE ASUNTO",
         TRUE},
        {"\xe8\xa7\x81\xe6\xa0\x87\xe9\xa2\x98\xe3\x80\x82", TRUE},
        {"See subject. Room 312", FALSE},
        {"Subject to change", FALSE},
        {"See the subjects", FALSE},
        {"", FALSE},
        {"...", FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (subject_pointer_is(rows[i].text) != rows[i].is_pointer)
            fail_msg("row %u", i);
}

static void
a_line_of_a_short_text_points_at_the_subject(void **state)
{
    (void)state;
    assert_true(subject_pointer_is_in("See subject."));
    assert_true(subject_pointer_is_in("See subject.\n\nSent from my Desk"));
    assert_true(subject_pointer_is_in("Hello,\n\nzie onderwerp\nAnna"));
    assert_false(subject_pointer_is_in("Hello, see subject and room 312\nAnna"));
    assert_false(subject_pointer_is_in(""));
    g_autofree char *tail = g_strnfill(400, 'x');
    g_autofree char *text = g_strconcat("See subject.\n", tail, NULL);
    assert_false(subject_pointer_is_in(text));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_whole_text_is_a_pointer),
        cmocka_unit_test(a_line_of_a_short_text_points_at_the_subject),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Texts that only point at the subject. */
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

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(only_a_whole_text_is_a_pointer)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

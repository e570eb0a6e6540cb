/* The line above which people reply, in each language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/marker_line.h"

static void
a_language_without_a_line_has_the_english_one(void **state)
{
    static const struct {
        const char *language, *line;
    } rows[] = {
        {"en", "##- Please type your reply above this line -##"},
        {"nl", "##- Typ uw antwoord boven deze regel -##"},
        {"NL-be", "##- Typ uw antwoord boven deze regel -##"},
        {"de-AT", "##- Bitte antworten Sie oberhalb dieser Zeile -##"},
        {"fr", "##- Veuillez écrire votre réponse au-dessus de cette ligne -##"},
        {"nlx", "##- Please type your reply above this line -##"},
        {"", "##- Please type your reply above this line -##"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_string_equal(marker_line_in(rows[i].language), rows[i].line);
}

static void
nothing_but_the_line_is_one(void **state)
{
    (void)state;
    assert_true(marker_line_is("##- Please type your reply above this line -##"));
    assert_true(marker_line_is("##- Typ uw antwoord boven deze regel -##"));
    assert_true(marker_line_is("##- Bitte antworten Sie oberhalb dieser Zeile -##"));
    assert_false(marker_line_is("##- Typ uw antwoord boven deze regel -## en meer"));
    assert_false(marker_line_is("##- chapter one -##"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_language_without_a_line_has_the_english_one),
        cmocka_unit_test(nothing_but_the_line_is_one),
    };
    return cmocka_run_group_tests_name("marker_line", tests, NULL, NULL);
}

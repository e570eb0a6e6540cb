/* test_sign_table.c - the table of signs, compared with the manual. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "parsers/mail_class/sign_table.h"

/* In the form of the manual: "|  name", ":  class", ":  strength", ":  set aside by". */
static char *
rows(void)
{
    static const char *const aside[] = {
        [LETTER_DOUBT_MACHINE] = "-",
        [LETTER_DOUBT_NAME] = "requester_from_reply_to",
        [LETTER_DOUBT_LIST] = "requester_from_reply_to, own_lists",
    };
    GString *text = g_string_new(NULL);
    for (guint id = 0; id < SIGN_COUNT; id++) {
        const Sign *sign = sign_table_row(id);
        g_string_append_printf(text, "|  %s\n:  %s\n:  %s\n:  %s\n", sign->name,
                               letter_class_name(sign->mail_class),
                               letter_strength_name(sign->strength), aside[sign->doubt]);
    }
    return g_string_free(text, FALSE);
}

static void
the_manual_shows_the_table_as_the_code_has_it(void **state)
{
    (void)state;
    g_autofree char *table = rows();
    g_autofree char *manual = NULL;
    g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        print_message("# %s\n", *line);
    assert_true(g_file_get_contents(TEMPLATES "/../ticketgate.conf.5.scd", &manual, NULL, NULL));
    if (strstr(manual, table) == NULL)
        fail_msg("ticketgate.conf.5.scd has to hold, under SIGNS:\n%s", table);
}

/* Because of names, words or habits alone, no mail is ever ignored. */
static void
only_these_signs_are_proof(void **state)
{
    static const SignId proofs[] = {SIGN_OWN_SIGNATURE, SIGN_REPORT,       SIGN_OLD_REPORT,
                                    SIGN_AUTO_REPLIED,  SIGN_ANSWER_FIELD, SIGN_RECEIPT};
    (void)state;
    guint count = 0;
    for (guint id = 0; id < SIGN_COUNT; id++)
        count += sign_table_row(id)->strength == LETTER_STRENGTH_PROOF;
    assert_int_equal(count, G_N_ELEMENTS(proofs));
    for (guint i = 0; i < G_N_ELEMENTS(proofs); i++)
        assert_int_equal(sign_table_row(proofs[i])->strength, LETTER_STRENGTH_PROOF);
}

static void
a_sign_fills_the_letter(void **state)
{
    (void)state;
    g_autoptr(Letter) letter = letter_new();
    sign_table_apply(SIGN_LIST_FIELD, "List-Id: <a>", letter);
    assert_int_equal(letter->mail_class, LETTER_CLASS_LIST);
    assert_int_equal(letter->class_strength, LETTER_STRENGTH_DOUBT);
    assert_int_equal(letter->class_doubt, LETTER_DOUBT_LIST);
    assert_string_equal(letter->class_reason, "List-Id: <a>");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manual_shows_the_table_as_the_code_has_it),
        cmocka_unit_test(only_these_signs_are_proof),
        cmocka_unit_test(a_sign_fills_the_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_confirmation_encode.c - a reader decodes exactly what was encoded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gmime/gmime.h>
#include <string.h>

#include "gateway/confirmation/confirmation_encode.h"

static void
plain_words_stay_readable(void **state)
{
    static const struct {
        const char *line;
        const char *value;
    } rows[] = {
        {"", ""},
        {"[INC1] Printer on fire", "[INC1] Printer on fire"},
        {"[INC1] caf\xc3\xa9 noir", "[INC1]\n =?UTF-8?Q?caf=C3=A9_noir?="},
        {"caf\xc3\xa9", "=?UTF-8?Q?caf=C3=A9?="},
        {"=?utf-8?q?x?= y", "=?UTF-8?Q?=3D=3Futf-8=3Fq=3Fx=3F=3D_y?="},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *value = confirmation_encode_subject(rows[i].line);
        assert_string_equal(value, rows[i].value);
    }
}

static void
every_line_is_short_and_decodes_to_what_it_was(void **state)
{
    static const char *const units[] = {
        "word ", "caf\xc3\xa9 ",        "\xe6\xb1\xba", "\xf0\x9f\x94\xa5",
        "x",     "=?utf-8?q?=0D=0A?= ", "a=?b "};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
        for (guint count = 1; count < 60; count++) {
            GString *line = g_string_new("[INC0000001] ");
            for (guint n = 0; n < count; n++)
                g_string_append(line, units[i]);
            g_strchomp(line->str);
            g_autofree char *value = confirmation_encode_subject(line->str);
            g_auto(GStrv) lines = g_strsplit(value, "\n", -1);
            for (guint n = 0; lines[n] != NULL; n++)
                assert_in_range(strlen(lines[n]), 0, 76);
            g_autofree char *unfolded = g_mime_utils_header_unfold(value);
            g_autofree char *decoded = g_mime_utils_header_decode_text(NULL, unfolded);
            assert_string_equal(decoded, line->str);
            g_string_free(line, TRUE);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_words_stay_readable),
        cmocka_unit_test(every_line_is_short_and_decodes_to_what_it_was),
    };
    g_mime_init();
    return cmocka_run_group_tests_name("reply_encode", tests, NULL, NULL);
}

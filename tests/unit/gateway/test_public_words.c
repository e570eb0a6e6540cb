/* Which words of the ticket system's text a sender may read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/public_words.h"

static void
names_of_our_side_are_left_out(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"ci is not in the agreed list", "ci is not in the agreed list"},
        {"file type is refused: b.exe", "file type is refused: b.exe"},
        {"report.pdf is larger than 10.5 MB.", "report.pdf is larger than 10.5 MB."},
        {"POST /NewIncident failed", "POST ... failed"},
        {"no route to api.internal.example", "no route to ..."},
        {"(desk.example.org:8443) said no", "... said no"},
        {"see https://proxy.example/help.", "see ..."},
        {"host example.org, not here", "host ... not here"},
        {"10.0.0.7 and fe80::1 and localhost", "... and ... and ..."},
        {"in C:\\inetpub\\www", "in ..."},
        {"mail root@api.example.net", "mail ..."},
        {"", ""},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = public_words_of(rows[i][0]);
        assert_string_equal(text, rows[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_our_side_are_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

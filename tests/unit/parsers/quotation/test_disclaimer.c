/* test_disclaimer.c - disclaimers below a mail, and people who write similar words. */
#include "parsers/quotation/disclaimer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct {
    const char *text;
    guint line; /* on which the disclaimer begins */
} Case;

static const Case cases[] = {
    {"text\n\nDISCLAIMER: for you.\n", 2},
    {"text\n\n*Disclaimer*\nfor you.\n", 2},
    {"text\n\nVertraulichkeitshinweis: nur f\xc3\xbcr Sie.\n", 2},
    {"text\n\nAviso legal: para usted.\n", 2},
    {"text\n\nThis mail is confidential and intended solely for you.\n", 2},
    {"text\n\nDiese E-Mail ist vertraulich. Wenn Sie nicht der richtige Adressat sind, ...\n", 2},
    {"text\n\nDit bericht is vertrouwelijk en bestemd voor de geadresseerde.\n", 2},
    {"text\n\nCe message est confidentiel. Si vous n'\xc3\xaates pas le destinataire, ...\n", 2},
    {"text\n\nQuesto messaggio \xc3\xa8 riservato ai soli destinatari.\n", 2},
    {"text\n\n----------\n\nDISCLAIMER: for you.\n", 2},
    {"text\n________________\nYou are on the mailing list x.\n", 1},
    {"text\n________________\nThis may be confidential.\n", 1},
    {"text\n\nPlease keep this confidential.\n", 4},
    {"text\n\nThe letter was intended for my neighbour.\n", 4},
    {"text\n\nDisclaimers are missing.\n", 4},
    {"text\n________________\ntotal 12\n", 3},
    {"text\n\n> DISCLAIMER: for you.\n", 3},
    {"", 0},
};

static void
a_paragraph_with_the_words_of_a_disclaimer_is_one(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(TextLines) lines = text_lines_new(cases[i].text);
        guint n = text_lines_count(lines);
        guint line = disclaimer_find(lines, MIN(1, n), n);
        if (line != MIN(cases[i].line, n))
            fail_msg("%s: line %u, not %u", cases[i].text, line, cases[i].line);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paragraph_with_the_words_of_a_disclaimer_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

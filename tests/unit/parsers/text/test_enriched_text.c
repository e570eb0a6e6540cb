/* test_enriched_text.c - text/enriched (RFC 1896) as plain text. */
#include "parsers/text/enriched_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *enriched;
    const char *plain;
} Case;

static const Case cases[] = {
    {"", ""},
    {"<bold>a</bold> b", "a b"},
    {"a\nb", "a b"},
    {"a\n\nb", "a\nb"},
    {"a\n\n\nb", "a\n\nb"},
    {"<<x> < 3", "<x> < 3"},
    {"<color><param>red</param>a</color>", "a"},
    {"<param>never ends", "never ends"},
    {"<param>never<param>ends", "neverends"},
    {"<nofill>a\nb\n</nofill>c\nd", "a\nb\nc d"},
    {"a<nl>\nb<paragraph>c<lt>", "a\nb\nc<"},
    {"<no end", "<no end"},
    {"<", "<"},
    {"<>", "<>"},
    {"<a-very-long-command-that-is-longer-than-any-command-may-be-by-rfc-1896>", NULL},
};

static void
enriched_text_becomes_plain_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *want = cases[i].plain != NULL ? cases[i].plain : cases[i].enriched;
        g_autofree char *plain = enriched_text_plain(cases[i].enriched);
        assert_string_equal(plain, want);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(enriched_text_becomes_plain_text)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

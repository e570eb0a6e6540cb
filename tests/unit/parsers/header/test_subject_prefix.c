/* test_subject_prefix.c - prefixes for replies and forwards in many languages, and similar words.
 */
#include "parsers/header/subject_prefix.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *subject;
    SubjectPrefix kind;
    const char *rest;
} Case;

#define REPLY SUBJECT_PREFIX_REPLY
#define FORWARD SUBJECT_PREFIX_FORWARD
#define TAG SUBJECT_PREFIX_TAG
#define NONE SUBJECT_PREFIX_NONE

static const Case cases[] = {
    {"Re: x", REPLY, "x"},
    {"RE:x", REPLY, "x"},
    {"re : x", REPLY, "x"},
    {"Re[2]: x", REPLY, "x"},
    {"Re(3): x", REPLY, "x"},
    {"Re^4: x", REPLY, "x"},
    {"RE2: x", REPLY, "x"},
    {"Re: Re: x", REPLY, "Re: x"},
    {"AW: x", REPLY, "x"},
    {"Antw: x", REPLY, "x"},
    {"Antw.: x", REPLY, "x"},
    {"SV: x", REPLY, "x"},
    {"VS: x", REPLY, "x"},
    {"RES: x", REPLY, "x"},
    {"RIF: x", REPLY, "x"},
    {"R: x", REPLY, "x"},
    {"Odp: x", REPLY, "x"},
    {"V\xc3\xa1: x", REPLY, "x"},
    {"Va\xcc\x81: x", REPLY, "x"},
    {"\xe5\x9b\x9e\xe5\xa4\x8d\xef\xbc\x9ax", REPLY, "x"},
    {"\xe8\xbf\x94\xe4\xbf\xa1: x", REPLY, "x"},
    {"Fwd: x", FORWARD, "x"},
    {"FW: x", FORWARD, "x"},
    {"WG: x", FORWARD, "x"},
    {"Doorst: x", FORWARD, "x"},
    {"TR : x", FORWARD, "x"},
    {"I: x", FORWARD, "x"},
    {"ENC: x", FORWARD, "x"},
    {"RV: x", FORWARD, "x"},
    {"VB: x", FORWARD, "x"},
    {"VL: x", FORWARD, "x"},
    {"PD: x", FORWARD, "x"},
    {"[EXTERN] x", TAG, "x"},
    {"[External] x", TAG, "x"},
    {"EXTERNAL: x", TAG, "x"},
    {"***SPAM*** x", TAG, "x"},
    {"\xe2\x80\x8eRe: x", REPLY, "x"},
    {"", NONE, NULL},
    {":", NONE, NULL},
    {"Re", NONE, NULL},
    {"Regarding: x", NONE, NULL},
    {"i: x", NONE, NULL},
    {"r: x", NONE, NULL},
    {"Re[2 x", NONE, NULL},
    {"Re[]: x", NONE, NULL},
    {"Re12345: x", NONE, NULL},
    {"[list] x", NONE, NULL},
    {"[EXTERN", NONE, NULL},
    {"Printer: x", NONE, NULL},
};

static void
each_prefix_is_recognised_with_its_length(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gsize length = 12345;
        SubjectPrefix kind = subject_prefix_match(cases[i].subject, &length);
        assert_int_equal(kind, cases[i].kind);
        if (cases[i].rest == NULL)
            assert_int_equal(length, 12345);
        else
            assert_string_equal(cases[i].subject + length, cases[i].rest);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_prefix_is_recognised_with_its_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

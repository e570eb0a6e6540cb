/* Each class of error has its reply code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/lmtp/lmtp_reply.h"

static const struct {
    DeliveryError code;
    const char *reply; /* the beginning of the reply */
} cases[] = {
    {DELIVERY_ERROR_TEMPORARY, "451 4.3.0 "}, {DELIVERY_ERROR_CONFIGURATION, "451 4.3.5 "},
    {DELIVERY_ERROR_BUSY, "451 4.3.2 "},      {DELIVERY_ERROR_API_DOWN, "451 4.4.1 "},
    {DELIVERY_ERROR_NO_ROUTE, "550 5.1.1 "},  {DELIVERY_ERROR_TOO_LARGE, "552 5.3.4 "},
    {DELIVERY_ERROR_REFUSED, "550 5.7.1 "},   {DELIVERY_ERROR_MESSAGE, "554 5.6.0 "},
};

static void
errors_have_their_codes(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error =
            g_error_new_literal(DELIVERY_ERROR, (int)cases[i].code, "because");
        g_autofree char *line = lmtp_reply_line(error);
        assert_memory_equal(line, cases[i].reply, strlen(cases[i].reply));
    }
}

static void
a_reply_names_the_ticket_and_what_was_done(void **state)
{
    static const struct {
        const char *outcome, *number, *line;
    } endings[] = {
        {"create", "INC0012345", "250 2.1.5 INC0012345 created"},
        {"comment", "INC-1_a", "250 2.1.5 INC-1_a commented"},
        {"create", "INC#00000002", "250 2.1.5 INC#00000002 created"},
        {"close", "INC1", "250 2.1.5 INC1 closed"},
        {"reopen", "INC1", "250 2.1.5 INC1 reopened"},
        {"ignore", NULL, "250 2.1.5 ignored"},
        {"reject", NULL, "250 2.1.5 refused, and the sender is told"},
        {"duplicate", "INC1", "250 2.1.5 INC1 delivered before"},
        {"duplicate", NULL, "250 2.1.5 delivered before"},
        {NULL, "INC1", "250 2.1.5 INC1 delivered"},
        /* whatever a ticket system calls a number */
        {"create", "INC1\r\n250 2.1.5 x", "250 2.1.5 created"},
        {"create", "INC\xc3\xa9", "250 2.1.5 created"},
        {"create", "", "250 2.1.5 created"},
        {"create", "12345678901234567890123456789012345678901", "250 2.1.5 created"},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *line = lmtp_reply_done(endings[i].outcome, endings[i].number);
        assert_string_equal(line, endings[i].line);
    }
}

static void
an_unknown_error_is_temporary(void **state)
{
    (void)state;
    g_autoptr(GError) error = g_error_new_literal(g_quark_from_string("elsewhere"), 1, "secret");
    g_autofree char *line = lmtp_reply_line(error);
    assert_memory_equal(line, "451 4.3.0 ", 10);
    assert_null(strstr(line, "secret"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_have_their_codes),
        cmocka_unit_test(a_reply_names_the_ticket_and_what_was_done),
        cmocka_unit_test(an_unknown_error_is_temporary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a request knows about itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/ticket_system/ticket_request.h"

static void
a_request_keeps_what_its_response_has_to_be_about(void **state)
{
    char number[] = "INC0000007", reference[] = "R";
    const TicketFields fields = {.operation = TICKET_OPERATION_COMMENT,
                                 .ticket_number = number,
                                 .reference_number = reference};
    g_autoptr(TicketRequest) request = ticket_request_new(ticket_dialect_of(NULL), &fields);

    (void)state;
    number[0] = reference[0] = '-';
    assert_string_equal(request->ticket_number, "INC0000007");
    assert_string_equal(request->reference_number, "R");
    assert_non_null(request->body);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_keeps_what_its_response_has_to_be_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Commands in the first line, and what a dry run assumes. The look-ups are tested end to end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/delivery/ticket_finder.h"

static char *close_words[] = {(char *)"#close", (char *)"#sluiten", NULL};
static char *reopen_words[] = {(char *)"#reopen", NULL};

static void
commands_stand_alone_in_the_first_line(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        MailCommand command;
        const char *rest;
    } rows[] = {
        {"#close", COMMAND_CLOSE, ""},
        {"#Close  \nThanks.", COMMAND_CLOSE, "Thanks."},
        {"\n \n#sluiten\n\nDank.", COMMAND_CLOSE, "Dank."},
        {"#reopen\nstill broken\n", COMMAND_REOPEN, "still broken\n"},
        {"#close the door", COMMAND_NONE, "#close the door"},
        {"please #close", COMMAND_NONE, "please #close"},
        {"text\n#close", COMMAND_NONE, "text\n#close"},
        {"#other", COMMAND_NONE, "#other"},
        {"", COMMAND_NONE, ""},
    };
    Config config = {.close_words = close_words, .reopen_words = reopen_words};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *rest = NULL;
        assert_int_equal(ticket_finder_command(&config, rows[i].text, &rest), rows[i].command);
        assert_string_equal(rest, rows[i].rest);
    }
}

static void
a_dry_run_assumes_the_first_ticket_open(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) routes = g_ptr_array_new();
    Config config = {.close_words = close_words, .reopen_words = reopen_words, .routes = routes};
    const Route route = {.ci = "X"};
    g_autoptr(Letter) letter = letter_new();
    const Intake intake = {.letter = letter};
    g_autoptr(TicketFinding) none = ticket_finder_assume(&config, &intake, &route, NULL);
    assert_int_equal(none->facts.state, TICKET_NONE);
    assert_null(none->facts.ticket_number);

    g_ptr_array_add(letter->ticket_numbers, g_strdup("INC0000002"));
    g_ptr_array_add(letter->ticket_numbers, g_strdup("INC0000001"));
    g_autoptr(TicketFinding) some = ticket_finder_assume(&config, &intake, &route, NULL);
    assert_int_equal(some->facts.state, TICKET_OPEN);
    assert_int_equal(some->facts.evidence, EVIDENCE_SUBJECT);
    assert_string_equal(some->facts.ticket_number, "INC0000002");
    assert_true(some->facts.is_assumed);
    assert_true(some->is_creator);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_stand_alone_in_the_first_line),
        cmocka_unit_test(a_dry_run_assumes_the_first_ticket_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

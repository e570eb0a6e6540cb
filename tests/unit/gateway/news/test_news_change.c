/* What is worth a mail, as a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/news/news_change.h"

#define WAITING CONFIRMATION_KIND_NEWS_WAITING
#define RESOLVED CONFIRMATION_KIND_NEWS_RESOLVED
#define CLOSED CONFIRMATION_KIND_NEWS_CLOSED
#define REOPENED CONFIRMATION_KIND_NEWS_REOPENED
#define COMMENT CONFIRMATION_KIND_NEWS_COMMENT
#define STATE CONFIRMATION_KIND_NEWS_STATE
#define NOTHING CONFIRMATION_KINDS

static char *resolved[] = {(char *)"Resolved", NULL};
static char *closed[] = {(char *)"Closed", (char *)"Canceled", NULL};
static char *waiting[] = {(char *)"On Hold", NULL};
static char *usual[] = {(char *)"waiting",  (char *)"resolved", (char *)"closed",
                        (char *)"reopened", (char *)"comment",  NULL};

static Config
config_of(char **states)
{
    return (Config){.resolved_states = resolved,
                    .closed_states = closed,
                    .waiting_states = waiting,
                    .news_states = states};
}

static ConfirmationKind
kind_of(char **states, const JournalTicket *before, const ConfirmationNews *says)
{
    const Config config = config_of(states);
    const NewsChange change = news_change_of(&config, before, says);
    return change.is_due ? change.kind : NOTHING;
}

static void
a_change_is_told_where_it_matters_to_the_person(void **state)
{
    static const struct {
        const char *before, *own_change, *now, *question, *reason, *comment;
        ConfirmationKind kind;
    } rows[] = {
        {"New", NULL, "In Progress", "", "", NULL, NOTHING},
        {"New", NULL, "New", "What?", "", NULL, NOTHING},
        {"New", NULL, "On Hold", "Which room?", "", NULL, WAITING},
        {"New", NULL, "on hold", "Which room?", "", NULL, WAITING},
        {"New", NULL, "On Hold", "", "Awaiting Caller", NULL, WAITING},
        {"New", NULL, "On Hold", "", "Awaiting Vendor", NULL, NOTHING},
        {"New", NULL, "On Hold", "", "", NULL, NOTHING},
        {"New", NULL, "On Hold", NULL, NULL, "We wait.", COMMENT},
        {"New", NULL, "Asked", "Which room?", "", NULL, WAITING},
        {"New", NULL, "Asked", "", "Awaiting Caller", NULL, NOTHING},
        {"In Progress", NULL, "Resolved", "Which room?", "", NULL, RESOLVED},
        {"On Hold", NULL, "Canceled", "", "", NULL, CLOSED},
        {"Resolved", NULL, "Closed", "", "", NULL, CLOSED},
        {"Resolved", "close", "Closed", "", "", NULL, NOTHING},
        {"Resolved", "reopen", "Closed", "", "", NULL, CLOSED},
        {"Resolved", NULL, "In Progress", "", "", NULL, REOPENED},
        {"Closed", NULL, "New", "", "", "Again.", REOPENED},
        {"Resolved", "reopen", "In Progress", "", "", NULL, NOTHING},
        {"Resolved", "reopen", "In Progress", "", "", "Again.", COMMENT},
        {"Resolved", "reopen", "On Hold", "Which room?", "", NULL, WAITING},
        {NULL, NULL, "New", "", "", NULL, NOTHING},
        {"", NULL, "In Progress", "", "", NULL, NOTHING},
        {NULL, NULL, "On Hold", "Which room?", "", NULL, WAITING},
        {NULL, NULL, "Resolved", "", "", NULL, RESOLVED},
        {"New", NULL, NULL, NULL, NULL, "Hello.", COMMENT},
        {"New", NULL, NULL, NULL, NULL, "", NOTHING},
        {"New", NULL, "", NULL, NULL, NULL, NOTHING},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const JournalTicket before = {.state = (char *)(guintptr)rows[i].before,
                                      .own_change = (char *)(guintptr)rows[i].own_change};
        const ConfirmationNews says = {.state = rows[i].now,
                                       .question = rows[i].question,
                                       .pending_reason = rows[i].reason,
                                       .comment = rows[i].comment};
        if (kind_of(usual, &before, &says) != rows[i].kind)
            fail_msg("row %u: %d", i, kind_of(usual, &before, &says));
    }
}

static void
only_what_is_wanted_is_told(void **state)
{
    static char *none[] = {NULL}, *other[] = {(char *)"other", NULL},
                *named[] = {(char *)"in progress", (char *)"Resolved", NULL};
    const JournalTicket before = {.state = (char *)"New"};
    const ConfirmationNews progress = {.state = "In Progress"}, solved = {.state = "Resolved"},
                           held = {.state = "On Hold", .question = "?", .comment = "!"};
    (void)state;
    assert_int_equal(kind_of(none, &before, &solved), NOTHING);
    assert_int_equal(kind_of(none, &before, &held), NOTHING);
    assert_int_equal(kind_of(other, &before, &progress), STATE);
    assert_int_equal(kind_of(other, &before, &solved), NOTHING);
    assert_int_equal(kind_of(named, &before, &progress), STATE);
    assert_int_equal(kind_of(named, &before, &solved), RESOLVED);
    assert_int_equal(kind_of(usual + 4, &before, &held), COMMENT);
}

static void
an_old_question_is_no_new_one_but_in_a_state_that_waits(void **state)
{
    const Config config = config_of(usual);
    JournalTicket ticket = {.state = g_strdup("New"), .own_change = g_strdup("close")};
    const ConfirmationNews held = {.state = "Asked", .question = "Which room?"},
                           works = {.state = "In Progress", .question = "Which room?"},
                           other = {.state = "Asked", .question = "Which floor?"},
                           known = {.state = "On Hold", .question = "Which floor?"},
                           over = {.state = "Closed"};
    (void)state;
    assert_int_equal(kind_of(usual, &ticket, &held), WAITING);
    news_change_note(&config, &ticket, &held, 7);
    assert_string_equal(ticket.state, "Asked");
    assert_null(ticket.own_change);
    assert_string_equal(ticket.own_change_over, "close");
    assert_true(ticket.is_open);
    assert_int_equal(ticket.changed_s, 7);
    assert_int_equal(kind_of(usual, &ticket, &works), NOTHING);
    news_change_note(&config, &ticket, &works, 8);
    assert_int_equal(kind_of(usual, &ticket, &other), WAITING);
    news_change_note(&config, &ticket, &other, 9);
    assert_int_equal(kind_of(usual, &ticket, &known), WAITING);
    news_change_note(&config, &ticket, &known, 10);
    news_change_note(&config, &ticket, &known, 11);
    assert_int_equal(ticket.changed_s, 10);
    news_change_note(&config, &ticket, &over, 12);
    assert_false(ticket.is_open);
    assert_null(ticket.question);
    g_free(ticket.own_change_over);
    g_free(ticket.state);
}

static void
another_question_in_the_same_state_is_told_if_the_first_is_known(void **state)
{
    (void)state;
    const Config config = config_of(usual);
    g_autofree char *name = g_strdup("On Hold");
    JournalTicket ticket = {.state = name};
    const ConfirmationNews first = {.state = "On Hold", .question = "Which room?"};
    const ConfirmationNews second = {.state = "On Hold", .question = "Which floor?"};
    assert_int_equal(kind_of(usual, &ticket, &first), NOTHING);
    news_change_note(&config, &ticket, &first, 1);
    assert_int_equal(kind_of(usual, &ticket, &first), NOTHING);
    assert_int_equal(kind_of(usual, &ticket, &second), WAITING);
    g_free(ticket.question);
}

static void
a_question_has_each_text_once(void **state)
{
    static const struct {
        const char *what, *why, *question;
    } rows[] = {
        {"Which room?", "Which room?", "Which room?"},
        {"Which room?", "We need to visit.", "We need to visit.\n\nWhich room?"},
        {"Which room?", "", "Which room?"},
        {NULL, "We need to visit.", "We need to visit."},
        {"", NULL, NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Ticket ticket = {.required_information = (char *)(guintptr)rows[i].what,
                               .reason_user_required = (char *)(guintptr)rows[i].why};
        g_autofree char *question = news_change_question(&ticket);
        if (g_strcmp0(question, rows[i].question) != 0)
            fail_msg("row %u: %s", i, question);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_told_where_it_matters_to_the_person),
        cmocka_unit_test(only_what_is_wanted_is_told),
        cmocka_unit_test(an_old_question_is_no_new_one_but_in_a_state_that_waits),
        cmocka_unit_test(another_question_in_the_same_state_is_told_if_the_first_is_known),
        cmocka_unit_test(a_question_has_each_text_once),
    };
    return cmocka_run_group_tests_name("news_change", tests, NULL, NULL);
}

/* The policy, whole: one row for each combination that matters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/policy/decision.h"

static char *resolved_words[] = {(char *)"Resolved", NULL};
static char *closed_words[] = {(char *)"Closed", (char *)"Finished", NULL};

static Config
default_config(void)
{
    return (Config){
        .mail_from = (char *)"support@desk.example",
        .is_reply_on = TRUE,
        .resolved_states = resolved_words,
        .closed_states = closed_words,
        .policy_comment = CONFIG_WHO_ANYONE,
        .policy_close = CONFIG_WHO_VERIFIED,
        .policy_reopen = CONFIG_WHO_VERIFIED,
        .policy_resolved = CONFIG_RESOLVED_REOPEN,
        .policy_unpermitted = CONFIG_UNPERMITTED_NEW,
        .policy_auto_reply = CONFIG_AUTO_REPLY_COMMENT,
        .policy_bounce = CONFIG_BOUNCE_IGNORE,
    };
}

static Letter *
letter_of_class(LetterClass mail_class)
{
    Letter *letter = letter_new();
    LetterAddress *from = g_new0(LetterAddress, 1);
    from->address = g_strdup("user@customer.example");
    g_ptr_array_add(letter->from, from);
    letter->mail_class = mail_class;
    g_free(letter->class_reason);
    letter->class_reason = g_strdup("a sign");
    return letter;
}

#define HUMAN LETTER_CLASS_HUMAN
#define REPLY LETTER_CLASS_AUTO_REPLY
#define AUTO LETTER_CLASS_AUTO_GENERATED
#define BOUNCE LETTER_CLASS_BOUNCE
#define LIST LETTER_CLASS_LIST
#define LOOP LETTER_CLASS_LOOP
#define PROVEN TRUE, TRUE
#define PARTICIPANT TRUE, FALSE
#define STRANGER FALSE, FALSE

/* With the default configuration. Columns: class, state of the ticket that the mail names, command,
 * standing (participant, verified) -> decision, is a reply due, does a new ticket name the old one.
 */
static const struct {
    LetterClass mail_class;
    TicketState state;
    MailCommand command;
    gboolean is_participant, is_verified;
    DecisionKind kind;
    gboolean is_reply_due, is_named;
} table[] = {
    /* people, no command */
    {HUMAN, TICKET_NONE, COMMAND_NONE, STRANGER, DECISION_CREATE, TRUE, FALSE},
    {HUMAN, TICKET_NOT_FOUND, COMMAND_NONE, STRANGER, DECISION_CREATE, TRUE, TRUE},
    {HUMAN, TICKET_OPEN, COMMAND_NONE, STRANGER, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_OPEN, COMMAND_NONE, PARTICIPANT, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_OPEN, COMMAND_NONE, PROVEN, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_RESOLVED, COMMAND_NONE, STRANGER, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_RESOLVED, COMMAND_NONE, PARTICIPANT, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_RESOLVED, COMMAND_NONE, PROVEN, DECISION_REOPEN, TRUE, FALSE},
    {HUMAN, TICKET_CLOSED, COMMAND_NONE, STRANGER, DECISION_CREATE, TRUE, TRUE},
    {HUMAN, TICKET_CLOSED, COMMAND_NONE, PROVEN, DECISION_CREATE, TRUE, TRUE},
    /* people, #close */
    {HUMAN, TICKET_NONE, COMMAND_CLOSE, STRANGER, DECISION_CREATE, TRUE, FALSE},
    {HUMAN, TICKET_NOT_FOUND, COMMAND_CLOSE, STRANGER, DECISION_CREATE, TRUE, TRUE},
    {HUMAN, TICKET_OPEN, COMMAND_CLOSE, STRANGER, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_OPEN, COMMAND_CLOSE, PROVEN, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_RESOLVED, COMMAND_CLOSE, STRANGER, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_RESOLVED, COMMAND_CLOSE, PARTICIPANT, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_RESOLVED, COMMAND_CLOSE, PROVEN, DECISION_CLOSE, TRUE, FALSE},
    {HUMAN, TICKET_CLOSED, COMMAND_CLOSE, PROVEN, DECISION_CREATE, TRUE, TRUE},
    /* people, #reopen */
    {HUMAN, TICKET_NONE, COMMAND_REOPEN, STRANGER, DECISION_CREATE, TRUE, FALSE},
    {HUMAN, TICKET_OPEN, COMMAND_REOPEN, PROVEN, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_RESOLVED, COMMAND_REOPEN, STRANGER, DECISION_COMMENT, FALSE, FALSE},
    {HUMAN, TICKET_RESOLVED, COMMAND_REOPEN, PROVEN, DECISION_REOPEN, TRUE, FALSE},
    {HUMAN, TICKET_CLOSED, COMMAND_REOPEN, PROVEN, DECISION_CREATE, TRUE, TRUE},
    /* automatic answers change no state and make no ticket */
    {REPLY, TICKET_NONE, COMMAND_NONE, STRANGER, DECISION_IGNORE, FALSE, FALSE},
    {REPLY, TICKET_NOT_FOUND, COMMAND_NONE, STRANGER, DECISION_IGNORE, FALSE, FALSE},
    {REPLY, TICKET_OPEN, COMMAND_NONE, PROVEN, DECISION_COMMENT, FALSE, FALSE},
    {REPLY, TICKET_RESOLVED, COMMAND_NONE, PROVEN, DECISION_COMMENT, FALSE, FALSE},
    {REPLY, TICKET_RESOLVED, COMMAND_CLOSE, PROVEN, DECISION_COMMENT, FALSE, FALSE},
    {REPLY, TICKET_CLOSED, COMMAND_NONE, PROVEN, DECISION_IGNORE, FALSE, FALSE},
    /* machines and lists make tickets and comments, change no state, get no answer */
    {AUTO, TICKET_NONE, COMMAND_NONE, STRANGER, DECISION_CREATE, FALSE, FALSE},
    {AUTO, TICKET_NOT_FOUND, COMMAND_NONE, STRANGER, DECISION_CREATE, FALSE, TRUE},
    {AUTO, TICKET_OPEN, COMMAND_NONE, STRANGER, DECISION_COMMENT, FALSE, FALSE},
    {AUTO, TICKET_RESOLVED, COMMAND_NONE, PROVEN, DECISION_COMMENT, FALSE, FALSE},
    {AUTO, TICKET_RESOLVED, COMMAND_CLOSE, PROVEN, DECISION_COMMENT, FALSE, FALSE},
    {AUTO, TICKET_CLOSED, COMMAND_NONE, STRANGER, DECISION_CREATE, FALSE, TRUE},
    {LIST, TICKET_NONE, COMMAND_NONE, STRANGER, DECISION_CREATE, FALSE, FALSE},
    {LIST, TICKET_OPEN, COMMAND_NONE, STRANGER, DECISION_COMMENT, FALSE, FALSE},
    {LIST, TICKET_RESOLVED, COMMAND_REOPEN, PROVEN, DECISION_COMMENT, FALSE, FALSE},
    /* reports and our own mail */
    {BOUNCE, TICKET_NONE, COMMAND_NONE, STRANGER, DECISION_IGNORE, FALSE, FALSE},
    {BOUNCE, TICKET_OPEN, COMMAND_NONE, PROVEN, DECISION_IGNORE, FALSE, FALSE},
    {BOUNCE, TICKET_RESOLVED, COMMAND_REOPEN, PROVEN, DECISION_IGNORE, FALSE, FALSE},
    {LOOP, TICKET_NONE, COMMAND_NONE, STRANGER, DECISION_IGNORE, FALSE, FALSE},
    {LOOP, TICKET_OPEN, COMMAND_CLOSE, PROVEN, DECISION_IGNORE, FALSE, FALSE},
};

static void
the_table_holds(void **state)
{
    (void)state;
    Config config = default_config();
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        g_autoptr(Letter) letter = letter_of_class(table[i].mail_class);
        PolicyFacts facts = {.evidence =
                                 table[i].state == TICKET_NONE ? EVIDENCE_NONE : EVIDENCE_SUBJECT,
                             .state = table[i].state,
                             .ticket_number = table[i].state == TICKET_NONE ? NULL : "INC0000007",
                             .command = table[i].command,
                             .is_participant = table[i].is_participant,
                             .is_verified = table[i].is_verified};
        g_autoptr(Decision) decision = decision_make(&config, letter, &facts);
        if (decision->kind != table[i].kind)
            fail_msg("row %u: %s (%s)", i, decision_kind_name(decision->kind), decision->reason);
        if (decision->is_reply_due != table[i].is_reply_due)
            fail_msg("row %u: reply %d (%s)", i, decision->is_reply_due, decision->reply_reason);
        if ((decision->named_ticket != NULL) != table[i].is_named)
            fail_msg("row %u: names %s", i, decision->named_ticket);
        gboolean is_update = decision->kind == DECISION_COMMENT ||
                             decision->kind == DECISION_CLOSE || decision->kind == DECISION_REOPEN;
        assert_int_equal(g_strcmp0(decision->ticket_number, is_update ? "INC0000007" : NULL), 0);
        assert_non_null(decision->reason);
        assert_non_null(decision->reply_reason);
    }
}

static DecisionKind
kind_for(const Config *config, LetterClass mail_class, const PolicyFacts *facts)
{
    g_autoptr(Letter) letter = letter_of_class(mail_class);
    g_autoptr(Decision) decision = decision_make(config, letter, facts);
    return decision->kind;
}

static void
each_setting_changes_its_rule(void **state)
{
    (void)state;
    const PolicyFacts none = {0};
    const PolicyFacts open = {
        .evidence = EVIDENCE_SUBJECT, .state = TICKET_OPEN, .ticket_number = "INC0000007"};
    PolicyFacts resolved = open;
    resolved.state = TICKET_RESOLVED;
    resolved.is_participant = TRUE;
    PolicyFacts participant = open;
    participant.is_participant = TRUE;
    PolicyFacts denied = none;
    denied.is_denied = TRUE;

    Config config = default_config();
    assert_int_equal(kind_for(&config, HUMAN, &denied), DECISION_REJECT);
    config.policy_bounce = CONFIG_BOUNCE_CREATE;
    assert_int_equal(kind_for(&config, BOUNCE, &none), DECISION_CREATE);
    config.policy_auto_reply = CONFIG_AUTO_REPLY_IGNORE;
    assert_int_equal(kind_for(&config, REPLY, &open), DECISION_IGNORE);
    config.policy_reopen = CONFIG_WHO_PARTICIPANTS;
    assert_int_equal(kind_for(&config, HUMAN, &resolved), DECISION_REOPEN);
    config.policy_resolved = CONFIG_RESOLVED_COMMENT;
    assert_int_equal(kind_for(&config, HUMAN, &resolved), DECISION_COMMENT);
    config.policy_resolved = CONFIG_RESOLVED_NEW;
    assert_int_equal(kind_for(&config, HUMAN, &resolved), DECISION_CREATE);
    config.policy_comment = CONFIG_WHO_PARTICIPANTS;
    assert_int_equal(kind_for(&config, HUMAN, &participant), DECISION_COMMENT);
    assert_int_equal(kind_for(&config, HUMAN, &open), DECISION_CREATE);
    config.policy_unpermitted = CONFIG_UNPERMITTED_IGNORE;
    assert_int_equal(kind_for(&config, HUMAN, &open), DECISION_IGNORE);
    config.policy_unpermitted = CONFIG_UNPERMITTED_REJECT;
    assert_int_equal(kind_for(&config, HUMAN, &open), DECISION_REJECT);
    config.policy_comment = CONFIG_WHO_VERIFIED;
    assert_int_equal(kind_for(&config, HUMAN, &participant), DECISION_REJECT);
}

static void
a_weak_sign_loses_no_mail(void **state)
{
    (void)state;
    Config config = default_config();
    g_autoptr(Letter) letter = letter_of_class(REPLY);
    letter->class_is_weak = TRUE;
    g_autoptr(Decision) decision = decision_make(&config, letter, &(PolicyFacts){0});
    assert_int_equal(decision->kind, DECISION_CREATE);
    assert_false(decision->is_reply_due);
}

static void
replies_can_be_switched(void **state)
{
    (void)state;
    Config config = default_config();
    const PolicyFacts open = {
        .evidence = EVIDENCE_SUBJECT, .state = TICKET_OPEN, .ticket_number = "INC0000007"};
    g_autoptr(Letter) letter = letter_of_class(HUMAN);
    config.is_reply_on_comment = TRUE;
    g_autoptr(Decision) comment = decision_make(&config, letter, &open);
    assert_true(comment->is_reply_due);
    config.is_reply_on = FALSE;
    g_autoptr(Decision) create = decision_make(&config, letter, &(PolicyFacts){0});
    assert_false(create->is_reply_due);
}

static void
states_are_the_providers_words(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        TicketState state;
    } rows[] = {{"Resolved", TICKET_RESOLVED},
                {"resolved", TICKET_RESOLVED},
                {"Finished", TICKET_CLOSED},
                {"CLOSED", TICKET_CLOSED},
                {"New", TICKET_OPEN},
                {"anything", TICKET_OPEN},
                {"", TICKET_OPEN},
                {NULL, TICKET_OPEN}};
    Config config = default_config();
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(decision_ticket_state(&config, rows[i].word), rows[i].state);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_holds),
        cmocka_unit_test(each_setting_changes_its_rule),
        cmocka_unit_test(a_weak_sign_loses_no_mail),
        cmocka_unit_test(replies_can_be_switched),
        cmocka_unit_test(states_are_the_providers_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

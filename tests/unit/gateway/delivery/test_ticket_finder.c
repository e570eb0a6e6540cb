/* Commands in the first line, what a dry run assumes, and what the journal and the API are asked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/delivery/ticket_finder.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/policy/mail_key.h"
#include "gateway/policy/signed_reference.h"
#include "tests/unit/api_fixture.h"

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
    Intake intake = {.letter = letter};
    const DeliveryContext context = {.config = &config, .intake = &intake};
    g_autoptr(TicketFinding) none = ticket_finder_assume(&context, &route, NULL);
    assert_int_equal(none->facts.state, TICKET_NONE);
    assert_null(none->facts.ticket_number);

    g_ptr_array_add(letter->ticket_numbers, g_strdup("INC0000002"));
    g_ptr_array_add(letter->ticket_numbers, g_strdup("INC0000001"));
    g_autoptr(TicketFinding) some = ticket_finder_assume(&context, &route, NULL);
    assert_int_equal(some->facts.state, TICKET_OPEN);
    assert_int_equal(some->facts.evidence, EVIDENCE_SUBJECT);
    assert_string_equal(some->facts.ticket_number, "INC0000002");
    assert_true(some->facts.is_assumed);
    assert_true(some->is_creator);

    /* Whoever has a journal says which ticket the mail answers. */
    g_ptr_array_set_size(letter->ticket_numbers, 0);
    g_autoptr(TicketFinding) known = ticket_finder_assume(&context, &route, "INC0000003");
    assert_int_equal(known->facts.state, TICKET_OPEN);
    assert_int_equal(known->facts.evidence, EVIDENCE_THREAD);
    assert_string_equal(known->facts.ticket_number, "INC0000003");
}

static SigningKeys keys = {.keys = {{1, 2, 3}}, .n_keys = 1};

/* A mail of user@customer.example with everything that a lookup needs. */
typedef struct {
    ApiFixture api;
    Letter *letter;
    Intake intake;
    Journal *journal;
    TicketSystem *client;
    DeliveryContext context;
} Scene;

static void
add_address(GPtrArray *list, const char *address)
{
    LetterAddress *entry = g_new0(LetterAddress, 1);
    entry->address = g_strdup(address);
    g_ptr_array_add(list, entry);
}

static int
setup(void **state)
{
    Scene *scene = g_new0(Scene, 1);
    api_fixture_start(&scene->api);
    const Config *config = scene->api.delivery->config;
    scene->letter = letter_new();
    scene->letter->message_id = g_strdup("a@customer.example");
    add_address(scene->letter->from, "user@customer.example");
    scene->intake.letter = scene->letter;
    scene->intake.identity.message_id = scene->letter->message_id;
    scene->journal = journal_open_configured(config, NULL);
    scene->client = ticket_system_new(config, 0);
    scene->context = (DeliveryContext){.config = config,
                                       .intake = &scene->intake,
                                       .journal = scene->journal,
                                       .ticket_system = scene->client,
                                       .keys = &keys};
    api_fixture_add_token(&scene->api);
    *state = scene;
    return 0;
}

static int
teardown(void **state)
{
    Scene *scene = *state;
    ticket_system_free(scene->client);
    journal_close(scene->journal);
    letter_free(scene->letter);
    api_fixture_stop(&scene->api);
    g_free(scene);
    return 0;
}

static TicketFinding *
find(const Scene *scene)
{
    const Route route = {.ci = "PRINTERS"};
    g_autoptr(GError) error = NULL;
    TicketFinding *finding = ticket_finder_run(&scene->context, &route, &error);
    if (finding == NULL)
        fail_msg("%s", error->message);
    return finding;
}

static void
add_ticket(const Scene *scene, const char *number)
{
    g_autofree char *json = g_strdup_printf("{\"result\": {\"ticket_number\": \"%s\", "
                                            "\"reference_number\": \"R9\", \"state\": \"New\", "
                                            "\"ci\": \"NETWORK\", "
                                            "\"customer_service\": \"Lines\"}}",
                                            number);
    api_fixture_add(&scene->api, json);
}

static void
the_first_ticket_that_exists_is_it(void **state)
{
    const Scene *scene = *state;
    g_ptr_array_add(scene->letter->ticket_numbers, g_strdup("INC0000001"));
    g_ptr_array_add(scene->letter->ticket_numbers, g_strdup("INC0000002"));
    http_server_add_json(scene->api.server, "404 Not Found", "{}");
    add_ticket(scene, "INC0000002");
    g_autoptr(TicketFinding) finding = find(scene);
    assert_string_equal(finding->facts.ticket_number, "INC0000002");
    assert_string_equal(finding->ticket_reference, "R9");
    assert_string_equal(finding->ticket_ci, "NETWORK");
    assert_string_equal(finding->ticket_service, "Lines");
    assert_int_equal(finding->facts.state, TICKET_OPEN);
    assert_false(finding->facts.is_participant);
    assert_false(finding->facts.is_verified);
}

static void
where_none_exists_the_first_is_told(void **state)
{
    const Scene *scene = *state;
    g_ptr_array_add(scene->letter->ticket_numbers, g_strdup("INC0000001"));
    g_ptr_array_add(scene->letter->ticket_numbers, g_strdup("INC0000002"));
    for (guint i = 0; i < 2; i++)
        http_server_add_json(scene->api.server, "404 Not Found", "{}");
    g_autoptr(TicketFinding) finding = find(scene);
    assert_string_equal(finding->facts.ticket_number, "INC0000001");
    assert_int_equal(finding->facts.state, TICKET_NOT_FOUND);
}

static void
an_api_that_fails_is_no_answer(void **state)
{
    const Scene *scene = *state;
    const Route route = {.ci = "PRINTERS"};
    g_autoptr(GError) error = NULL;
    g_ptr_array_add(scene->letter->ticket_numbers, g_strdup("INC0000001"));
    http_server_add_json(scene->api.server, "500 Internal Server Error", "{}");
    assert_null(ticket_finder_run(&scene->context, &route, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
}

/* ... and no more: only the journal knows who takes part in the ticket. */
static void
a_signed_reference_proves_who_its_holder_is(void **state)
{
    const Scene *scene = *state;
    g_ptr_array_add(scene->letter->references,
                    signed_reference_message_id(&keys, "INC0000003", "user@customer.example", "u",
                                                "desk.example"));
    add_ticket(scene, "INC0000003");
    g_autoptr(TicketFinding) finding = find(scene);
    assert_string_equal(finding->facts.ticket_number, "INC0000003");
    assert_int_equal(finding->facts.evidence, EVIDENCE_SIGNED);
    assert_false(finding->facts.is_participant);
    assert_true(finding->facts.is_verified);
    assert_true(finding->has_our_mail);
    assert_false(finding->is_creator);
}

static void
mail_that_fails_dmarc_or_is_not_vouched_for_has_no_rights(void **state)
{
    static const struct {
        const char *field;
        gboolean is_known, has_rights, is_forged;
    } rows[] = {
        {"mx.desk.example; dmarc=pass header.from=customer.example", TRUE, TRUE, FALSE},
        {"mx.desk.example; dmarc=fail header.from=customer.example", FALSE, FALSE, TRUE},
        /* later mails of the thread also have the Message-ID of our mail */
        {"mx.desk.example; dmarc=none header.from=customer.example; spf=fail", TRUE, FALSE, FALSE},
        {"mx.evil.example; dmarc=pass header.from=customer.example", TRUE, FALSE, FALSE},
    };
    const Scene *scene = *state;
    g_strfreev(scene->api.delivery->config->authserv_ids);
    scene->api.delivery->config->authserv_ids = g_strsplit("mx.desk.example", ";", -1);
    g_ptr_array_add(scene->letter->references,
                    signed_reference_message_id(&keys, "INC0000003", "user@customer.example", "u",
                                                "desk.example"));
    assert_true(journal_participant_add(
        scene->journal,
        &(JournalParticipant){"INC0000003", "user@customer.example", STANDING_CREATOR, FALSE, NULL},
        NULL));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_ptr_array_set_size(scene->letter->authentication_results, 0);
        g_ptr_array_add(scene->letter->authentication_results, g_strdup(rows[i].field));
        add_ticket(scene, "INC0000003");
        g_autoptr(TicketFinding) finding = find(scene);
        assert_int_equal(finding->facts.is_participant, rows[i].is_known);
        assert_int_equal(finding->facts.is_verified, rows[i].has_rights);
        assert_int_equal(finding->has_our_mail, rows[i].has_rights);
        assert_int_equal(finding->is_creator, rows[i].is_known);
        assert_int_equal(finding->facts.is_forged, rows[i].is_forged);
        g_autoptr(TicketFinding) assumed =
            ticket_finder_assume(&scene->context, &(Route){.ci = "PRINTERS"}, NULL);
        assert_int_equal(assumed->facts.is_participant, rows[i].is_known);
    }
}

static void
the_journal_knows_who_takes_part(void **state)
{
    static const struct {
        ParticipantStanding standing;
        gboolean is_participant, is_creator;
    } rows[] = {{STANDING_PARTICIPANT, TRUE, FALSE}, {STANDING_CREATOR, TRUE, TRUE}};
    const Scene *scene = *state;
    g_ptr_array_add(scene->letter->ticket_numbers, g_strdup("INC0000001"));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_true(
            journal_participant_add(scene->journal,
                                    &(JournalParticipant){"INC0000001", "user@customer.example",
                                                          rows[i].standing, FALSE, NULL},
                                    NULL));
        add_ticket(scene, "INC0000001");
        g_autoptr(TicketFinding) finding = find(scene);
        assert_int_equal(finding->facts.is_participant, rows[i].is_participant);
        assert_int_equal(finding->is_creator, rows[i].is_creator);
        assert_false(finding->facts.is_verified);
    }
}

static void
a_colleague_joins_by_a_mail_and_nobody_else_does(void **state)
{
    static const struct {
        const char *organisation, *results;
        gboolean is_joining;
    } rows[] = {
        {"customer.example", "", TRUE},
        {"elsewhere.example", "", FALSE},
        {"customer.example", "mx.desk.example; dmarc=fail header.from=customer.example", FALSE},
        {NULL, "mx.desk.example; dmarc=fail header.from=customer.example", TRUE}, /* ours */
    };
    const Scene *scene = *state;
    g_strfreev(scene->api.delivery->config->authserv_ids);
    scene->api.delivery->config->authserv_ids = g_strsplit("mx.desk.example", ";", -1);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *id = g_strdup_printf("%u@mail.example", i);
        const JournalThreadMail mail = {id, "INC0000001", FALSE, rows[i].organisation};
        assert_true(journal_thread_add(scene->journal, &mail, NULL));
        g_ptr_array_set_size(scene->letter->in_reply_to, 0);
        g_ptr_array_add(scene->letter->in_reply_to, g_strdup(id));
        g_ptr_array_set_size(scene->letter->authentication_results, 0);
        g_ptr_array_add(scene->letter->authentication_results, g_strdup(rows[i].results));
        if (rows[i].is_joining)
            add_ticket(scene, "INC0000001");
        g_autoptr(TicketFinding) finding = find(scene);
        if ((finding->ticket_number != NULL) != rows[i].is_joining)
            fail_msg("row %u", i);
    }
}

/* The same mail came by another route, and is on the ticket already. */
static void
another_route_was_faster(void **state)
{
    const Scene *scene = *state;
    delivery_fixture_add_route(scene->api.delivery, "hw", "hw@desk.example");
    add_address(scene->letter->to, "hw@desk.example");
    g_ptr_array_add(scene->letter->ticket_numbers, g_strdup("INC0000001"));
    add_ticket(scene, "INC0000001");
    g_autoptr(TicketFinding) before = find(scene);
    assert_false(before->facts.is_on_ticket);

    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, "hw");
    JournalMail wanted = {.key = key->key, .reference_number = key->reference_number};
    g_autoptr(JournalMail) mail = journal_mail_claim(scene->journal, &wanted, 60, 0, NULL);
    mail->step = JOURNAL_STEP_DONE;
    mail->ticket_number = g_strdup("INC0000001");
    assert_true(journal_mail_record(scene->journal, mail, FALSE, NULL));
    add_ticket(scene, "INC0000001");
    g_autoptr(TicketFinding) after = find(scene);
    assert_true(after->facts.is_on_ticket);
}

/* Each number would be a request. */
static void
a_hundred_numbers_cost_five_look_ups(void **state)
{
    const Scene *scene = *state;
    for (guint i = 0; i < 100; i++) {
        g_ptr_array_add(scene->letter->ticket_numbers, g_strdup_printf("INC%07u", i + 1));
        if (i < 5)
            http_server_add_json(scene->api.server, "404 Not Found", "{}");
    }
    g_autoptr(TicketFinding) finding = find(scene);
    assert_int_equal(finding->facts.state, TICKET_NOT_FOUND);
    assert_string_equal(finding->facts.ticket_number, "INC0000001");
    assert_int_equal(http_server_count(scene->api.server), 6); /* one for the token */
}

/* After a change of [api] dialect, replies to our older mails come with the old numbers. */
static void
a_reference_to_a_ticket_of_the_other_dialect_is_none(void **state)
{
    const Scene *scene = *state;
    const JournalThreadMail mail = {"b@mail.example", "INC#34567891", FALSE, NULL};
    assert_true(journal_thread_add(scene->journal, &mail, NULL));
    g_ptr_array_add(scene->letter->in_reply_to, g_strdup("b@mail.example"));
    g_ptr_array_add(scene->letter->references,
                    signed_reference_message_id(&keys, "INC#34567890", "user@customer.example", "u",
                                                "desk.example"));
    g_autoptr(TicketFinding) finding = find(scene);
    assert_null(finding->ticket_number);
    assert_int_equal(finding->facts.state, TICKET_NONE);
    assert_int_equal(finding->facts.evidence, EVIDENCE_NONE);
    assert_int_equal(http_server_count(scene->api.server), 0);
}

static void
the_ticket_system_is_known_by_its_senders(void **state)
{
    const Scene *scene = *state;
    char *senders[] = {(char[]){"*@customer.example"}, NULL};
    for (guint i = 0; i < 2; i++) {
        scene->api.delivery->config->ticket_system_senders = i == 1 ? senders : NULL;
        g_autoptr(TicketFinding) finding = find(scene);
        assert_int_equal(finding->facts.is_ticket_system, i == 1);
    }
    scene->api.delivery->config->ticket_system_senders = NULL;
}

#define scene_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_stand_alone_in_the_first_line),
        cmocka_unit_test(a_dry_run_assumes_the_first_ticket_open),
        scene_test(the_first_ticket_that_exists_is_it),
        scene_test(where_none_exists_the_first_is_told),
        scene_test(an_api_that_fails_is_no_answer),
        scene_test(a_signed_reference_proves_who_its_holder_is),
        scene_test(mail_that_fails_dmarc_or_is_not_vouched_for_has_no_rights),
        scene_test(the_journal_knows_who_takes_part),
        scene_test(a_colleague_joins_by_a_mail_and_nobody_else_does),
        scene_test(another_route_was_faster),
        scene_test(a_hundred_numbers_cost_five_look_ups),
        scene_test(a_reference_to_a_ticket_of_the_other_dialect_is_none),
        scene_test(the_ticket_system_is_known_by_its_senders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

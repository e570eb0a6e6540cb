/* Who joins a ticket, and what is counted, with a real journal. */
#include "tests/unit/journal_fixture.h"

#include "gateway/delivery/conversation.h"
#include "gateway/journal/journal_thread.h"

static char *no_names[] = {NULL};

typedef struct {
    Config config;
    Letter *letter;
    Intake intake;
    DeliveryContext context;
    JournalMail record;
    TicketFinding finding;
    Decision decision;
    MailKey key;
    Route route;
    RouteMail mail;
} Scene;

static void
add_address(GPtrArray *list, const char *address)
{
    LetterAddress *entry = g_new0(LetterAddress, 1);
    entry->address = g_strdup(address);
    g_ptr_array_add(list, entry);
}

static void
scene_set(Scene *scene)
{
    *scene = (Scene){.config = {.mail_from = (char *)"support@desk.example",
                                .close_words = no_names,
                                .budget = {.window_s = 3600,
                                           .storm_window_s = 600,
                                           .limits = {[CONFIG_BUDGET_CREATE] = {.per_sender = 1},
                                                      [CONFIG_BUDGET_REOPEN] = {.per_pair = 1}}}},
                     .letter = letter_new(),
                     .key = {.key = (char *)"k"},
                     .record = {.key = (char *)"k",
                                .ticket_number = (char *)"INC1",
                                .reference_number = (char *)"TG1"}};
    scene->config.routes = g_ptr_array_new();
    add_address(scene->letter->from, "user@customer.example");
    add_address(scene->letter->to, "Support+x@desk.example");
    add_address(scene->letter->cc, "boss@customer.example");
    add_address(scene->letter->cc, "no-reply@customer.example");
    scene->letter->message_id = g_strdup("a@customer.example");
    scene->intake.letter = scene->letter;
    scene->config.recipient_delimiter = CONFIG_DELIMITER_PLUS;
}

static void
scene_clear(Scene *scene)
{
    letter_free(scene->letter);
    g_ptr_array_unref(scene->config.routes);
}

static const JournalAsker colleague = {.address = "other@customer.example",
                                       .organisation = "customer.example"};

/* Decides about the mail of the scene. */
static RouteMail *
scene_mail(Scene *scene, Journal *journal)
{
    scene->context =
        (DeliveryContext){.config = &scene->config, .intake = &scene->intake, .journal = journal};
    scene->mail = (RouteMail){.context = &scene->context,
                              .route = &scene->route,
                              .key = &scene->key,
                              .record = &scene->record,
                              .finding = &scene->finding,
                              .decision = &scene->decision};
    return &scene->mail;
}

static ParticipantStanding
standing(Journal *journal, const char *address)
{
    ParticipantStanding found = STANDING_NONE;
    assert_true(journal_participant_find(journal, "INC1", address, &found, NULL));
    return found;
}

static void
the_evidence_decides_who_joins_a_conversation(void **state)
{
    static const struct {
        DecisionKind kind;
        TicketEvidence evidence;
        gboolean has_our_mail, is_participant, is_verified, is_machine, is_storm, has_finding;
        ParticipantStanding sender, boss;
    } rows[] = {
#define NOT STANDING_NONE
#define JOINS STANDING_PARTICIPANT
#define OPENED STANDING_CREATOR
        /* kind, evidence; our mail, participant, verified, machine, storm, finding; sender, boss */
        {DECISION_CREATE, EVIDENCE_NONE, 0, 0, 0, 0, 0, 1, OPENED, JOINS},
        {DECISION_CREATE, EVIDENCE_NONE, 0, 0, 0, 1, 0, 1, OPENED, NOT},
        {DECISION_CREATE, EVIDENCE_NONE, 0, 0, 0, 0, 0, 0, OPENED, JOINS},
        {DECISION_COMMENT, EVIDENCE_SUBJECT, 0, 0, 0, 0, 0, 1, NOT, NOT},
        {DECISION_COMMENT, EVIDENCE_SUBJECT, 0, 0, 1, 0, 0, 1, NOT, NOT},
        {DECISION_COMMENT, EVIDENCE_SUBJECT, 0, 1, 0, 0, 0, 1, NOT, NOT},
        {DECISION_COMMENT, EVIDENCE_SUBJECT, 0, 1, 1, 0, 0, 1, JOINS, JOINS},
        {DECISION_COMMENT, EVIDENCE_THREAD, 0, 0, 0, 0, 0, 1, NOT, NOT},
        {DECISION_COMMENT, EVIDENCE_THREAD, 1, 0, 0, 0, 0, 1, JOINS, JOINS},
        {DECISION_REOPEN, EVIDENCE_SIGNED, 1, 1, 1, 0, 0, 1, JOINS, JOINS},
        {DECISION_COMMENT, EVIDENCE_THREAD, 1, 0, 0, 1, 0, 1, NOT, NOT},
        {DECISION_COMMENT, EVIDENCE_THREAD, 1, 0, 0, 0, 1, 1, NOT, NOT},
        {DECISION_COMMENT, EVIDENCE_THREAD, 1, 0, 0, 0, 0, 0, NOT, NOT},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *row_state = NULL;
        Scene scene;
        fixture_setup(&row_state);
        scene_set(&scene);
        {
            g_autoptr(Journal) journal = fixture_open(row_state);
            RouteMail *mail = scene_mail(&scene, journal);
            scene.decision = (Decision){.kind = rows[i].kind, .is_storm = rows[i].is_storm};
            scene.letter->mail_class =
                rows[i].is_machine ? LETTER_CLASS_AUTO_GENERATED : LETTER_CLASS_HUMAN;
            scene.letter->class_strength =
                rows[i].is_machine ? LETTER_STRENGTH_DOUBT : LETTER_STRENGTH_NOTHING;
            scene.finding.has_our_mail = rows[i].has_our_mail;
            scene.finding.facts = (PolicyFacts){.evidence = rows[i].evidence,
                                                .is_participant = rows[i].is_participant,
                                                .is_verified = rows[i].is_verified};
            mail->finding = rows[i].has_finding ? &scene.finding : NULL;
            assert_true(conversation_remember(mail, NULL));
            if (standing(journal, "user@customer.example") != rows[i].sender ||
                standing(journal, "boss@customer.example") != rows[i].boss)
                fail_msg("row %u", i);
            assert_int_equal(standing(journal, "support+x@desk.example"), STANDING_NONE);
            assert_int_equal(standing(journal, "no-reply@customer.example"), STANDING_NONE);
            g_autoptr(GPtrArray) ids = g_ptr_array_new();
            g_ptr_array_add(ids, scene.letter->message_id);
            assert_null(journal_thread_find(journal, ids, &(JournalAsker){0}, NULL));
            g_autofree char *ticket = journal_thread_find(journal, ids, &colleague, NULL);
            assert_string_equal(ticket, "INC1");
        }
        scene_clear(&scene);
        fixture_teardown(&row_state);
    }
}

/* A mail of a machine, and one that is delivered without a confirmation, give nobody the right to
 * news; whom a mail only names, it has to be proven for. */
static void
who_may_be_told_later_what_becomes_of_a_ticket(void **state)
{
    static const struct {
        gboolean is_proven, is_machine, is_unconfirmed;
        const char *people;
    } rows[] = {
        {0, 0, 0, "user@customer.example"},
        {1, 0, 0, "user@customer.example boss@customer.example"},
        {1, 1, 0, ""},
        {1, 0, 1, ""},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *row_state = NULL;
        Scene scene;
        fixture_setup(&row_state);
        scene_set(&scene);
        {
            g_autoptr(Journal) journal = fixture_open(row_state);
            RouteMail *mail = scene_mail(&scene, journal);
            const Envelope envelope = {.is_unconfirmed = rows[i].is_unconfirmed};
            scene.context.envelope = &envelope;
            scene.decision = (Decision){.kind = DECISION_CREATE};
            scene.letter->mail_class =
                rows[i].is_machine ? LETTER_CLASS_AUTO_GENERATED : LETTER_CLASS_HUMAN;
            scene.letter->class_strength =
                rows[i].is_machine ? LETTER_STRENGTH_DOUBT : LETTER_STRENGTH_NOTHING;
            scene.finding.facts.is_verified = rows[i].is_proven;
            assert_true(conversation_remember(mail, NULL));
            g_autoptr(GPtrArray) people = journal_participant_list(journal, "INC1", FALSE, NULL);
            g_autoptr(GString) list = g_string_new(NULL);
            for (guint j = 0; j < people->len; j++) {
                const JournalReader *reader = g_ptr_array_index(people, j);
                g_string_append_printf(list, "%s%s", j > 0 ? " " : "", reader->news_address);
            }
            if (strcmp(list->str, rows[i].people) != 0)
                fail_msg("row %u: %s", i, list->str);
        }
        scene_clear(&scene);
        fixture_teardown(&row_state);
    }
}

/* The people in a mail that fails DMARC may know nothing of it. */
static void
nobody_joins_by_mail_that_fails_dmarc(void **state)
{
    static char *trusted[] = {(char *)"mx.desk.example", NULL};
    Scene scene;
    scene_set(&scene);
    g_autoptr(Journal) journal = fixture_open(*state);
    RouteMail *mail = scene_mail(&scene, journal);
    scene.config.authserv_ids = trusted;
    scene.decision = (Decision){.kind = DECISION_CREATE};
    g_ptr_array_add(scene.letter->authentication_results,
                    g_strdup("mx.desk.example; dmarc=fail header.from=customer.example"));
    assert_true(conversation_remember(mail, NULL));
    assert_int_equal(standing(journal, "user@customer.example"), STANDING_NONE);
    assert_int_equal(standing(journal, "boss@customer.example"), STANDING_NONE);
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_ptr_array_add(ids, scene.letter->message_id);
    assert_null(journal_thread_find(journal, ids, &colleague, NULL));
    scene_clear(&scene);
}

static void
a_thousand_people_do_not_all_join(void **state)
{
    Scene scene;
    scene_set(&scene);
    g_autoptr(Journal) journal = fixture_open(*state);
    RouteMail *mail = scene_mail(&scene, journal);
    scene.decision = (Decision){.kind = DECISION_CREATE};
    for (guint i = 0; i < 1000; i++) {
        g_autofree char *address = g_strdup_printf("p%u@customer.example", i);
        add_address(scene.letter->cc, address);
    }
    assert_true(conversation_remember(mail, NULL));
    assert_int_equal(standing(journal, "p98@customer.example"), STANDING_PARTICIPANT);
    assert_int_equal(standing(journal, "p99@customer.example"), STANDING_NONE);
    scene_clear(&scene);
}

static DecisionKind
decide(const RouteMail *mail, char **ret_ticket)
{
    g_autoptr(GError) error = NULL;
    const TicketFinding before = *mail->finding;
    g_autoptr(Decision) decision = conversation_decide(mail, mail->finding->facts, &error);
    if (decision == NULL)
        fail_msg("%s", error->message);
    assert_memory_equal(&before, mail->finding, sizeof before); /* what was found stays so */
    *ret_ticket = g_strdup(decision->ticket_number);
    return decision->kind;
}

static void
what_was_done_is_counted(void **state)
{
    Scene scene;
    scene_set(&scene);
    g_autoptr(Journal) journal = fixture_open(*state);
    RouteMail *mail = scene_mail(&scene, journal);
    const Decision created = {.kind = DECISION_CREATE};
    const Decision reopened = {.kind = DECISION_REOPEN, .ticket_number = (char *)"INC1"};
    g_autofree char *none = NULL, *storm = NULL, *first = NULL, *second = NULL;

    assert_int_equal(decide(mail, &none), DECISION_CREATE);
    scene.decision = created;
    assert_true(conversation_remember(mail, NULL));
    assert_int_equal(decide(mail, &storm), DECISION_COMMENT);
    assert_string_equal(storm, "INC1");
    /* a ticket that this mail has made already stays its ticket */
    scene.record.is_accepted = TRUE;
    g_free(g_steal_pointer(&storm));
    assert_int_equal(decide(mail, &storm), DECISION_CREATE);

    scene.finding = (TicketFinding){.facts = {.evidence = EVIDENCE_SIGNED,
                                              .state = TICKET_RESOLVED,
                                              .ticket_number = "INC1",
                                              .is_participant = TRUE,
                                              .is_verified = TRUE}};
    assert_int_equal(decide(mail, &first), DECISION_REOPEN);
    scene.decision = reopened;
    assert_true(conversation_remember(mail, NULL));
    assert_int_equal(decide(mail, &second), DECISION_COMMENT);
    scene_clear(&scene);
}

/* All or nothing: the next try finds the journal unchanged and unlocked. */
static void
what_fails_halfway_is_undone(void **state)
{
    Scene scene;
    scene_set(&scene);
    g_autoptr(Journal) journal = fixture_open(*state);
    RouteMail *mail = scene_mail(&scene, journal);
    const Decision created = {.kind = DECISION_CREATE};
    scene.decision = created;
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_ptr_array_add(ids, scene.letter->message_id);
    g_autoptr(GError) error = NULL;

    if (postgres_fixture_is_used())
        fixture_run_sql(*state, "CREATE FUNCTION fail() RETURNS trigger AS $$ BEGIN RAISE 'fault';"
                                " END $$ LANGUAGE plpgsql; CREATE TRIGGER fault BEFORE INSERT"
                                " ON participant EXECUTE FUNCTION fail()");
    else
        fixture_run_sql(*state, "CREATE TRIGGER fault BEFORE INSERT ON participant"
                                " BEGIN SELECT RAISE(ABORT, 'fault'); END");
    assert_false(conversation_remember(mail, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    assert_null(journal_thread_find(journal, ids, &colleague, NULL));
    fixture_run_sql(*state, postgres_fixture_is_used() ? "DROP TRIGGER fault ON participant"
                                                       : "DROP TRIGGER fault");
    assert_true(conversation_remember(mail, NULL));
    g_autofree char *ticket = journal_thread_find(journal, ids, &colleague, NULL);
    assert_string_equal(ticket, "INC1");
    scene_clear(&scene);
}

/* Where news to user@customer.example goes. */
static char *
news_address(Journal *journal)
{
    g_autoptr(GPtrArray) people = journal_participant_list(journal, "INC1", TRUE, NULL);
    assert_int_equal(people->len, 1);
    return g_strdup(((const JournalReader *)g_ptr_array_index(people, 0))->news_address);
}

static void
news_goes_to_reply_to_where_the_confirmation_goes(void **state)
{
    static const struct {
        DecisionKind kind;
        const char *reply_to;
        gboolean is_part;
        const char *wanted;
    } rows[] = {
        {DECISION_CREATE, "team@customer.example", FALSE, "team@customer.example"},
        {DECISION_COMMENT, "x@customer.example", FALSE, "team@customer.example"},
        {DECISION_COMMENT, "x@customer.example", TRUE, "x@customer.example"},
        {DECISION_COMMENT, "x@elsewhere.example", TRUE, "user@customer.example"},
    };
    g_autoptr(Journal) journal = fixture_open(*state);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Scene scene;
        scene_set(&scene);
        RouteMail *mail = scene_mail(&scene, journal);
        add_address(scene.letter->reply_to, rows[i].reply_to);
        scene.letter->mail_class = LETTER_CLASS_HUMAN;
        scene.decision = (Decision){.kind = rows[i].kind};
        scene.finding.facts.is_participant = TRUE;
        scene.finding.facts.is_verified = rows[i].is_part;
        scene.finding.has_our_mail = TRUE;
        assert_true(conversation_remember(mail, NULL));
        g_autofree char *found = news_address(journal);
        if (strcmp(found, rows[i].wanted) != 0)
            fail_msg("row %u: %s", i, found);
        scene_clear(&scene);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_evidence_decides_who_joins_a_conversation),
        cmocka_unit_test(who_may_be_told_later_what_becomes_of_a_ticket),
        fixture_test(news_goes_to_reply_to_where_the_confirmation_goes),
        fixture_test(nobody_joins_by_mail_that_fails_dmarc),
        fixture_test(a_thousand_people_do_not_all_join),
        fixture_test(what_was_done_is_counted),
        fixture_test(what_fails_halfway_is_undone),
    };
    return cmocka_run_group_tests_name("conversation", tests, NULL, NULL);
}

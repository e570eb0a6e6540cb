/* test_returned_memory.c - what is remembered of reports that return a mail of ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery/returned_memory.h"
#include "gateway/journal/journal_return.h"
#include "gateway/policy/signed_reference.h"
#include "tests/unit/journal_fixture.h"

#define ANNA "anna@customer.example"

typedef struct {
    SigningKeys keys;
    Config config;
    Intake intake;
    Envelope envelope;
    DeliveryContext context;
    MailKey key;
    TicketFinding finding;
    Decision decision;
    RouteMail mail;
} Scene;

/* A report that our mail about INC1 to Anna came back. */
static void
scene_set(Scene *scene, Journal *journal)
{
    *scene = (Scene){.keys = {.keys = {{1}}, .n_keys = 1}, .key = {.key = (char *)"k1"}};
    Letter *letter = letter_new();
    LetterReportRecipient *recipient = g_new0(LetterReportRecipient, 1);
    LetterAddress *from = g_new0(LetterAddress, 1);
    from->address = g_strdup("MAILER-DAEMON@customer.example");
    g_ptr_array_add(letter->from, from);
    letter->mail_class = LETTER_CLASS_BOUNCE;
    letter->class_strength = LETTER_STRENGTH_PROOF;
    letter->report = letter_report_new();
    letter->report->original_message_id =
        signed_reference_message_id(&scene->keys, "INC1", ANNA, "one", "desk.example");
    recipient->address = g_strdup(ANNA);
    recipient->action = g_strdup("failed");
    recipient->status = g_strdup("5.1.1");
    g_ptr_array_add(letter->report->recipients, recipient);
    scene->config.routes = g_ptr_array_new();
    scene->intake.letter = letter;
    scene->context = (DeliveryContext){.config = &scene->config,
                                       .intake = &scene->intake,
                                       .journal = journal,
                                       .envelope = &scene->envelope,
                                       .keys = &scene->keys};
    scene->finding.facts = (PolicyFacts){
        .ticket_number = "INC1", .state = TICKET_OPEN, .returned_to = recipient->address};
    scene->mail = (RouteMail){.context = &scene->context,
                              .key = &scene->key,
                              .finding = &scene->finding,
                              .decision = &scene->decision};
}

static void
scene_clear(Scene *scene)
{
    letter_free(scene->intake.letter);
    g_ptr_array_unref(scene->config.routes);
}

static gboolean
is_told(Scene *scene, const char *key)
{
    scene->key.key = (char *)(guintptr)key;
    assert_true(returned_memory_claim(&scene->mail, NULL));
    return scene->finding.facts.is_return_told;
}

static gboolean
is_noted(Journal *journal)
{
    gboolean is = FALSE;
    assert_true(journal_return_is_noted(journal, ANNA, &is, NULL));
    return is;
}

static void
the_second_report_learns_that_the_ticket_was_told(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    Scene scene;
    scene_set(&scene, journal);
    scene.finding.facts.state = TICKET_CLOSED; /* nobody is told, so nothing is reserved */
    assert_false(is_told(&scene, "k0"));
    scene.finding.facts.state = TICKET_RESOLVED;
    assert_false(is_told(&scene, "k1"));
    scene.decision = (Decision){.kind = DECISION_COMMENT, .is_returned = TRUE};
    assert_true(returned_memory_note(&scene.mail, NULL));
    assert_true(is_told(&scene, "k2"));
    assert_false(is_told(&scene, "k1"));

    /* The comment was one too many: a later report says it. */
    scene.decision = (Decision){.kind = DECISION_IGNORE, .is_flood = TRUE};
    assert_true(returned_memory_note(&scene.mail, NULL));
    assert_false(is_told(&scene, "k2"));
    scene_clear(&scene);
}

static void
only_a_proven_report_of_now_ends_the_news(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    char *servers[] = {(char *)"mx.desk.example", NULL};
    Scene scene;
    scene_set(&scene, journal);
    Letter *letter = scene.intake.letter;
    scene.decision.kind = DECISION_IGNORE;

    scene.envelope.is_unconfirmed = TRUE; /* from a mailbox of long ago */
    assert_true(returned_memory_note(&scene.mail, NULL));
    assert_false(is_noted(journal));
    scene.envelope = (Envelope){.is_wanted = TRUE}; /* from the quarantine */
    assert_true(returned_memory_note(&scene.mail, NULL));
    assert_false(is_noted(journal));
    scene.envelope = (Envelope){0};

    scene.config.authserv_ids = servers;
    g_ptr_array_add(letter->authentication_results, g_strdup("mx.desk.example; dmarc=fail"));
    assert_true(returned_memory_note(&scene.mail, NULL));
    assert_false(is_noted(journal));
    g_ptr_array_set_size(letter->authentication_results, 0);

    letter->class_strength = LETTER_STRENGTH_DOUBT;
    assert_true(returned_memory_note(&scene.mail, NULL));
    assert_false(is_noted(journal));
    letter->class_strength = LETTER_STRENGTH_PROOF;
    assert_true(returned_memory_note(&scene.mail, NULL));
    assert_true(is_noted(journal));
    scene_clear(&scene);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(the_second_report_learns_that_the_ticket_was_told),
        fixture_test(only_a_proven_report_of_now_ends_the_news),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

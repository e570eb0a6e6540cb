/* Which parts of a mail go to the ticket, if nothing is known of the ticket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "gateway/delivery/ticket_content.h"
#include "tests/unit/delivery_fixture.h"

#define TEXT "Still broken.\n> Hello\n> world\n"

typedef struct {
    Config config;
    Intake intake;
    DeliveryContext context;
    JournalMail record;
    RouteMail mail;
} Scene;

static int
setup(void **state)
{
    Scene *scene = g_new0(Scene, 1);
    scene->config.quoted = CONFIG_QUOTED_ATTACH;
    scene->intake.letter = letter_new();
    letter_set_new_text(scene->intake.letter, TEXT);
    scene->intake.attachments_fd = delivery_fixture_message("QUJD");
    LetterAttachment *file = g_new0(LetterAttachment, 1);
    file->name = g_strdup("a.txt");
    file->length = 4;
    g_ptr_array_add(scene->intake.letter->attachments, file);
    scene->context = (DeliveryContext){.config = &scene->config, .intake = &scene->intake};
    scene->record.plan_bytes = 1000;
    scene->mail = (RouteMail){.context = &scene->context, .record = &scene->record};
    *state = scene;
    return 0;
}

static int
teardown(void **state)
{
    Scene *scene = *state;
    scene->mail.record = NULL;
    route_mail_clear(&scene->mail);
    g_free(scene->record.quoted);
    letter_free(scene->intake.letter);
    close(scene->intake.attachments_fd);
    g_free(scene);
    return 0;
}

static Decision *
new_decision(DecisionKind kind, gboolean is_storm)
{
    Decision *decision = g_new0(Decision, 1);
    decision->kind = kind;
    decision->is_storm = is_storm;
    decision->ticket_number = kind != DECISION_CREATE ? g_strdup("INC1") : NULL;
    return decision;
}

static void
an_answer_alone_is_cut(void **state)
{
    static const struct {
        DecisionKind kind;
        gboolean is_storm, is_cut;
    } rows[] = {
        {DECISION_CREATE, FALSE, FALSE}, {DECISION_COMMENT, FALSE, TRUE},
        {DECISION_COMMENT, TRUE, FALSE}, {DECISION_CLOSE, FALSE, TRUE},
        {DECISION_REOPEN, FALSE, TRUE},  {DECISION_IGNORE, FALSE, FALSE},
        {DECISION_REJECT, FALSE, FALSE},
    };
    Scene *scene = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Decision *decision = new_decision(rows[i].kind, rows[i].is_storm);
        assert_true(ticket_content_set(&scene->mail, decision, NULL));
        assert_ptr_equal(scene->mail.decision, decision);
        if ((scene->mail.passages != NULL) != rows[i].is_cut)
            fail_msg("row %u", i);
        assert_null(scene->mail.known); /* there is no journal */
        assert_false(scene->mail.is_other_subject);
    }
}

static void
the_rest_is_what_the_record_does_not_have(void **state)
{
    Scene *scene = *state;
    assert_true(ticket_content_set(&scene->mail, new_decision(DECISION_CREATE, FALSE), NULL));
    assert_int_equal(scene->mail.plan->requests->len, 1);
    g_autoptr(AttachmentPlan) all = ticket_content_rest(&scene->mail);
    assert_int_equal(all->requests->len, 2);
    scene->record.files_done = 1;
    g_autoptr(AttachmentPlan) none = ticket_content_rest(&scene->mail);
    assert_int_equal(none->requests->len, 1);
}

static void
the_ticket_has_the_words_that_went_there(void **state)
{
    Scene *scene = *state;
    const char *text = scene->intake.letter->text;
    assert_true(ticket_content_set(&scene->mail, new_decision(DECISION_COMMENT, FALSE), NULL));
    assert_ptr_equal(ticket_content_words(&scene->mail), text);
    scene->config.quoted = CONFIG_QUOTED_DROP;
    assert_ptr_equal(ticket_content_words(&scene->mail), scene->mail.passages->words);
    assert_true(ticket_content_set(&scene->mail, new_decision(DECISION_CREATE, FALSE), NULL));
    assert_ptr_equal(ticket_content_words(&scene->mail), text);
    scene->record.is_plain = TRUE;
    assert_string_equal(ticket_content_words(&scene->mail), "");
}

#define content_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        content_test(an_answer_alone_is_cut),
        content_test(the_rest_is_what_the_record_does_not_have),
        content_test(the_ticket_has_the_words_that_went_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The answer to the sender: composed the same at every try, and kept until somebody takes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "delivery_fixture.h"
#include "gateway/delivery/answer.h"
#include "gateway/journal/journal_outbox.h"

typedef struct {
    DeliveryFixture *fixture;
    Letter *letter;
    Intake intake;
    Journal *journal;
} Scene;

static int
setup(void **state)
{
    Scene *scene = g_new0(Scene, 1);
    LetterAddress *from = g_new0(LetterAddress, 1);
    scene->fixture = delivery_fixture_new("http://127.0.0.1:1");
    scene->letter = letter_new();
    from->address = g_strdup("user@customer.example");
    g_ptr_array_add(scene->letter->from, from);
    g_free(scene->letter->subject);
    scene->letter->subject = g_strdup("Printer");
    scene->letter->message_id = g_strdup("a@customer.example");
    scene->intake.letter = scene->letter;
    scene->journal = journal_open(scene->fixture->config->journal_path, NULL);
    *state = scene;
    return 0;
}

static int
teardown(void **state)
{
    Scene *scene = *state;
    journal_close(scene->journal);
    letter_free(scene->letter);
    delivery_fixture_free(scene->fixture);
    g_free(scene);
    return 0;
}

static const Decision created = {.kind = DECISION_CREATE, .is_reply_due = TRUE};
static const Route route = {.ci = "PRINTERS"};

static AnswerInput
input_of(const Scene *scene)
{
    return (AnswerInput){.config = scene->fixture->config,
                         .letter = scene->letter,
                         .decision = &created,
                         .route = &route,
                         .mail_key = "0123456789abcdef0123456789abcdef",
                         .ticket_number = "INC0000007"};
}

static void
the_same_input_gives_the_same_mail(void **state)
{
    AnswerInput input = input_of(*state);
    g_autoptr(Reply) first = answer_compose(&input, NULL);
    g_autoptr(Reply) second = answer_compose(&input, NULL);
    assert_string_equal(first->message_id, second->message_id);
    assert_string_equal(first->recipient, "user@customer.example");
    assert_non_null(strstr(first->subject, "[INC0000007]"));
    input.mail_key = "fedcba9876543210fedcba9876543210";
    g_autoptr(Reply) other = answer_compose(&input, NULL);
    assert_string_not_equal(first->message_id, other->message_id);
}

static void
what_nobody_takes_waits_and_is_there_once(void **state)
{
    Scene *scene = *state;
    Delivery delivery = {.config = scene->fixture->config,
                         .intake = &scene->intake,
                         .journal = scene->journal,
                         .deadline_us = g_get_monotonic_time() + 10 * G_USEC_PER_SEC};
    AnswerInput input = input_of(scene);
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < 2; i++)
        assert_true(answer_send(&delivery, &input, &error));
    gint64 later_s = g_get_real_time() / G_USEC_PER_SEC + 4000;
    g_autoptr(OutboxItem) kept = journal_outbox_next(scene->journal, later_s, NULL);
    assert_non_null(kept);
    assert_string_equal(kept->recipient, "user@customer.example");
    g_autoptr(OutboxItem) second = journal_outbox_next(scene->journal, later_s, NULL);
    assert_null(second);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_input_gives_the_same_mail, setup, teardown),
        cmocka_unit_test_setup_teardown(what_nobody_takes_waits_and_is_there_once, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The outbox: tries what is due, a few at a time, and less and less often. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery/outbox_flush.h"
#include "gateway/log.h"
#include "tests/unit/delivery_fixture.h"
#include "tests/unit/smtp_server.h"

typedef struct {
    DeliveryFixture *fixture;
    DeliveryContext context;
} Scene;

static int
setup(void **state)
{
    Scene *scene = g_new0(Scene, 1);
    scene->fixture = delivery_fixture_new("http://127.0.0.1:1");
    delivery_context_init(&scene->context, scene->fixture->config);
    delivery_context_begin(&scene->context, NULL);
    *state = scene;
    return delivery_context_open_journal(&scene->context, NULL) ? 0 : -1;
}

static int
teardown(void **state)
{
    Scene *scene = *state;
    delivery_context_clear(&scene->context);
    delivery_fixture_free(scene->fixture);
    g_free(scene);
    return 0;
}

/* How many confirmations are left. */
static guint
count_left(const Scene *scene)
{
    gint64 later_s = g_get_real_time() / G_USEC_PER_SEC + 4000;
    guint count = 0;
    OutboxItem *item = NULL;
    while ((item = journal_outbox_next(scene->context.journal, later_s, NULL)) != NULL) {
        count++;
        outbox_item_free(item);
    }
    return count;
}

/* One delivery hands over five of the waiting confirmations, not all. */
static void
what_is_due_is_handed_over_a_few_at_a_time(void **state)
{
    Scene *scene = *state;
    SmtpServer server = {0};
    g_autoptr(GBytes) message = g_bytes_new_static("Subject: x\r\n\r\nx\r\n", 17);
    for (guint i = 0; i < 7; i++) {
        g_autofree char *key = g_strdup_printf("key%u", i);
        OutboxItem item = {.recipient = (char[]){"a@b.example"}, .message = message};
        assert_true(journal_outbox_add(scene->context.journal, key, &item, NULL));
        assert_true(journal_outbox_failed(scene->context.journal, item.id, 1, NULL, NULL));
    }
    smtp_server_start(&server);
    g_free(scene->fixture->config->submission);
    scene->fixture->config->submission = g_strdup(server.url);
    outbox_flush_run(&scene->context);
    smtp_server_stop(&server);
    assert_int_equal(server.messages, 5);
    assert_int_equal(count_left(scene), 2);
}

/* If a mail server is away for long, it is tried less and less often, but at least once an hour. */
static void
the_waits_between_tries_grow(void **state)
{
    static const gint64 waits_s[] = {120, 480, 1920, 3600};
    Scene *scene = *state;
    g_autoptr(GBytes) message = g_bytes_new_static("Subject: x\r\n\r\nx\r\n", 17);
    OutboxItem item = {.recipient = (char[]){"user@customer.example"}, .message = message};
    assert_true(journal_outbox_add(scene->context.journal, "key", &item, NULL));
    assert_true(journal_outbox_failed(scene->context.journal, item.id, 1, NULL, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(waits_s); i++) {
        outbox_flush_run(&scene->context);
        gint64 due_s = g_get_real_time() / G_USEC_PER_SEC + waits_s[i];
        g_autoptr(OutboxItem) early = journal_outbox_next(scene->context.journal, due_s - 50, NULL);
        assert_null(early);
        g_autoptr(OutboxItem) due = journal_outbox_next(scene->context.journal, due_s + 1, NULL);
        assert_non_null(due);
        assert_true(journal_outbox_failed(scene->context.journal, due->id, 1, NULL, NULL));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_due_is_handed_over_a_few_at_a_time, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_waits_between_tries_grow, setup, teardown),
    };
    log_silence();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

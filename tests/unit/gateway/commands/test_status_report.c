/* Which states count as problems, and in which order they are reported. */
#include "tests/unit/journal_fixture.h"

#include "gateway/commands/status_report.h"
#include "gateway/journal/journal_outbox.h"
#include "tests/unit/delivery_fixture.h"

static void
run_sql(const DeliveryFixture *fixture, const char *sql)
{
    const Fixture journal = {.directory = fixture->directory,
                             .path = fixture->config->journal_path};
    fixture_run_sql(&journal, sql);
}

static void
replies_that_wait_for_an_hour_are_trouble(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GBytes) message = g_bytes_new_static("x", 1);
    OutboxItem item = {.recipient = (char *)"user@customer.example", .message = message};
    {
        g_autoptr(Journal) journal = journal_open(fixture->config->journal_path, NULL);
        assert_true(journal_outbox_add(journal, "k1", &item, NULL));
        assert_true(journal_outbox_add(journal, "k2", &item, NULL));
        assert_true(journal_outbox_sent(journal, item.id, NULL));
    }
    g_autoptr(StatusReport) young = status_report_new(fixture->config, NULL);
    assert_int_equal(young->outbox, 1);
    assert_int_equal(young->outbox_late, 0);
    assert_null(young->trouble);
    run_sql(fixture, "UPDATE outbox SET added_s = added_s - 3700");
    g_autoptr(StatusReport) old = status_report_new(fixture->config, NULL);
    assert_int_equal(old->outbox_late, 1);
    assert_string_equal(old->trouble, "1 replies wait for the mail server for more than an hour");
}

static void
a_pause_is_trouble_before_all_else(void **state)
{
    const DeliveryFixture *fixture = *state;
    journal_close(journal_open(fixture->config->journal_path, NULL));
    run_sql(fixture, "INSERT INTO backoff (id, not_before_s, failures, lease_until_s)"
                     " VALUES (1, 4000000000, 1, 0)");
    g_autoptr(StatusReport) report = status_report_new(fixture->config, NULL);
    assert_true(report->paused_until_s == 4000000000);
    assert_string_equal(report->trouble, "requests to the API are paused");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(replies_that_wait_for_an_hour_are_trouble),
        delivery_fixture_test(a_pause_is_trouble_before_all_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

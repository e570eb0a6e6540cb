/* Which states count as problems, and in which order they are reported. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_outbox.h"
#include "gateway/quarantine/quarantine.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "gateway/status/status_report.h"
#include "tests/unit/delivery_fixture.h"

static void
run_sql(const DeliveryFixture *fixture, const char *sql)
{
    const Fixture journal = {.directory = fixture->directory, .path = fixture->journal};
    fixture_run_sql(&journal, sql);
}

static void
replies_that_wait_for_an_hour_are_trouble(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GBytes) message = g_bytes_new_static("x", 1);
    OutboxItem item = {.recipient = (char *)"user@customer.example", .message = message};
    {
        g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
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
    assert_int_equal(old->level, STATUS_WARNING);
    assert_string_equal(old->trouble, "confirmations that have waited for the mail server for more "
                                      "than an hour: 1");
}

static void
a_pause_is_trouble_before_all_else(void **state)
{
    const DeliveryFixture *fixture = *state;
    journal_close(journal_open_configured(fixture->config, NULL));
    run_sql(fixture, "INSERT INTO backoff (id, not_before_s, failures, lease_until_s)"
                     " VALUES (1, 4000000000, 1, 0)");
    g_autoptr(StatusReport) report = status_report_new(fixture->config, NULL);
    assert_true(report->paused_until_s == 4000000000);
    assert_int_equal(report->level, STATUS_CRITICAL);
    assert_string_equal(report->trouble, "requests to the API are paused");
}

static void
mails_that_are_tried_for_an_hour_are_a_warning(void **state)
{
    const DeliveryFixture *fixture = *state;
    journal_close(journal_open_configured(fixture->config, NULL));
    run_sql(fixture, "INSERT INTO mail (key, step, files_done, lease_until_s, added_s) VALUES"
                     " ('a', 4, 0, 0, unixepoch() - 4000), ('b', 1, 0, 0, unixepoch() - 10),"
                     " ('c', 0, 0, 0, unixepoch() - 8 * 86400)");
    g_autoptr(StatusReport) young = status_report_new(fixture->config, NULL);
    assert_int_equal(young->waiting, 1);
    assert_int_equal(young->level, STATUS_OK);
    run_sql(fixture, "UPDATE mail SET added_s = added_s - 3700");
    g_autoptr(StatusReport) old = status_report_new(fixture->config, NULL);
    assert_int_equal(old->waiting_late, 1);
    assert_int_equal(old->level, STATUS_WARNING);
}

static void
the_quarantine_is_counted_by_kind(void **state)
{
    static const char *const names[] = {"1.refused", "2.refused", "3.unproven-oversize",
                                        "4.ignored", "5.flood"};
    const DeliveryFixture *fixture = *state;
    int fd = delivery_fixture_message("Subject: x\n\nx\n");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        assert_true(quarantine_keep(fixture->config->quarantine_path, names[i], fd, "why", NULL));
    close(fd);
    g_autoptr(StatusReport) report = status_report_new(fixture->config, NULL);
    assert_int_equal(report->quarantined, 4);
    assert_int_equal(report->ignored, 1);
    for (guint i = 0; i < report->quarantine->len; i++) {
        const QuarantineCount *count = g_ptr_array_index(report->quarantine, i);
        if (strcmp(count->kind, "refused") == 0)
            assert_int_equal(count->count, 2);
    }
}

static void
what_api_and_mail_server_did_last_is_told(void **state)
{
    const DeliveryFixture *fixture = *state;
    {
        g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
        assert_true(journal_tally_count(journal, JOURNAL_TALLY_API_SUCCESS, 1, NULL, NULL));
        assert_true(journal_tally_count(journal, JOURNAL_TALLY_SUBMISSION_FAILURE, 1, "451", NULL));
    }
    g_autoptr(StatusReport) report = status_report_new(fixture->config, NULL);
    assert_true(report->api.success_s > 0);
    assert_true(report->api.failure_s == 0);
    assert_null(report->api.failure);
    assert_true(report->submission.success_s == 0);
    assert_string_equal(report->submission.failure, "451");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(replies_that_wait_for_an_hour_are_trouble),
        delivery_fixture_test(a_pause_is_trouble_before_all_else),
        delivery_fixture_test(mails_that_are_tried_for_an_hour_are_a_warning),
        delivery_fixture_test(the_quarantine_is_counted_by_kind),
        delivery_fixture_test(what_api_and_mail_server_did_last_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

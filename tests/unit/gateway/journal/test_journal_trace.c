/* What became of mails: recorded at the end of each try, found by what people know. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_outbox.h"
#include "gateway/journal/journal_prune.h"
#include "gateway/journal/journal_trace.h"

static const JournalTraceEvent mail = {.mail_key = "k1",
                                       .sender = "User@Customer.Example",
                                       .recipients = "support@desk.example noc@desk.example",
                                       .message_id = "one@customer.example",
                                       .queue_id = "4ABC",
                                       .subject = "Printer",
                                       .outcome = "create",
                                       .reason = "the mail refers to no ticket",
                                       .ticket_number = "INC0000001",
                                       .took_ms = 20};

static void
note(Journal *journal, const JournalTraceEvent *event)
{
    assert_true(journal_trace_note(journal, event, NULL));
}

static GPtrArray *
find(Journal *journal, const char *word)
{
    const JournalTraceQuery query = {.word = word, .max = 10};
    GPtrArray *found = journal_trace_find(journal, &query, NULL);
    assert_non_null(found);
    return found;
}

static void
a_mail_is_found_by_what_people_know(void **state)
{
    static const char *const words[] = {"user@customer.example",
                                        "USER@customer.example",
                                        "support@desk.example",
                                        "noc@desk.example",
                                        "one@customer.example",
                                        "<one@customer.example>",
                                        "4ABC",
                                        "inc0000001"};
    static const char *const others[] = {"customer.example",
                                         "upport@desk.example",
                                         "support@desk.example noc@desk.exampl",
                                         "%",
                                         "4AB_",
                                         "INC000000",
                                         "Printer"};
    g_autoptr(Journal) journal = fixture_open(*state);
    note(journal, &mail);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(GPtrArray) found = find(journal, words[i]);
        if (found->len != 1)
            fail_msg("'%s' finds %u", words[i], found->len);
    }
    for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
        g_autoptr(GPtrArray) found = find(journal, others[i]);
        if (found->len != 0)
            fail_msg("'%s' finds %u", others[i], found->len);
    }
    g_autoptr(GPtrArray) all = find(journal, NULL);
    const JournalTrace *trace = g_ptr_array_index(all, 0);
    assert_string_equal(trace->sender, "user@customer.example");
    assert_string_equal(trace->subject, "Printer");
    assert_string_equal(trace->ticket_number, "INC0000001");
    assert_null(trace->route);
}

static void
each_try_is_a_step(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    JournalTraceEvent failed = mail;
    failed.outcome = "failed";
    failed.reason = "the API\tanswers\nwith 503";
    failed.ticket_number = NULL;
    note(journal, &failed);
    note(journal, &mail);
    JournalTraceEvent copy = mail;
    copy.outcome = "duplicate";
    copy.reason = "delivered before";
    copy.is_aside = TRUE;
    note(journal, &copy);
    g_autoptr(GPtrArray) found = find(journal, NULL);
    const JournalTrace *trace = g_ptr_array_index(found, 0);
    assert_int_equal(found->len, 1);
    assert_int_equal(trace->tries, 3);
    assert_string_equal(trace->ticket_number, "INC0000001"); /* the outcome is kept */
    assert_string_equal(trace->outcome, "create");           /* and not the outcome of the copy */
    assert_string_equal(trace->reason, "the mail refers to no ticket");
    assert_int_equal(trace->steps->len, 3);
    const JournalTraceStep *first = g_ptr_array_index(trace->steps, 0);
    const JournalTraceStep *second = g_ptr_array_index(trace->steps, 1);
    assert_string_equal(first->outcome, "failed");
    assert_string_equal(first->reason, "the API answers with 503");
    assert_string_equal(second->outcome, "create");
    assert_true(first->when_s > 0);
}

static void
a_mail_that_is_tried_for_ever_takes_no_more_room(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autofree char *reason = g_strnfill(1000, 'x');
    JournalTraceEvent failed = mail;
    failed.outcome = "failed";
    failed.reason = reason;
    for (guint i = 0; i < 200; i++)
        note(journal, &failed);
    g_autoptr(GPtrArray) found = find(journal, NULL);
    const JournalTrace *trace = g_ptr_array_index(found, 0);
    assert_int_equal(trace->tries, 200);
    assert_int_equal(strlen(trace->reason), 300);
    assert_true(trace->steps->len > 40 && trace->steps->len < 60);
}

static void
confirmations_are_told(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(GBytes) message = g_bytes_new_static("x", 1);
    OutboxItem sent = {.recipient = (char *)"user@customer.example", .message = message};
    OutboxItem waiting = {.recipient = (char *)"boss@customer.example", .message = message};
    OutboxItem other = sent;
    note(journal, &mail);
    assert_true(journal_outbox_add(journal, "k1.create", &sent, NULL));
    assert_true(journal_outbox_sent(journal, sent.id, NULL));
    assert_true(journal_outbox_add(journal, "k1.create.boss@customer.example", &waiting, NULL));
    assert_true(journal_outbox_failed(journal, waiting.id, 4000000000, NULL, NULL));
    assert_true(journal_outbox_add(journal, "k11.create", &other, NULL));
    g_autoptr(GPtrArray) found = find(journal, NULL);
    const JournalTrace *trace = g_ptr_array_index(found, 0);
    assert_int_equal(trace->replies->len, 2);
    const JournalTraceReply *first = g_ptr_array_index(trace->replies, 0);
    const JournalTraceReply *second = g_ptr_array_index(trace->replies, 1);
    assert_true(first->is_sent);
    assert_string_equal(second->recipient, "boss@customer.example");
    assert_false(second->is_sent);
    assert_int_equal(second->tries, 1);
    assert_true(second->due_s == 4000000000);
}

static void
days_and_bounds_restrict_the_list(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    JournalTraceEvent event = mail;
    for (guint i = 0; i < 5; i++) {
        g_autofree char *key = g_strdup_printf("m%u", i);
        event.mail_key = key;
        note(journal, &event);
    }
    fixture_run_sql(*state, "UPDATE trace SET changed_s = 1000 WHERE mail_key = 'm0';"
                            "UPDATE trace SET changed_s = 2000 WHERE mail_key = 'm1'");
    const JournalTraceQuery day = {.from_s = 1000, .to_s = 2000, .max = 10};
    const JournalTraceQuery few = {.max = 3};
    g_autoptr(GPtrArray) of_day = journal_trace_find(journal, &day, NULL);
    g_autoptr(GPtrArray) newest = journal_trace_find(journal, &few, NULL);
    assert_int_equal(of_day->len, 1);
    assert_string_equal(((JournalTrace *)g_ptr_array_index(of_day, 0))->mail_key, "m0");
    assert_int_equal(newest->len, 3);
    const JournalPruneLimits limits = {.now_s = 2500,
                                       .keep_threads_s = G_MAXINT64 / 2,
                                       .keep_replies_s = G_MAXINT64 / 2,
                                       .keep_trace_s = 1000};
    JournalPruned pruned;
    assert_true(journal_prune(journal, &limits, &pruned, NULL));
    assert_int_equal(pruned.traces, 1);
    g_autoptr(GPtrArray) rest = find(journal, NULL);
    assert_int_equal(rest->len, 4);
}

static void
mails_that_failed_since_the_last_success_are_counted(void **state)
{
    static const char *const keys[] = {"k2", "k3", "k4"};
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autofree char *none = NULL;
    g_autofree char *reason = NULL;
    guint count = 1;
    assert_true(journal_trace_failing(journal, 0, &count, &none, NULL));
    assert_int_equal(count, 0);
    assert_null(none);
    note(journal, &mail);
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        JournalTraceEvent failed = mail;
        failed.mail_key = keys[i];
        failed.outcome = JOURNAL_TRACE_FAILED;
        failed.reason = i == 2 ? "no connection" : "no disk";
        note(journal, &failed);
    }
    fixture_run_sql(*state, "UPDATE trace SET changed_s = 1000 WHERE outcome <> 'failed';"
                            "UPDATE trace SET changed_s = 999 WHERE mail_key = 'k2';"
                            "UPDATE trace SET changed_s = 1001 WHERE mail_key = 'k3';"
                            "UPDATE trace SET changed_s = 1002 WHERE mail_key = 'k4'");
    assert_true(journal_trace_failing(journal, 0, &count, &reason, NULL));
    assert_int_equal(count, 2);
    assert_string_equal(reason, "no connection");
    g_clear_pointer(&reason, g_free);
    assert_true(journal_trace_failing(journal, 1002, &count, &reason, NULL));
    assert_int_equal(count, 1);
}

static void
outcomes_and_times_are_counted(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    gint64 took_ms = 0;
    assert_true(journal_trace_took(journal, 0, 50, &took_ms, NULL));
    assert_int_equal(took_ms, -1);
    for (guint i = 1; i <= 100; i++) {
        g_autofree char *key = g_strdup_printf("m%u", i);
        JournalTraceEvent event = mail;
        event.mail_key = key;
        event.took_ms = i;
        event.outcome = i <= 90 ? "create" : "comment";
        note(journal, &event);
    }
    JournalTraceEvent failed = mail;
    failed.outcome = "failed";
    failed.took_ms = 100000;
    note(journal, &failed);
    g_autoptr(GPtrArray) counts = journal_trace_counts(journal, 0, NULL);
    assert_int_equal(counts->len, 3);
    const JournalTraceCount *second = g_ptr_array_index(counts, 1);
    assert_string_equal(second->outcome, "create");
    assert_int_equal(second->count, 90);
    assert_true(journal_trace_took(journal, 0, 50, &took_ms, NULL));
    assert_int_equal(took_ms, 50);
    assert_true(journal_trace_took(journal, 0, 95, &took_ms, NULL));
    assert_int_equal(took_ms, 95);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_mail_is_found_by_what_people_know),
        fixture_test(each_try_is_a_step),
        fixture_test(a_mail_that_is_tried_for_ever_takes_no_more_room),
        fixture_test(confirmations_are_told),
        fixture_test(days_and_bounds_restrict_the_list),
        fixture_test(mails_that_failed_since_the_last_success_are_counted),
        fixture_test(outcomes_and_times_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

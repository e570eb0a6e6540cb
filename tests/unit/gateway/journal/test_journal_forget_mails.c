/* test_journal_forget_mails.c - the mails of one person: many, and with all that hangs on them. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_forget.h"
#include "gateway/journal/journal_trace.h"

static void
more_mails_than_a_slice_are_found(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(PersonAddress) jane = person_address_new("jane@a.example");
    assert_true(journal_begin(journal, FALSE, NULL));
    for (guint i = 0; i < 1200; i++) {
        g_autofree char *key = g_strdup_printf("%032u", i);
        const JournalTraceEvent event = {.mail_key = key,
                                         .sender = i % 3 == 0 ? "Jane@A.example" : "joe@b.example",
                                         .recipients = i % 3 == 1 ? "jane@a.example x@y" : "x@y",
                                         .outcome = "create"};
        assert_true(journal_trace_note(journal, &event, NULL));
    }
    assert_true(journal_commit(journal, NULL));
    g_auto(JournalForgotten) forgotten = {0};
    assert_true(journal_forget(journal, jane, FALSE, &forgotten, NULL));
    assert_int_equal(forgotten.traces, 400);
    assert_int_equal(forgotten.mentions, 400);
    const JournalTraceQuery query = {.word = "jane@a.example", .max = 10};
    g_autoptr(GPtrArray) left = journal_trace_find(journal, &query, NULL);
    assert_int_equal(left->len, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {fixture_test(more_mails_than_a_slice_are_found)};
    return cmocka_run_group_tests_name("journal_forget_mails", tests, NULL, NULL);
}

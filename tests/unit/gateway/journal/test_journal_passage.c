/* test_journal_passage.c - fingerprints by ticket. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_passage.h"
#include "gateway/journal/journal_prune.h"
#include "gateway/journal/journal_thread.h"

static gboolean
add(Journal *journal, const char *ticket, const char *source, const char *bytes)
{
    g_autoptr(GBytes) fingerprint = g_bytes_new_static(bytes, strlen(bytes));
    return journal_passage_add(journal, ticket, source, fingerprint, NULL);
}

/* The fingerprints, joined to one text. */
static char *
join(const GPtrArray *found)
{
    GString *text = g_string_new(NULL);
    assert_non_null(found);
    for (guint i = 0; i < found->len; i++) {
        gsize length;
        const char *bytes = g_bytes_get_data(g_ptr_array_index(found, i), &length);
        g_string_append_printf(text, "%.*s|", (int)length, bytes);
    }
    return g_string_free(text, FALSE);
}

static char *
list(Journal *journal, const char *ticket, guint max)
{
    g_autoptr(GPtrArray) found = journal_passage_list(journal, ticket, max, NULL);
    return join(found);
}

static char *
list_until(Journal *journal, const char *ticket, const char *message_id)
{
    g_autoptr(GPtrArray) found = journal_passage_list_until(journal, ticket, message_id, 10, NULL);
    return join(found);
}

static void
a_ticket_has_its_own_newest_first(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_true(add(journal, "INC1", "a", "one"));
    assert_true(add(journal, "INC2", "a", "other"));
    assert_true(add(journal, "INC1", "b", "two"));
    assert_true(add(journal, "INC1", "a", "again")); /* a later try of the same mail */
    g_autofree char *all = list(journal, "INC1", 10);
    assert_string_equal(all, "two|one|");
    g_autofree char *newest = list(journal, "INC1", 1);
    assert_string_equal(newest, "two|");
    g_autofree char *none = list(journal, "INC3", 10);
    assert_string_equal(none, "");
}

static void
a_mail_saw_what_came_before_it(void **state)
{
    static const struct {
        const char *ticket, *message_id, *found;
    } rows[] = {
        {"INC1", "first@x.example", "one|"}, {"INC1", "second@x.example", "two|one|"},
        {"INC1", "third@x.example", ""},     {"INC1", "unknown@x.example", ""},
        {"INC2", "second@x.example", ""},    {"INC1", "of-earlier-version@x.example", ""},
    };
    g_autoptr(Journal) journal = fixture_open(*state);
    for (guint i = 0; i < 3; i++) {
        const char *const texts[] = {"one", "two", "three"};
        const JournalThreadMail mail = {.message_id = rows[i].message_id, .ticket_number = "INC1"};
        assert_true(add(journal, "INC1", texts[i], texts[i]));
        assert_true(journal_thread_add(journal, &mail, NULL));
        assert_true(add(journal, "INC2", texts[i], texts[i]));
    }
    fixture_run_sql(*state, "INSERT INTO thread (message_id, ticket_number, added_s)"
                            " VALUES ('of-earlier-version@x.example', 'INC1', 1)");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *found = list_until(journal, rows[i].ticket, rows[i].message_id);
        if (strcmp(found, rows[i].found) != 0)
            fail_msg("row %u: %s", i, found);
    }
}

static void
what_is_pruned_is_forgotten(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
    const JournalPruneLimits later = {now_s + 100, 50, 50, 50}, sooner = {now_s, 50, 50, 50};
    JournalPruned pruned;
    assert_true(add(journal, "INC1", "a", "one"));
    assert_true(journal_prune(journal, &sooner, &pruned, NULL));
    assert_int_equal(pruned.passages, 0);
    assert_true(journal_prune(journal, &later, &pruned, NULL));
    assert_int_equal(pruned.passages, 1);
    g_autofree char *none = list(journal, "INC1", 10);
    assert_string_equal(none, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_ticket_has_its_own_newest_first),
        fixture_test(a_mail_saw_what_came_before_it),
        fixture_test(what_is_pruned_is_forgotten),
    };
    return cmocka_run_group_tests_name("journal_passage", tests, NULL, NULL);
}

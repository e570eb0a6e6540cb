/* test_journal_keys.c - which keys are those of all hosts. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_keys.h"

static JournalKeysState
compare(Journal *journal, const char *signing, const char *before)
{
    const JournalKeys keys = {{signing, before}};
    JournalKeysState state = JOURNAL_KEYS_SAME;

    assert_true(journal_keys_compare(journal, &keys, &state, NULL));
    return state;
}

static JournalKeysState
record(Journal *journal, const char *signing, const char *before, gboolean is_forced)
{
    const JournalKeys keys = {{signing, before}};
    JournalKeysState state = JOURNAL_KEYS_SAME;

    assert_true(journal_keys_record(journal, &keys, is_forced, &state, NULL));
    return state;
}

static void
the_recorded_keys_tell_how_others_differ(void **state)
{
    static const struct {
        const char *signing, *before;
        JournalKeysState state;
    } rows[] = {
        {"k2", "k1", JOURNAL_KEYS_SAME},  {"k2", NULL, JOURNAL_KEYS_SAME},
        {"k3", "k2", JOURNAL_KEYS_NEWER}, {"k1", NULL, JOURNAL_KEYS_OLDER},
        {"k1", "k0", JOURNAL_KEYS_OLDER}, {"x", NULL, JOURNAL_KEYS_OTHER},
        {"x", "k1", JOURNAL_KEYS_OTHER},  {NULL, NULL, JOURNAL_KEYS_OTHER},
    };
    g_autoptr(Journal) journal = fixture_open(*state);

    assert_int_equal(compare(journal, NULL, NULL), JOURNAL_KEYS_SAME);
    assert_int_equal(compare(journal, "k2", "k1"), JOURNAL_KEYS_FIRST);
    assert_int_equal(record(journal, "k2", "k1", FALSE), JOURNAL_KEYS_SAME);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (compare(journal, rows[i].signing, rows[i].before) != rows[i].state)
            fail_msg("row %u", i);
}

static void
only_a_rotation_replaces_what_is_recorded(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    assert_int_equal(record(journal, "k1", NULL, FALSE), JOURNAL_KEYS_SAME);
    assert_int_equal(record(journal, "x", NULL, FALSE), JOURNAL_KEYS_OTHER);
    assert_int_equal(compare(journal, "k1", NULL), JOURNAL_KEYS_SAME);
    assert_int_equal(record(journal, "k2", "k1", FALSE), JOURNAL_KEYS_SAME);
    assert_int_equal(record(journal, "k1", NULL, FALSE), JOURNAL_KEYS_OLDER);
    assert_int_equal(record(journal, "x", NULL, TRUE), JOURNAL_KEYS_SAME);
    assert_int_equal(compare(journal, "k2", "k1"), JOURNAL_KEYS_OTHER);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(the_recorded_keys_tell_how_others_differ),
        fixture_test(only_a_rotation_replaces_what_is_recorded),
    };
    return cmocka_run_group_tests_name("journal_keys", tests, NULL, NULL);
}

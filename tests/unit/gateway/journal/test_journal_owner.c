/* test_journal_owner.c - the state of a claim, for any kind of holder. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_owner.h"

static char *
new_tester_name(void)
{
    return g_strdup("this handle");
}

/* No holder can be seen: only the lease decides, as between hosts. */
static gboolean
is_lease_over(const char *name, gint64 lease_until_s, gint64 now_s)
{
    assert_non_null(name);
    return now_s >= lease_until_s;
}

static const JournalOwnerKind lease_kind = {.new_name = new_tester_name, .is_gone = is_lease_over};

static void
the_kind_of_holder_says_who_is_gone(void **state)
{
    static const struct {
        const char *name;
        gint64 now_s;
        JournalClaim claim;
    } rows[] = {
        {NULL, 0, JOURNAL_CLAIM_FREE},
        {"this handle", 99, JOURNAL_CLAIM_OURS},
        {"this handle", 100, JOURNAL_CLAIM_OURS},
        {"another", 99, JOURNAL_CLAIM_HELD},
        {"another", 100, JOURNAL_CLAIM_FREE},
    };
    JournalOwner owner;

    (void)state;
    journal_owner_init(&owner, &lease_kind);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (journal_owner_see(&owner, rows[i].name, 100, rows[i].now_s) != rows[i].claim)
            fail_msg("row %u", i);
    journal_owner_clear(&owner);
    assert_null(owner.name);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_kind_of_holder_says_who_is_gone)};
    return cmocka_run_group_tests_name("journal_owner", tests, NULL, NULL);
}

/* test_journal_thread.c - threads and participants. */
#include "tests/unit/address_tricks.h"
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_thread.h"

static GPtrArray *
list_of(const char *const *ids)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);

    for (; *ids != NULL; ids++)
        g_ptr_array_add(list, g_strdup(*ids));
    return list;
}

static void
finds_the_first_that_is_known(void **state)
{
    static const struct {
        const char *ids[4];
        const char *ticket;
    } rows[] = {
        {{"a@example.org"}, "INC1"},
        {{"b@example.org"}, "INC2"},
        {{"x@example.org", "b@example.org", "a@example.org"}, "INC2"},
        {{"x@example.org"}, NULL},
        {{"A@example.org"}, NULL},
        {{"'; DROP TABLE thread; --"}, NULL},
        {{""}, NULL},
        {{NULL}, NULL},
    };
    g_autoptr(Journal) journal = fixture_open(*state);

    assert_true(journal_thread_add(journal, "a@example.org", "INC1", NULL));
    assert_true(journal_thread_add(journal, "b@example.org", "INC2", NULL));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) ids = list_of(rows[i].ids);
        g_autofree char *ticket = journal_thread_find(journal, ids, &error);
        assert_null(error);
        if (g_strcmp0(ticket, rows[i].ticket) != 0)
            fail_msg("row %u: %s", i, ticket);
    }
    assert_null(journal_thread_find(journal, NULL, NULL));
}

static void
the_first_ticket_stays(void **state)
{
    static const char *const ids[] = {"a@example.org", NULL};
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(GPtrArray) list = list_of(ids);

    assert_true(journal_thread_add(journal, "a@example.org", "INC1", NULL));
    assert_true(journal_thread_add(journal, "a@example.org", "INC2", NULL));
    g_autofree char *ticket = journal_thread_find(journal, list, NULL);
    assert_string_equal(ticket, "INC1");
}

static void
a_thread_needs_a_ticket(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(GError) error = NULL;

    assert_false(journal_thread_add(journal, "a@example.org", NULL, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
}

static void
knows_participants_by_ticket_and_address(void **state)
{
    static const struct {
        const char *ticket;
        const char *address;
        ParticipantStanding standing;
    } rows[] = {
        {"INC1", "user@example.org", STANDING_CREATOR},
        {"INC1", "USER@Example.Org", STANDING_CREATOR},
        {"INC2", "user@example.org", STANDING_NONE},
        {"INC1", "other@example.org", STANDING_NONE},
        {"INC1", "R\xc3\x89@Example.org", STANDING_PARTICIPANT},
        {"INC1", "r\xc3\xa9@example.org", STANDING_NONE},
        {"INC1", "user@example.orgx", STANDING_NONE},
    };
    g_autoptr(Journal) journal = fixture_open(*state);

    for (guint twice = 0; twice < 2; twice++) {
        assert_true(
            journal_participant_add(journal, "INC1", "User@example.org", STANDING_CREATOR, NULL));
        assert_true(journal_participant_add(journal, "INC1", "R\xc3\x89@example.org",
                                            STANDING_PARTICIPANT, NULL));
    }
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        ParticipantStanding standing = STANDING_NONE + !rows[i].standing;
        assert_true(
            journal_participant_find(journal, rows[i].ticket, rows[i].address, &standing, NULL));
        if (standing != rows[i].standing)
            fail_msg("row %u: %d", i, (int)standing);
    }
}

static void
nobody_takes_part_by_an_address_that_only_looks_alike(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    ParticipantStanding standing = STANDING_NONE;
    assert_true(
        journal_participant_add(journal, "INC1", address_tricks_person, STANDING_CREATOR, NULL));
    for (guint i = 0; i < G_N_ELEMENTS(address_tricks_same); i++) {
        assert_true(
            journal_participant_find(journal, "INC1", address_tricks_same[i], &standing, NULL));
        assert_int_equal(standing, STANDING_CREATOR);
    }
    for (guint i = 0; i < G_N_ELEMENTS(address_tricks_others); i++) {
        assert_true(
            journal_participant_find(journal, "INC1", address_tricks_others[i], &standing, NULL));
        if (standing != STANDING_NONE)
            fail_msg("%s", address_tricks_others[i]);
    }
}

static void
a_standing_only_rises(void **state)
{
    static const ParticipantStanding orders[][2] = {{STANDING_PARTICIPANT, STANDING_CREATOR},
                                                    {STANDING_CREATOR, STANDING_PARTICIPANT}};
    static const char *const addresses[] = {"a@example.org", "b@example.org"};
    g_autoptr(Journal) journal = fixture_open(*state);

    for (guint i = 0; i < 2; i++) {
        ParticipantStanding standing = STANDING_NONE;
        for (guint j = 0; j < 2; j++)
            assert_true(journal_participant_add(journal, "INC1", addresses[i], orders[i][j], NULL));
        assert_true(journal_participant_find(journal, "INC1", addresses[i], &standing, NULL));
        assert_int_equal(standing, STANDING_CREATOR);
    }
}

/* The row is written again only after a while. */
static void
who_opened_it_stays_so_when_seen_later(void **state)
{
    ParticipantStanding standing = STANDING_NONE;
    {
        g_autoptr(Journal) journal = fixture_open(*state);
        assert_true(
            journal_participant_add(journal, "INC1", "a@example.org", STANDING_CREATOR, NULL));
    }
    fixture_run_sql(*state, "UPDATE participant SET seen_s = 0");
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_true(
        journal_participant_add(journal, "INC1", "a@example.org", STANDING_PARTICIPANT, NULL));
    assert_true(journal_participant_find(journal, "INC1", "a@example.org", &standing, NULL));
    assert_int_equal(standing, STANDING_CREATOR);
}

static char *
find_referral(Journal *journal, const char *id, const char *address, const char *own_id)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_ptr_array_add(ids, (gpointer)(guintptr)id);
    g_autoptr(GError) error = NULL;
    char *number = journal_referral_find(journal, ids, address, own_id, &error);
    assert_null(error);
    return number;
}

/* "root@x" was never seen; mails of two tickets refer to it. */
static void
a_referral_is_found_by_who_takes_part(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_true(journal_referral_add(journal, "root@x", "INC0000001", NULL));
    assert_true(journal_referral_add(journal, "root@x", "INC0000002", NULL));
    assert_true(journal_participant_add(journal, "INC0000002", "nagios@x", STANDING_CREATOR, NULL));
    assert_true(
        journal_participant_add(journal, "INC0000001", "anna@x", STANDING_PARTICIPANT, NULL));
    g_autofree char *machine = find_referral(journal, "root@x", "Nagios@x", NULL);
    assert_string_equal(machine, "INC0000002");
    g_autofree char *person = find_referral(journal, "root@x", "anna@x", NULL);
    assert_string_equal(person, "INC0000001");
    g_autofree char *stranger = find_referral(journal, "root@x", "mallory@x", NULL);
    assert_null(stranger);
    g_autofree char *other = find_referral(journal, "other@x", "anna@x", NULL);
    assert_null(other);
    /* The same mail by another route is no thread of its own. */
    assert_true(journal_thread_add(journal, "one@x", "INC0000002", NULL));
    g_autofree char *same = find_referral(journal, "root@x", "nagios@x", "one@x");
    assert_null(same);
}

static void
what_is_known_as_a_mail_is_no_referral(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_true(journal_thread_add(journal, "seen@x", "INC0000001", NULL));
    assert_true(journal_referral_add(journal, "seen@x", "INC0000002", NULL));
    assert_true(
        journal_participant_add(journal, "INC0000002", "anna@x", STANDING_PARTICIPANT, NULL));
    g_autofree char *number = find_referral(journal, "seen@x", "anna@x", NULL);
    assert_null(number);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(finds_the_first_that_is_known),
        fixture_test(the_first_ticket_stays),
        fixture_test(a_thread_needs_a_ticket),
        fixture_test(knows_participants_by_ticket_and_address),
        fixture_test(nobody_takes_part_by_an_address_that_only_looks_alike),
        fixture_test(a_standing_only_rises),
        fixture_test(who_opened_it_stays_so_when_seen_later),
        fixture_test(a_referral_is_found_by_who_takes_part),
        fixture_test(what_is_known_as_a_mail_is_no_referral),
    };
    return cmocka_run_group_tests_name("journal_thread", tests, NULL, NULL);
}

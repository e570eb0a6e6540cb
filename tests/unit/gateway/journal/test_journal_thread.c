/* test_journal_thread.c - threads and participants. */
#include "tests/unit/address_tricks.h"
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_thread.h"

static gboolean
add_thread(Journal *journal, const char *message_id, const char *number, GError **error)
{
    const JournalThreadMail mail = {.message_id = message_id, .ticket_number = number};
    return journal_thread_add(journal, &mail, error);
}

static gboolean
add_referral(Journal *journal, const char *message_id, const char *number)
{
    const JournalThreadMail mail = {.message_id = message_id, .ticket_number = number};
    return journal_referral_add(journal, &mail, NULL);
}

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

    assert_true(add_thread(journal, "a@example.org", "INC1", NULL));
    assert_true(add_thread(journal, "b@example.org", "INC2", NULL));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) ids = list_of(rows[i].ids);
        g_autofree char *ticket = journal_thread_find(journal, ids, &(JournalAsker){0}, &error);
        assert_null(error);
        if (g_strcmp0(ticket, rows[i].ticket) != 0)
            fail_msg("row %u: %s", i, ticket);
    }
    assert_null(journal_thread_find(journal, NULL, &(JournalAsker){0}, NULL));
}

static void
the_first_ticket_stays(void **state)
{
    static const char *const ids[] = {"a@example.org", NULL};
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(GPtrArray) list = list_of(ids);

    assert_true(add_thread(journal, "a@example.org", "INC1", NULL));
    assert_true(add_thread(journal, "a@example.org", "INC2", NULL));
    g_autofree char *ticket = journal_thread_find(journal, list, &(JournalAsker){0}, NULL);
    assert_string_equal(ticket, "INC1");
}

static void
a_thread_needs_a_ticket(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(GError) error = NULL;

    assert_false(add_thread(journal, "a@example.org", NULL, &error));
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
        assert_true(journal_participant_add(
            journal,
            &(JournalParticipant){"INC1", "User@example.org", STANDING_CREATOR, FALSE, NULL},
            NULL));
        assert_true(
            journal_participant_add(journal,
                                    &(JournalParticipant){"INC1", "R\xc3\x89@example.org",
                                                          STANDING_PARTICIPANT, FALSE, NULL},
                                    NULL));
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
    assert_true(journal_participant_add(
        journal,
        &(JournalParticipant){"INC1", address_tricks_person, STANDING_CREATOR, FALSE, NULL}, NULL));
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
            assert_true(journal_participant_add(
                journal, &(JournalParticipant){"INC1", addresses[i], orders[i][j], FALSE, NULL},
                NULL));
        assert_true(journal_participant_find(journal, "INC1", addresses[i], &standing, NULL));
        assert_int_equal(standing, STANDING_CREATOR);
    }
}

/* The row is only written again after some time. */
static void
who_opened_it_stays_so_when_seen_later(void **state)
{
    ParticipantStanding standing = STANDING_NONE;
    {
        g_autoptr(Journal) journal = fixture_open(*state);
        assert_true(journal_participant_add(
            journal, &(JournalParticipant){"INC1", "a@example.org", STANDING_CREATOR, FALSE, NULL},
            NULL));
    }
    fixture_run_sql(*state, "UPDATE participant SET seen_s = 0");
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_true(journal_participant_add(
        journal, &(JournalParticipant){"INC1", "a@example.org", STANDING_PARTICIPANT, FALSE, NULL},
        NULL));
    assert_true(journal_participant_find(journal, "INC1", "a@example.org", &standing, NULL));
    assert_int_equal(standing, STANDING_CREATOR);
}

static char *
find_referral(Journal *journal, const char *id, const char *address, const char *own_id)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_ptr_array_add(ids, (gpointer)(guintptr)id);
    const JournalAsker asker = {.address = address, .own_id = own_id};
    g_autoptr(GError) error = NULL;
    char *number = journal_referral_find(journal, ids, &asker, &error);
    assert_null(error);
    return number;
}

/* "root@x" was never seen; mails of two tickets refer to it. */
static void
a_referral_is_found_by_who_takes_part(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_true(add_referral(journal, "root@x", "INC0000001"));
    assert_true(add_referral(journal, "root@x", "INC0000002"));
    assert_true(journal_participant_add(
        journal, &(JournalParticipant){"INC0000002", "nagios@x", STANDING_CREATOR, FALSE, NULL},
        NULL));
    assert_true(journal_participant_add(
        journal, &(JournalParticipant){"INC0000001", "anna@x", STANDING_PARTICIPANT, FALSE, NULL},
        NULL));
    g_autofree char *machine = find_referral(journal, "root@x", "Nagios@x", NULL);
    assert_string_equal(machine, "INC0000002");
    g_autofree char *person = find_referral(journal, "root@x", "anna@x", NULL);
    assert_string_equal(person, "INC0000001");
    g_autofree char *stranger = find_referral(journal, "root@x", "mallory@x", NULL);
    assert_null(stranger);
    g_autofree char *other = find_referral(journal, "other@x", "anna@x", NULL);
    assert_null(other);
    /* The same mail by another route is not another mail of the thread. */
    assert_true(add_thread(journal, "one@x", "INC0000002", NULL));
    g_autofree char *same = find_referral(journal, "root@x", "nagios@x", "one@x");
    assert_null(same);
}

static void
what_is_known_as_a_mail_of_the_ticket_is_no_referral(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_true(add_thread(journal, "seen@x", "INC0000002", NULL));
    assert_true(add_referral(journal, "seen@x", "INC0000002"));
    assert_true(journal_participant_add(
        journal, &(JournalParticipant){"INC0000002", "anna@x", STANDING_PARTICIPANT, FALSE, NULL},
        NULL));
    g_autofree char *number = find_referral(journal, "seen@x", "anna@x", NULL);
    assert_null(number);
    /* If somebody else uses the id in another ticket, that hides nothing. */
    assert_true(add_thread(journal, "root@x", "INC0000006", NULL));
    assert_true(add_referral(journal, "root@x", "INC0000002"));
    g_autofree char *own = find_referral(journal, "root@x", "anna@x", NULL);
    assert_string_equal(own, "INC0000002");
}

/* Mallory predicted "one@x" and used it first, then the monitoring system of a.example did. */
static void
an_id_that_somebody_foresaw_draws_no_mail_of_others(void **state)
{
    static const JournalThreadMail mails[] = {
        {"one@x", "INC1", FALSE, "m.example"}, {"one@x", "INC2", FALSE, "a.example"},
        {"two@x", "INC1", FALSE, "m.example"}, {"ours@x", "INC1", FALSE, NULL},
        {"nobodys@x", "INC3", FALSE, ""},
    };
    static const struct {
        const char *id, *address, *organisation, *ticket;
    } rows[] = {
        {"one@x", "Mon@a.example", "a.example", "INC2"}, /* in Cc of INC1, but opened INC2 */
        {"one@x", "alice@a.example", "a.example", "INC2"},
        {"one@x", "cc@a.example", "a.example", "INC2"}, /* Mallory named it in Cc */
        {"one@x", "mal@m.example", "m.example", "INC1"},
        {"one@x", "bob@b.example", "b.example", NULL},
        {"one@x", "cc@b.example", "b.example", "INC1"},
        {"one@x", NULL, NULL, NULL},
        {"two@x", "alice@a.example", "a.example", NULL},
        {"two@x", "mal2@m.example", "m.example", "INC1"},
        {"ours@x", "bob@b.example", "b.example", "INC1"},
        {"ours@x", NULL, NULL, "INC1"},
        {"nobodys@x", "bob@b.example", "b.example", NULL},
        {"nobodys@x", NULL, NULL, NULL},
    };
    static const char *const copied[] = {"mon@a.example", "cc@a.example", "cc@b.example"};
    g_autoptr(Journal) journal = fixture_open(*state);
    for (guint i = 0; i < G_N_ELEMENTS(mails); i++)
        assert_true(journal_thread_add(journal, &mails[i], NULL));
    for (guint i = 0; i < G_N_ELEMENTS(copied); i++)
        assert_true(journal_participant_add(
            journal, &(JournalParticipant){"INC1", copied[i], STANDING_PARTICIPANT, FALSE, NULL},
            NULL));
    assert_true(journal_participant_add(
        journal, &(JournalParticipant){"INC1", "mal@m.example", STANDING_CREATOR, FALSE, NULL},
        NULL));
    assert_true(journal_participant_add(
        journal, &(JournalParticipant){"INC2", "mon@a.example", STANDING_CREATOR, FALSE, NULL},
        NULL));
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *const list[] = {rows[i].id, NULL};
        g_autoptr(GPtrArray) ids = list_of(list);
        const JournalAsker asker = {.address = rows[i].address,
                                    .organisation = rows[i].organisation};
        g_autofree char *ticket = journal_thread_find(journal, ids, &asker, NULL);
        if (g_strcmp0(ticket, rows[i].ticket) != 0)
            fail_msg("row %u: %s", i, ticket);
    }
}

/* Two mails name the same id: what that makes known for proven and for other mails. */
static void
an_unproven_mail_takes_no_id_from_a_proven_one(void **state)
{
    static const struct {
        gboolean is_unproven[2];
        const char *for_proven, *for_others;
    } rows[] = {
        {{FALSE, FALSE}, "INC1", "INC1"},
        {{FALSE, TRUE}, "INC1", "INC1"},
        {{TRUE, FALSE}, "INC2", "INC1"},
        {{TRUE, TRUE}, NULL, "INC1"},
    };
    g_autoptr(Journal) journal = fixture_open(*state);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *id = g_strdup_printf("%u@example.org", i);
        g_autoptr(GPtrArray) ids = g_ptr_array_new();
        g_ptr_array_add(ids, id);
        for (guint j = 0; j < 2; j++) {
            const JournalThreadMail mail = {id, j == 0 ? "INC1" : "INC2", rows[i].is_unproven[j],
                                            NULL};
            assert_true(journal_thread_add(journal, &mail, NULL));
        }
        g_autofree char *proven =
            journal_thread_find(journal, ids, &(JournalAsker){.needs_proof = TRUE}, NULL);
        g_autofree char *other = journal_thread_find(journal, ids, &(JournalAsker){0}, NULL);
        if (g_strcmp0(proven, rows[i].for_proven) != 0 || g_strcmp0(other, rows[i].for_others) != 0)
            fail_msg("row %u: %s, %s", i, proven, other);
    }
    /* The next id of a mail counts, too. */
    static const char *const thread[] = {"3@example.org", "0@example.org", NULL};
    g_autoptr(GPtrArray) list = list_of(thread);
    g_autofree char *next =
        journal_thread_find(journal, list, &(JournalAsker){.needs_proof = TRUE}, NULL);
    assert_string_equal(next, "INC1");
}

/* A stranger predicts the root that a monitoring system invents for its alarms, writes first, and
 * names the system in Cc, so that it becomes a participant. */
static void
an_unproven_mail_draws_no_proven_one_by_what_it_refers_to(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    const JournalAsker other = {.address = "nagios@x"};
    JournalAsker proven = {.address = "nagios@x", .needs_proof = TRUE};
    JournalThreadMail evil = {"root@x", "INC6", TRUE, NULL};
    g_ptr_array_add(ids, (gpointer)(guintptr) "root@x");
    assert_true(journal_referral_add(journal, &evil, NULL));
    assert_true(journal_thread_add(journal, &evil, NULL));
    assert_true(journal_participant_add(
        journal, &(JournalParticipant){"INC6", "nagios@x", STANDING_CREATOR, FALSE, NULL}, NULL));
    g_autofree char *drawn = journal_referral_find(journal, ids, &other, NULL);
    assert_string_equal(drawn, "INC6");
    assert_null(journal_referral_find(journal, ids, &proven, NULL));

    assert_true(add_referral(journal, "root@x", "INC1"));
    assert_true(journal_participant_add(
        journal, &(JournalParticipant){"INC1", "nagios@x", STANDING_PARTICIPANT, FALSE, NULL},
        NULL));
    g_autofree char *own = journal_referral_find(journal, ids, &proven, NULL);
    assert_string_equal(own, "INC1");
    /* If a stranger uses its Message-ID, the mail does not count as being on that ticket already.
     */
    evil = (JournalThreadMail){"next@x", "INC1", TRUE, NULL};
    assert_true(journal_thread_add(journal, &evil, NULL));
    proven.own_id = "next@x";
    g_autofree char *still = journal_referral_find(journal, ids, &proven, NULL);
    assert_string_equal(still, "INC1");
    /* Once a proven mail refers to it from that ticket, that ticket counts like any other. */
    assert_true(add_referral(journal, "root@x", "INC6"));
    g_autofree char *later = journal_referral_find(journal, ids, &proven, NULL);
    assert_string_equal(later, "INC6");
}

static void
a_ticket_is_known_by_anybody_who_takes_part(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    gboolean has_any = TRUE;
    assert_true(journal_participant_has_any(journal, "INC1", &has_any, NULL));
    assert_false(has_any);
    assert_true(journal_participant_add(
        journal, &(JournalParticipant){"INC1", "a@x", STANDING_PARTICIPANT, FALSE, NULL}, NULL));
    assert_true(journal_participant_has_any(journal, "INC1", &has_any, NULL));
    assert_true(has_any);
    assert_true(journal_participant_has_any(journal, "INC2", &has_any, NULL));
    assert_false(has_any);
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
        fixture_test(a_ticket_is_known_by_anybody_who_takes_part),
        fixture_test(who_opened_it_stays_so_when_seen_later),
        fixture_test(a_referral_is_found_by_who_takes_part),
        fixture_test(what_is_known_as_a_mail_of_the_ticket_is_no_referral),
        fixture_test(an_id_that_somebody_foresaw_draws_no_mail_of_others),
        fixture_test(an_unproven_mail_takes_no_id_from_a_proven_one),
        fixture_test(an_unproven_mail_draws_no_proven_one_by_what_it_refers_to),
    };
    return cmocka_run_group_tests_name("journal_thread", tests, NULL, NULL);
}

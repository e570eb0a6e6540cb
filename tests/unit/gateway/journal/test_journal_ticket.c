/* What is remembered of tickets, also of those that an earlier version knew. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_ticket.h"
#include "gateway/journal/store/sqlite_schema.h"

static const JournalThreadMail first = {.message_id = "a@x", .ticket_number = "INC1"};

static void
a_ticket_is_new_and_open_until_it_is_seen(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const JournalThreadMail again = {.message_id = "b@x", .ticket_number = "INC1"};

    assert_true(journal_ticket_add(journal, &first, "nl", NULL));
    assert_true(journal_ticket_add(journal, &again, "fr", NULL));
    g_autoptr(JournalTicket) ticket = journal_ticket_find(journal, "INC1", NULL);
    assert_string_equal(ticket->message_id, "a@x");
    assert_string_equal(ticket->language, "nl");
    assert_null(ticket->state);
    assert_true(ticket->is_open);
    assert_int_equal(ticket->asked_s, 0);
    g_autoptr(JournalTicket) other = journal_ticket_find(journal, "INC2", NULL);
    assert_null(other);
}

static void
what_was_seen_is_kept_and_what_is_over_is_not_open(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_true(journal_ticket_add(journal, &first, NULL, NULL));
    assert_true(journal_ticket_note_own(journal, "INC1", "close", NULL));
    g_autoptr(JournalTicket) ticket = journal_ticket_find(journal, "INC1", NULL);
    assert_string_equal(ticket->own_change, "close");
    ticket->state = g_strdup("Closed");
    ticket->question = g_strdup("hash");
    ticket->own_change_over = g_steal_pointer(&ticket->own_change);
    ticket->n_mails = 2;
    ticket->changed_s = 7;
    ticket->asked_s = 8;
    assert_true(journal_ticket_record(journal, ticket, NULL));
    g_autoptr(GHashTable) open = journal_ticket_list_open(journal, NULL);
    g_autoptr(JournalTicket) same = g_hash_table_lookup(open, "INC1");
    assert_string_equal(same->state, "Closed");
    g_hash_table_steal(open, "INC1");
    ticket->is_open = FALSE;
    assert_true(journal_ticket_record(journal, ticket, NULL));
    g_autoptr(GHashTable) none = journal_ticket_list_open(journal, NULL);
    assert_int_equal(g_hash_table_size(none), 0);
    g_autoptr(JournalTicket) kept = journal_ticket_find(journal, "INC1", NULL);
    assert_string_equal(kept->question, "hash");
    assert_null(kept->own_change);
    assert_int_equal(kept->n_mails, 2);
    assert_int_equal(kept->changed_s, 7);
    assert_int_equal(kept->asked_s, 8);
}

/* A mail closes the ticket while news are taken. */
static void
what_a_mail_did_meanwhile_is_not_overwritten(void **state)
{
    g_autoptr(Journal) run = fixture_open(*state);
    g_autoptr(Journal) delivery = fixture_open(*state);
    assert_true(journal_ticket_add(run, &first, NULL, NULL));
    assert_true(journal_ticket_note_own(run, "INC1", "reopen", NULL));
    g_autoptr(JournalTicket) ticket = journal_ticket_find(run, "INC1", NULL);
    assert_true(journal_ticket_note_own(delivery, "INC1", "close", NULL));
    ticket->own_change_over = g_steal_pointer(&ticket->own_change);
    ticket->state = g_strdup("In Progress");
    assert_true(journal_ticket_record(run, ticket, NULL));
    assert_true(journal_ticket_read_own(run, ticket, NULL));
    assert_string_equal(ticket->own_change, "close");
    g_autoptr(JournalTicket) kept = journal_ticket_find(delivery, "INC1", NULL);
    assert_string_equal(kept->state, "In Progress");
    assert_string_equal(kept->own_change, "close");
}

static void
what_was_never_seen_before_the_first_run_is_over(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    assert_true(journal_ticket_add(journal, &first, NULL, NULL));
    assert_true(journal_ticket_end_unseen(journal, 1, NULL));
    g_autoptr(JournalTicket) newer = journal_ticket_find(journal, "INC1", NULL);
    assert_true(newer->is_open);
    assert_true(journal_ticket_end_unseen(journal, newer->added_s, NULL));
    g_autoptr(JournalTicket) older = journal_ticket_find(journal, "INC1", NULL);
    assert_false(older->is_open);
    assert_string_equal(older->state, "");
}

/* The step that made the table. */
static guint
find_step(void)
{
    for (guint i = 0; i < sqlite_schema_version(); i++)
        if (strstr(sqlite_schema_step(i), "CREATE TABLE ticket (") != NULL)
            return i;
    fail();
    return 0;
}

static void
the_tickets_of_an_earlier_version_are_known_by_their_first_mail(void **state)
{
    fixture_only_sqlite();
    static const char rows[] =
        "INSERT INTO thread (message_id, ticket_number, added_s) VALUES ('z@x', 'INC1', 100),"
        " ('a@x', 'INC1', 200), ('b@x', 'INC2', 300);"
        "INSERT INTO participant (ticket_number, address, seen_s, is_creator) VALUES"
        " ('INC1', 'user@x', 100, 1), ('INC1', 'cc@x', 100, 0), ('INC2', 'robot@x', 100, 1);"
        "INSERT INTO outbox (key, recipient, tries, due_s, lease_until_s, added_s)"
        " VALUES ('k', 'User@x', 0, 0, 0, 0), ('l', 'cc@x', 0, 0, 0, 0);";
    const Fixture *fixture = *state;
    guint step = find_step();
    sqlite3 *db = NULL;

    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    for (guint i = 0; i < step; i++)
        assert_int_equal(sqlite3_exec(db, sqlite_schema_step(i), NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, rows, NULL, NULL, NULL), SQLITE_OK);
    for (guint i = step; i < sqlite_schema_version(); i++)
        assert_int_equal(sqlite3_exec(db, sqlite_schema_step(i), NULL, NULL, NULL), SQLITE_OK);
    sqlite3_stmt *query = NULL;
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT group_concat(message_id || ' ' || added_s || ' ' ||"
                                        " coalesce(state, 'unseen'), ', ')"
                                        " FROM (SELECT * FROM ticket ORDER BY ticket_number)",
                                        -1, &query, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(query, 0),
                        "z@x 100 unseen, b@x 300 unseen");
    sqlite3_finalize(query);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT group_concat(address, ' ') FROM participant"
                                        " WHERE gets_news <> 0",
                                        -1, &query, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(query), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(query, 0), "user@x");
    sqlite3_finalize(query);
    sqlite3_close(db);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_ticket_is_new_and_open_until_it_is_seen),
        fixture_test(what_was_seen_is_kept_and_what_is_over_is_not_open),
        fixture_test(what_a_mail_did_meanwhile_is_not_overwritten),
        fixture_test(what_was_never_seen_before_the_first_run_is_over),
        fixture_test(the_tickets_of_an_earlier_version_are_known_by_their_first_mail),
    };
    return cmocka_run_group_tests_name("journal_ticket", tests, NULL, NULL);
}

/* test_journal_forget.c - one person is erased from every table, and nobody else. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_forget.h"

/* Every column that can have text, and what becomes of it: a new one needs a decision, here and in
 * ticketgate(1), "WHAT IS ERASED". */
static const char *const columns[] = {
    "backoff.last_key stays",
    "backoff.owner stays",
    "budget.key erased",
    "budget.ticket_number stays",
    "key_print.print stays",
    "loss.moved_to stays",
    "mail.action stays",
    "mail.digest stays",
    "mail.key stays",
    "mail.message_id erased",
    "mail.named_ticket stays",
    "mail.owner stays",
    "mail.quoted erased",
    "mail.reference_number stays",
    "mail.refused erased",
    "mail.ticket_number stays",
    "mail.ticket_reference stays",
    "news_run.owner stays",
    "news_taken.id stays",
    "news_wait.id stays",
    "outbox.key erased",
    "outbox.last_error erased",
    "outbox.message erased",
    "outbox.owner stays",
    "outbox.recipient erased",
    "own_comment.hash stays",
    "own_comment.ticket_number stays",
    "participant.address erased",
    "participant.news_address erased",
    "participant.ticket_number stays",
    "passage.fingerprint erased",
    "passage.source erased",
    "passage.ticket_number stays",
    "referral.message_id erased",
    "referral.ticket_number stays",
    "returned.address erased",
    "returned.mail_key stays",
    "returned.ticket_number stays",
    "tally.name stays",
    "tally.note erased",
    "thread.message_id erased",
    "thread.organisation stays",
    "thread.ticket_number stays",
    "ticket.language stays",
    "ticket.message_id erased",
    "ticket.own_change stays",
    "ticket.question stays",
    "ticket.state stays",
    "ticket.ticket_number stays",
    "trace.mail_key stays",
    "trace.message_id erased",
    "trace.outcome stays",
    "trace.queue_id stays",
    "trace.reason erased",
    "trace.recipients erased",
    "trace.route stays",
    "trace.sender erased",
    "trace.steps erased",
    "trace.subject erased",
    "trace.ticket_number stays",
    "unreachable.address erased",
};

static void
each_column_is_decided(void **state)
{
    const Fixture *fixture = *state;
    const char *sql = postgres_fixture_is_used()
                          ? "SELECT table_name || '.' || column_name AS n"
                            " FROM information_schema.columns WHERE table_schema = 'public'"
                            " AND data_type NOT IN ('bigint', 'integer', 'smallint')"
                            " ORDER BY (table_name || '.' || column_name) COLLATE \"C\""
                          : "SELECT t.name || '.' || c.name AS n FROM sqlite_schema t,"
                            " pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT"
                            " LIKE 'sqlite%' AND c.type <> 'INTEGER' ORDER BY n";
    journal_close(fixture_open(fixture));
    g_autoptr(GPtrArray) found = fixture_column(fixture, sql);
    for (guint i = 0; i < found->len; i++) {
        const char *column = g_ptr_array_index(found, i);
        if (i == G_N_ELEMENTS(columns) || !g_str_has_prefix(columns[i], column) ||
            columns[i][strlen(column)] != ' ')
            fail_msg("%s: what becomes of it when a person is erased?", column);
    }
    assert_int_equal(found->len, G_N_ELEMENTS(columns));
}

#define KEY(digit) #digit "0000000000000000000000000000000"

/* Jane's mail (1), Joe's that names her (2), one of hers that is not done (3). */
static const char rows[] =
    "INSERT INTO mail (key, message_id, step, files_done, refused, quoted, ticket_number,"
    " lease_until_s, added_s) VALUES ('" KEY(
        1) "', '1.jane@a.example', 4, 0, 'x', 'y', 'INC1', 0,"
           " unixepoch()), ('" KEY(
               2) "', '2@b.example', 4, 0, NULL, NULL, 'INC2', 0, unixepoch()),"
                  " ('" KEY(
                      3) "', '3@a.example', 1, 0, NULL, NULL, 'INC3', 0, unixepoch()),"
                         " ('" KEY(
                             4) "', 'old.jane@a.example', 4, 0, NULL, NULL, 'INC1', 0, 0);"
                                "INSERT INTO trace (mail_key, begun_s, changed_s, tries, sender, "
                                "recipients, message_id,"
                                " subject, outcome, reason, ticket_number, took_ms, steps) VALUES"
                                " ('" KEY(
                                    1) "', 1, 1, 1, 'jane@a.example', 'support@d.example', "
                                       "'1.jane@a.example', 'secret',"
                                       " 'create', 'new', 'INC1', 1, ''),"
                                       " ('" KEY(
                                           2) "', 1, 1, 1, 'joe@b.example', 'support@d.example "
                                              "Jane@A.example', '2@b.example',"
                                              " 'ask jane@a.example now', 'create', "
                                              "'<jane@a.example> is in Cc', 'INC2', 1,"
                                              " '1\tcreate\t<jane@a.example>'),"
                                              " ('" KEY(
                                                  3) "', 1, 1, 1, 'jane@a.example', NULL, "
                                                     "'3@a.example', 'later', 'failed', '', 'INC3',"
                                                     " 1, '');"
                                                     "INSERT INTO thread (message_id, "
                                                     "ticket_number, added_s) VALUES "
                                                     "('1.jane@a.example', 'INC1',"
                                                     " 0), ('2@b.example', 'INC2', 0), "
                                                     "('3@a.example', 'INC3', 0);"
                                                     "INSERT INTO referral (message_id, "
                                                     "ticket_number, added_s) VALUES "
                                                     "('1.jane@a.example', 'INC2',"
                                                     " 0), ('x@b.example', 'INC2', 0);"
                                                     "INSERT INTO participant (ticket_number, "
                                                     "address, seen_s) VALUES ('INC1', "
                                                     "'jane@a.example', 0),"
                                                     " ('INC2', 'jane@a.example', 0), ('INC2', "
                                                     "'maryjane@a.example', 0),"
                                                     " ('INC2', 'jane+x@a.example', 0);"
                                                     "INSERT INTO outbox (key, recipient, message, "
                                                     "tries, due_s, lease_until_s, added_s, "
                                                     "last_error)"
                                                     " VALUES ('" KEY(
                                                         1) ".create', 'jane@a.example', x'41', 0, "
                                                            "0, 0, 0, NULL),"
                                                            " ('" KEY(
                                                                1) ".create.joe@b.example', "
                                                                   "'joe@b.example', x'41', 0, 0, "
                                                                   "0, 0,"
                                                                   " 'not <jane@a.example>'),"
                                                                   " ('" KEY(
                                                                       2) ".create.jane@a.example',"
                                                                          " 'jane@a.example', "
                                                                          "NULL, 0, 0, 0, 0, NULL),"
                                                                          " ('" KEY(
                                                                              3) ".create', "
                                                                                 "'jane@a.example',"
                                                                                 " x'41', 0, 0, 0, "
                                                                                 "0, NULL);"
                                                                                 "INSERT INTO "
                                                                                 "passage "
                                                                                 "(ticket_number, "
                                                                                 "source, added_s, "
                                                                                 "fingerprint) "
                                                                                 "VALUES"
                                                                                 " ('INC1', '" KEY(1) "', 0, x'01'), ('INC1', '" KEY(
                                                                                     1) ".subject',"
                                                                                        " 0, "
                                                                                        "x'01'),"
                                                                                        " ('INC2', "
                                                                                        "'" KEY(2) ".create.jane@a.example', 0, x'01'), ('INC2', '" KEY(
                                                                                            2) "', "
                                                                                               "0, "
                                                                                               "x'"
                                                                                               "01'"
                                                                                               ");"
                                                                                               "INS"
                                                                                               "ERT"
                                                                                               " IN"
                                                                                               "TO "
                                                                                               "bud"
                                                                                               "get"
                                                                                               " ("
                                                                                               "key"
                                                                                               ", "
                                                                                               "sta"
                                                                                               "rt_"
                                                                                               "s, "
                                                                                               "end"
                                                                                               "_s,"
                                                                                               " us"
                                                                                               "ed)"
                                                                                               " VA"
                                                                                               "LUE"
                                                                                               "S "
                                                                                               "('"
                                                                                               "cre"
                                                                                               "ate"
                                                                                               " se"
                                                                                               "nde"
                                                                                               "r "
                                                                                               "jan"
                                                                                               "e@"
                                                                                               "a."
                                                                                               "exa"
                                                                                               "mpl"
                                                                                               "e "
                                                                                               "', "
                                                                                               "0, "
                                                                                               "0,"
                                                                                               " 1)"
                                                                                               ", "
                                                                                               "('"
                                                                                               "rep"
                                                                                               "ly "
                                                                                               "pai"
                                                                                               "r "
                                                                                               "INC"
                                                                                               "1 "
                                                                                               "jan"
                                                                                               "e@"
                                                                                               "a."
                                                                                               "exa"
                                                                                               "mpl"
                                                                                               "e',"
                                                                                               " 0,"
                                                                                               " 0,"
                                                                                               " 1)"
                                                                                               ", "
                                                                                               "('"
                                                                                               "rep"
                                                                                               "ly "
                                                                                               "sen"
                                                                                               "der"
                                                                                               " jo"
                                                                                               "e@"
                                                                                               "b."
                                                                                               "exa"
                                                                                               "mpl"
                                                                                               "e "
                                                                                               "', "
                                                                                               "0, "
                                                                                               "0, "
                                                                                               "1);"
                                                                                               "INS"
                                                                                               "ERT"
                                                                                               " IN"
                                                                                               "TO "
                                                                                               "tal"
                                                                                               "ly "
                                                                                               "(na"
                                                                                               "me,"
                                                                                               " co"
                                                                                               "unt"
                                                                                               ", "
                                                                                               "tot"
                                                                                               "al_"
                                                                                               "ms,"
                                                                                               " la"
                                                                                               "st_"
                                                                                               "s, "
                                                                                               "not"
                                                                                               "e) "
                                                                                               "VAL"
                                                                                               "UES"
                                                                                               " ('"
                                                                                               "x',"
                                                                                               " 1,"
                                                                                               " 0,"
                                                                                               " 0,"
                                                                                               " '"
                                                                                               "550"
                                                                                               " <"
                                                                                               "jan"
                                                                                               "e@"
                                                                                               "a."
                                                                                               "exa"
                                                                                               "mpl"
                                                                                               "e>'"
                                                                                               ");";

static char *
read_text(const Fixture *fixture, const char *sql)
{
    g_autoptr(GPtrArray) column = fixture_column(fixture, sql);
    assert_int_equal(column->len, 1);
    return g_strdup(g_ptr_array_index(column, 0));
}

static void
forget(const Fixture *fixture, gboolean is_dry_run, JournalForgotten *ret_forgotten)
{
    g_autoptr(Journal) journal = fixture_open(fixture);
    g_autoptr(PersonAddress) jane = person_address_new("Jane@a.example");
    g_autoptr(GError) error = NULL;
    if (!journal_forget(journal, jane, is_dry_run, ret_forgotten, &error))
        fail_msg("%s", error->message);
}

static void
assert_counts(const JournalForgotten *forgotten)
{
    assert_int_equal(forgotten->traces, 1);
    assert_int_equal(forgotten->mails, 2);
    assert_int_equal(forgotten->mentions, 3);
    assert_int_equal(forgotten->participants, 2);
    assert_int_equal(forgotten->threads, 2);
    assert_int_equal(forgotten->passages, 3);
    assert_int_equal(forgotten->replies, 2);
    assert_int_equal(forgotten->waiting, 1);
    assert_int_equal(forgotten->budgets, 2);
    assert_int_equal(forgotten->others_waiting, 1);
    assert_int_equal(forgotten->open_mails->len, 1);
    assert_string_equal(g_ptr_array_index(forgotten->open_mails, 0), KEY(3));
    assert_int_equal(forgotten->tagged->len, 1);
    assert_string_equal(g_ptr_array_index(forgotten->tagged, 0), "jane+x@a.example");
}

static void
she_is_erased_and_others_stay(void **state)
{
    static const struct {
        const char *sql, *value;
    } kept[] = {
        {"SELECT count(*) FROM mail WHERE step = 4", "3"},
        {"SELECT message_id FROM mail WHERE key LIKE '2%'", "2@b.example"},
        {"SELECT message_id FROM mail WHERE key LIKE '3%'", "3@a.example"},
        {"SELECT group_concat(recipients) FROM trace", "support@d.example"},
        {"SELECT subject || reason || steps FROM trace WHERE mail_key LIKE '2%'",
         "ask (erased) now<(erased)> is in Cc1\tcreate\t<(erased)>"},
        {"SELECT group_concat(message_id) FROM thread", "2@b.example,3@a.example"},
        {"SELECT group_concat(message_id) FROM referral", "x@b.example"},
        {"SELECT group_concat(address) FROM participant", "jane+x@a.example,maryjane@a.example"},
        {"SELECT group_concat(recipient) FROM (SELECT recipient FROM outbox ORDER BY 1) AS o",
         "jane@a.example,joe@b.example"},
        {"SELECT group_concat(last_error) FROM outbox", "not <(erased)>"},
        {"SELECT group_concat(source) FROM passage", KEY(2)},
        {"SELECT group_concat(key) FROM budget", "reply sender joe@b.example "},
        {"SELECT note FROM tally", "550 <(erased)>"},
    };
    const Fixture *fixture = *state;
    journal_close(fixture_open(fixture));
    fixture_run_sql(fixture, rows);
    g_auto(JournalForgotten) plan = {0};
    forget(fixture, TRUE, &plan);
    assert_counts(&plan);
    g_auto(JournalForgotten) forgotten = {0};
    forget(fixture, FALSE, &forgotten);
    assert_counts(&forgotten);
    for (guint i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_autofree char *value = read_text(fixture, kept[i].sql);
        assert_string_equal(value, kept[i].value);
    }
}

static void
what_is_kept_for_news_is_erased(void **state)
{
    const Fixture *fixture = *state;
    journal_close(fixture_open(fixture));
    fixture_run_sql(fixture, "INSERT INTO ticket (ticket_number, message_id, is_unproven, mails,"
                             " is_open, is_listed, added_s, changed_s, asked_s) VALUES"
                             " ('INC1', '1.jane@a.example', 0, 0, 1, 1, 0, 0, 0),"
                             " ('INC2', '2@b.example', 0, 0, 1, 1, 0, 0, 0);"
                             "INSERT INTO unreachable (address, since_s) VALUES"
                             " ('jane@a.example', 0), ('joe@b.example', 0);"
                             "INSERT INTO returned (ticket_number, address, mail_key, told_s)"
                             " VALUES ('INC1', 'jane@a.example', 'k', 0),"
                             " ('INC1', 'joe@b.example', 'l', 0);"
                             "INSERT INTO outbox (key, recipient, tries, due_s, lease_until_s,"
                             " added_s) VALUES ('news-INC1-1.news.jane@a.example',"
                             " 'jane@a.example', 0, 0, 0, 0);"
                             "INSERT INTO passage (ticket_number, source, added_s, fingerprint)"
                             " VALUES ('INC1', 'news-INC1-1.news.jane@a.example', 0, x'41')");
    g_auto(JournalForgotten) forgotten = {0};
    forget(fixture, FALSE, &forgotten);
    g_autofree char *ids = read_text(fixture, "SELECT group_concat(coalesce(message_id, '-'))"
                                              " FROM ticket");
    assert_string_equal(ids, "-,2@b.example");
    g_autofree char *left = read_text(fixture, "SELECT group_concat(address) FROM unreachable");
    assert_string_equal(left, "joe@b.example");
    g_autofree char *returned = read_text(fixture, "SELECT group_concat(address) FROM returned");
    assert_string_equal(returned, "joe@b.example");
    g_autofree char *told = read_text(fixture, "SELECT (SELECT count(*) FROM outbox) || ' ' ||"
                                               " (SELECT count(*) FROM passage)");
    assert_string_equal(told, "0 0");
}

/* More rows than a slice of any sweep. */
static void
many_rows_are_erased_in_slices(void **state)
{
    const Fixture *fixture = *state;
    journal_close(fixture_open(fixture));
    fixture_run_sql(
        fixture,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)"
        " INSERT INTO participant SELECT 'INC' || i,"
        " CASE WHEN i % 2 = 0 THEN 'jane@a.example' ELSE 'joe@b.example' END, 0, 0, 0, NULL"
        " FROM n");
    g_auto(JournalForgotten) forgotten = {0};
    forget(fixture, FALSE, &forgotten);
    assert_int_equal(forgotten.participants, 1250);
    g_autofree char *left = read_text(fixture, "SELECT count(*) FROM participant");
    assert_string_equal(left, "1250");
}

static void
a_mail_that_was_never_finished_is_over_after_a_week(void **state)
{
    const Fixture *fixture = *state;
    journal_close(fixture_open(fixture));
    fixture_run_sql(fixture, rows);
    fixture_run_sql(fixture, "UPDATE mail SET added_s = added_s - 8 * 86400");
    g_auto(JournalForgotten) forgotten = {0};
    forget(fixture, FALSE, &forgotten);
    assert_int_equal(forgotten.open_mails->len, 0);
    assert_int_equal(forgotten.traces, 2);
}

static void
a_tag_is_erased_with_what_is_counted_without_it(void **state)
{
    const Fixture *fixture = *state;
    journal_close(fixture_open(fixture));
    fixture_run_sql(fixture, "INSERT INTO budget (key, start_s, end_s, used) VALUES"
                             " ('reply sender jane@a.example ', 0, 0, 1),"
                             " ('create sender jane@a.example ', 0, 0, 1),"
                             " ('create sender jane+x@a.example ', 0, 0, 1)");
    g_autoptr(Journal) journal = fixture_open(fixture);
    g_autoptr(PersonAddress) jane = person_address_new("jane+x@a.example");
    g_auto(JournalForgotten) forgotten = {0};
    assert_true(journal_forget(journal, jane, FALSE, &forgotten, NULL));
    assert_int_equal(forgotten.budgets, 2);
}

static void
whose_mail_it_is_can_be_asked(void **state)
{
    const Fixture *fixture = *state;
    journal_close(fixture_open(fixture));
    fixture_run_sql(fixture, rows);
    g_autoptr(Journal) journal = fixture_open(fixture);
    g_autoptr(PersonAddress) jane = person_address_new("jane@a.example");
    static const struct {
        const char *key;
        JournalForgetMail mail;
    } cases[] = {{KEY(1), {TRUE, FALSE}},
                 {KEY(2), {FALSE, FALSE}},
                 {KEY(3), {TRUE, TRUE}},
                 {KEY(9), {FALSE, FALSE}}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        JournalForgetMail mail = {0};
        assert_true(journal_forget_find(journal, jane, cases[i].key, &mail, NULL));
        assert_int_equal(mail.is_theirs, cases[i].mail.is_theirs);
        assert_int_equal(mail.is_open, cases[i].mail.is_open);
    }
}

/* Whether a file of the journal has these bytes. */
static gboolean
has_bytes(const Fixture *fixture, const char *bytes)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (guint i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *path = g_strconcat(fixture->path, ends[i], NULL);
        g_autofree char *data = NULL;
        gsize size = 0;
        if (g_file_get_contents(path, &data, &size, NULL) &&
            memmem(data, size, bytes, strlen(bytes)) != NULL)
            return TRUE;
    }
    return FALSE;
}

static void
what_was_deleted_is_wiped_from_all_files(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    gboolean is_complete = FALSE;
    journal_close(fixture_open(fixture));
    fixture_run_sql(fixture, "PRAGMA secure_delete = OFF;"
                             "INSERT INTO participant VALUES ('INC1', 'zebrafish', 0, 0, 0, NULL);"
                             "INSERT INTO participant VALUES ('INC2', 'quagga', 0, 0, 0, NULL);"
                             "DELETE FROM participant WHERE address = 'zebrafish'");
    assert_true(has_bytes(fixture, "zebrafish"));
    g_autoptr(Journal) journal = fixture_open(fixture);
    assert_true(journal_forget_wipe(journal, &is_complete, NULL));
    assert_true(is_complete);
    assert_false(has_bytes(fixture, "zebrafish"));
    assert_true(has_bytes(fixture, "quagga"));
}

static void
a_reader_keeps_the_wipe_from_being_complete(void **state)
{
    fixture_only_sqlite();
    const Fixture *fixture = *state;
    sqlite3 *reader = NULL;
    sqlite3_stmt *statement = NULL;
    gboolean is_complete = TRUE;
    g_autoptr(Journal) journal = fixture_open(fixture);
    assert_int_equal(sqlite3_open(fixture->path, &reader), SQLITE_OK);
    fixture_run_sql(fixture, "INSERT INTO participant VALUES ('INC1', 'zebrafish', 0, 0, 0, NULL)");
    assert_int_equal(sqlite3_prepare_v2(reader, "SELECT * FROM participant", -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    journal_set_deadline(journal, g_get_monotonic_time());
    assert_true(journal_forget_wipe(journal, &is_complete, NULL));
    assert_false(is_complete);
    sqlite3_finalize(statement);
    sqlite3_close(reader);
    journal_set_deadline(journal, 0);
    assert_true(journal_forget_wipe(journal, &is_complete, NULL));
    assert_true(is_complete);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(each_column_is_decided),
        fixture_test(she_is_erased_and_others_stay),
        fixture_test(what_is_kept_for_news_is_erased),
        fixture_test(many_rows_are_erased_in_slices),
        fixture_test(a_mail_that_was_never_finished_is_over_after_a_week),
        fixture_test(a_tag_is_erased_with_what_is_counted_without_it),
        fixture_test(whose_mail_it_is_can_be_asked),
        fixture_test(what_was_deleted_is_wiped_from_all_files),
        fixture_test(a_reader_keeps_the_wipe_from_being_complete),
    };
    return cmocka_run_group_tests_name("journal_forget", tests, NULL, NULL);
}

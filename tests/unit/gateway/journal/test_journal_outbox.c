/* test_journal_outbox.c - confirmations: each once, held by one process, never forgotten. */
#include "tests/unit/journal_fixture.h"

#include <sys/resource.h>

#include "gateway/journal/journal_internal.h"
#include "gateway/journal/journal_outbox.h"

#define FAR_S G_GINT64_CONSTANT(4000000000)

static gint64
add(Journal *journal, const char *key, const char *text)
{
    g_autoptr(GBytes) message = g_bytes_new(text, strlen(text));
    g_autoptr(GError) error = NULL;
    OutboxItem item = {.recipient = (char *)"user@example.org", .message = message};

    assert_true(journal_outbox_add(journal, key, &item, &error));
    return item.id;
}

static void
a_reply_is_held_until_it_failed(void **state)
{
    g_autoptr(Journal) mine = fixture_open(*state);
    g_autoptr(Journal) other = fixture_open(*state);
    gint64 id = add(mine, "k1.created", "hello\r\n");

    assert_true(id > 0);
    assert_null(journal_outbox_next(other, FAR_S, NULL));
    assert_true(journal_outbox_failed(mine, id, 1000, NULL, NULL));
    assert_null(journal_outbox_next(other, 999, NULL));
    g_autoptr(OutboxItem) item = journal_outbox_next(other, 1000, NULL);
    assert_non_null(item);
    assert_int_equal(item->id, id);
    assert_int_equal(item->tries, 1);
    assert_string_equal(item->recipient, "user@example.org");
    assert_int_equal(g_bytes_get_size(item->message), 7);
    assert_memory_equal(g_bytes_get_data(item->message, NULL), "hello\r\n", 7);
    assert_null(journal_outbox_next(mine, FAR_S, NULL));
}

static void
a_clock_set_back_holds_no_reply(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    gint64 id = add(journal, "k1.created", "hello");

    assert_true(journal_outbox_failed(journal, id, 1000000, NULL, NULL));
    assert_null(journal_outbox_next(journal, 999000, NULL));
    g_autoptr(OutboxItem) item = journal_outbox_next(journal, 1000, NULL);
    assert_non_null(item);
}

static void
a_sent_reply_is_never_sent_again(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    gint64 id = add(journal, "k1.created", "hello");

    assert_true(journal_outbox_sent(journal, id, NULL));
    assert_int_equal(add(journal, "k1.created", "hello again"), -1);
    assert_true(journal_outbox_failed(journal, id, 0, NULL, NULL));
    assert_null(journal_outbox_next(journal, FAR_S, NULL));
    assert_int_not_equal(add(journal, "k1.closed", "another"), -1);
}

static void
the_same_key_is_the_same_reply(void **state)
{
    g_autoptr(Journal) mine = fixture_open(*state);
    g_autoptr(Journal) other = fixture_open(*state);
    gint64 id = add(mine, "k1.created", "first");

    assert_int_equal(add(mine, "k1.created", "second"), id);
    assert_int_equal(add(other, "k1.created", "third"), -1);
    assert_true(journal_outbox_failed(mine, id, 0, NULL, NULL));
    assert_int_equal(add(other, "k1.created", "fourth"), id);
    assert_true(journal_outbox_failed(other, id, 0, NULL, NULL));
    g_autoptr(OutboxItem) item = journal_outbox_next(mine, 0, NULL);
    assert_int_equal(g_bytes_get_size(item->message), 5);
    assert_memory_equal(g_bytes_get_data(item->message, NULL), "first", 5);
}

static int
add_and_die(const Fixture *fixture)
{
    g_autoptr(GBytes) message = g_bytes_new_static("hello", 5);
    Journal *journal = journal_open(fixture->path, NULL);
    OutboxItem item = {.recipient = (char *)"user@example.org", .message = message};

    return journal_outbox_add(journal, "k1.created", &item, NULL) ? 0 : 1;
}

static void
the_reply_of_a_dead_process_is_free_at_once(void **state)
{
    const Fixture *fixture = *state;

    assert_int_equal(fixture_in_child(add_and_die, fixture), 0);
    g_autoptr(Journal) journal = fixture_open(fixture);
    g_autoptr(OutboxItem) item = journal_outbox_next(journal, FAR_S, NULL);
    assert_non_null(item);
}

static void
the_oldest_goes_first(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    gint64 late = add(journal, "k1", "late");
    gint64 early = add(journal, "k2", "early");

    assert_true(journal_outbox_failed(journal, late, 200, NULL, NULL));
    assert_true(journal_outbox_failed(journal, early, 100, NULL, NULL));
    g_autoptr(OutboxItem) first = journal_outbox_next(journal, 300, NULL);
    assert_int_equal(first->id, early);
}

static void
an_empty_outbox_takes_no_lock(void **state)
{
    g_autoptr(Journal) writer = fixture_open(*state);
    g_autoptr(Journal) reader = fixture_open(*state);
    g_autoptr(GError) error = NULL;

    assert_true(journal_begin(writer, FALSE, NULL));
    journal_set_deadline(reader, g_get_monotonic_time() + G_USEC_PER_SEC);
    assert_null(journal_outbox_next(reader, FAR_S, &error));
    assert_null(error);
    assert_true(journal_commit(writer, NULL));
}

static void
finding_none_does_not_end_a_batch(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);

    assert_true(journal_begin(journal, FALSE, NULL));
    gint64 id = add(journal, "k1", "text");
    assert_null(journal_outbox_next(journal, 0, NULL));
    assert_true(journal_commit(journal, NULL));
    assert_int_equal(add(journal, "k1", "text"), id);
}

/* Keys of mails have 32 digits. */
#define MAIL_KEY "0123456789abcdef0123456789abcdef"

static void
what_waits_is_told_with_its_ticket_and_the_last_error(void **state)
{
    {
        g_autoptr(Journal) journal = fixture_open(*state);
        gint64 id = add(journal, MAIL_KEY ".create", "hello");
        assert_true(journal_outbox_failed(journal, id, 4000, "451 try later", NULL));
        assert_true(journal_outbox_sent(journal, add(journal, "k2.comment", "sent"), NULL));
        assert_true(journal_outbox_failed(journal, add(journal, "k3", "odd"), 3000, NULL, NULL));
    }
    fixture_run_sql(*state, "INSERT INTO mail (key, step, files_done, ticket_number, lease_until_s,"
                            " added_s) VALUES ('" MAIL_KEY "', 4, 0, 'INC0012345', 0, 0)");
    g_autoptr(Journal) journal = fixture_open(*state);
    g_autoptr(GPtrArray) list = journal_outbox_list(journal, NULL);
    assert_int_equal(list->len, 2);
    const OutboxWaiting *odd = g_ptr_array_index(list, 0);
    assert_string_equal(odd->kind, "");
    assert_null(odd->ticket_number);
    assert_null(odd->last_error);
    const OutboxWaiting *waiting = g_ptr_array_index(list, 1);
    assert_string_equal(waiting->recipient, "user@example.org");
    assert_string_equal(waiting->kind, "create");
    assert_string_equal(waiting->ticket_number, "INC0012345");
    assert_string_equal(waiting->last_error, "451 try later");
    assert_int_equal(waiting->tries, 1);
    assert_int_equal(waiting->due_s, 4000);
    assert_false(waiting->is_held);
}

static void
what_is_being_sent_is_told_so(void **state)
{
    g_autoptr(Journal) sender = fixture_open(*state);
    g_autoptr(Journal) reader = fixture_open(*state);
    add(sender, "k1.create", "hello");
    g_autoptr(GPtrArray) list = journal_outbox_list(reader, NULL);
    assert_int_equal(list->len, 1);
    assert_true(((const OutboxWaiting *)g_ptr_array_index(list, 0))->is_held);
}

/* What another host does each time after this handle looked at a row. With a lock on the whole
 * store it is this handle that writes it. */
static Journal *looking;
static const char *meanwhile;

static gboolean
is_gone_and_changed(const char *name, gint64 lease_until_s, gint64 now_s)
{
    (void)name;
    (void)lease_until_s;
    (void)now_s;
    assert_true(journal_execute(looking, NULL, NULL, meanwhile, ""));
    return TRUE;
}

static void
look_while(Journal *journal, const char *sql)
{
    static JournalOwnerKind kind;

    kind = *journal->owner.kind;
    kind.is_gone = is_gone_and_changed;
    journal->owner.kind = &kind;
    looking = journal;
    meanwhile = sql;
}

static void
a_reply_that_changed_since_it_was_seen_is_not_taken(void **state)
{
    static const char *const changes[] = {
        "UPDATE outbox SET lease_until_s = lease_until_s + 1",
        "UPDATE outbox SET owner = 'another'",
        "UPDATE outbox SET owner = NULL, due_s = 4000000060",
    };

    for (guint i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autofree char *key = g_strdup_printf("k%u.created", i);
        g_autoptr(Journal) mine = fixture_open(*state);
        g_autoptr(Journal) other = fixture_open(*state);
        gint64 id = add(other, key, "hello");
        look_while(mine, changes[i]);
        assert_null(journal_outbox_next(mine, FAR_S, NULL));
        assert_true(journal_execute(other, NULL, NULL, "UPDATE outbox SET owner = 'dead'", ""));
        assert_int_equal(add(mine, key, "hello"), -1);
        assert_true(journal_outbox_sent(other, id, NULL));
    }
}

static void
a_reply_that_is_lost_to_another_lets_the_next_go(void **state)
{
    g_autoptr(Journal) mine = fixture_open(*state);
    g_autoptr(Journal) other = fixture_open(*state);

    add(other, "k1", "lost");
    gint64 free_id = add(other, "k2", "free");
    assert_true(journal_outbox_failed(other, free_id, FAR_S - 1, NULL, NULL));
    look_while(mine, "UPDATE outbox SET owner = 'another' WHERE key = 'k1'");
    g_autoptr(OutboxItem) item = journal_outbox_next(mine, FAR_S, NULL);
    assert_non_null(item);
    assert_int_equal(item->id, free_id);
}

static void
many_replies_that_others_send_do_not_block_the_next(void **state)
{
    g_autoptr(Journal) sender = fixture_open(*state);
    g_autoptr(Journal) journal = fixture_open(*state);
    gint64 id = 0;

    assert_true(journal_begin(sender, FALSE, NULL));
    for (guint i = 0; i < 401; i++) {
        g_autofree char *key = g_strdup_printf("k%u", i);
        id = add(sender, key, "hello");
    }
    assert_true(journal_execute(sender, NULL, NULL, "UPDATE outbox SET due_s = id / 7", ""));
    assert_true(journal_commit(sender, NULL));
    assert_null(journal_outbox_next(journal, FAR_S, NULL));
    assert_true(journal_outbox_failed(sender, id, FAR_S, NULL, NULL));
    g_autoptr(OutboxItem) item = journal_outbox_next(journal, FAR_S, NULL);
    assert_non_null(item);
    assert_int_equal(item->id, id);
    assert_null(journal_outbox_next(journal, FAR_S, NULL));
}

static void
a_reply_that_another_took_over_is_not_read(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    gint64 id = add(journal, "k1", "hello");
    g_autoptr(OutboxItem) item = journal_outbox_read(journal, id, NULL);

    assert_non_null(item);
    assert_true(journal_execute(journal, NULL, NULL, "UPDATE outbox SET owner = 'another'", ""));
    assert_null(journal_outbox_read(journal, id, NULL));
}

static glong
most_memory_kib(void)
{
    struct rusage usage = {0};

    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

/* 100 MiB wait in the database. */
static void
only_one_message_at_a_time_comes_from_a_database(void **state)
{
    if (!postgres_fixture_is_used())
        skip();
    g_autoptr(Journal) journal = fixture_open(*state);

    fixture_run_sql(*state,
                    "INSERT INTO outbox (key, recipient, message, tries, due_s, lease_until_s,"
                    " added_s) SELECT 'k' || n, 'user@example.org',"
                    " convert_to(repeat('x', 262144), 'UTF8'), 0, n, 0, 0"
                    " FROM generate_series(1, 400) AS n");
    glong before_kib = most_memory_kib();
    g_autoptr(OutboxItem) item = journal_outbox_next(journal, FAR_S, NULL);
    assert_non_null(item);
    assert_int_equal(g_bytes_get_size(item->message), 262144);
    assert_true(most_memory_kib() - before_kib < 20 * 1024L);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_reply_is_held_until_it_failed),
        fixture_test(a_clock_set_back_holds_no_reply),
        fixture_test(a_sent_reply_is_never_sent_again),
        fixture_test(the_same_key_is_the_same_reply),
        fixture_test(the_reply_of_a_dead_process_is_free_at_once),
        fixture_test(the_oldest_goes_first),
        fixture_test(an_empty_outbox_takes_no_lock),
        fixture_test(finding_none_does_not_end_a_batch),
        fixture_test(what_waits_is_told_with_its_ticket_and_the_last_error),
        fixture_test(what_is_being_sent_is_told_so),
        fixture_test(a_reply_that_changed_since_it_was_seen_is_not_taken),
        fixture_test(a_reply_that_is_lost_to_another_lets_the_next_go),
        fixture_test(many_replies_that_others_send_do_not_block_the_next),
        fixture_test(a_reply_that_another_took_over_is_not_read),
        fixture_test(only_one_message_at_a_time_comes_from_a_database),
    };
    return cmocka_run_group_tests_name("journal_outbox", tests, NULL, NULL);
}

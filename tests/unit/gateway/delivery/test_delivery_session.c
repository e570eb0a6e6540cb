/* What is kept between messages, and one result for each recipient. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/delivery/delivery_session.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_trace.h"
#include "gateway/log.h"
#include "gateway/policy/mail_key.h"
#include "parsers/parse.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/postgres_fixture.h"

#define CREATED "{\"result\":{\"state\":\"inserted\",\"ticket_number\":\"INC0000007\"}}"

typedef struct {
    ApiFixture api;
    DeliverySession *session;
    guint serial;
} House;

static int
setup(void **state)
{
    House *house = g_new0(House, 1);
    log_silence();
    parse_init();
    api_fixture_start(&house->api);
    Config *config = house->api.delivery->config;
    config->is_reply_on = FALSE;
    house->session = delivery_session_new(config, NULL);
    assert_non_null(house->session);
    api_fixture_add_token(&house->api);
    *state = house;
    return 0;
}

static int
teardown(void **state)
{
    House *house = *state;
    delivery_session_free(house->session);
    api_fixture_stop(&house->api);
    g_free(house);
    return 0;
}

/* Delivers a new mail; returns the results as "0 75 67": exit statuses in the order of recipients.
 */
static char *
deliver(House *house, const char *recipients)
{
    g_auto(GStrv) list = g_strsplit(recipients, " ", 0);
    const Envelope envelope = {.sender = "user@customer.example",
                               .recipients = (const char *const *)list};
    g_autofree char *mail = g_strdup_printf(
        "From: user@customer.example\nSubject: x\nMessage-ID: <%u@customer.example>\n\nHello\n",
        house->serial++);
    GString *statuses = g_string_new(NULL);
    int fd = delivery_session_begin(house->session, NULL);
    assert_int_equal(write(fd, mail, strlen(mail)), strlen(mail));
    g_autoptr(GPtrArray) results =
        delivery_session_deliver(house->session, &envelope, strlen(mail));
    for (guint i = 0; i < results->len; i++)
        g_string_append_printf(
            statuses, "%s%d", i > 0 ? " " : "",
            delivery_error_exit_status(
                ((DeliverySessionResult *)g_ptr_array_index(results, i))->error));
    delivery_session_finish(house->session);
    return g_string_free(statuses, FALSE);
}

static void
expect(House *house, const char *recipients, const char *statuses)
{
    g_autofree char *found = deliver(house, recipients);
    assert_string_equal(found, statuses);
}

static void
connection_and_token_are_kept(void **state)
{
    House *house = *state;
    for (guint i = 0; i < 3; i++) {
        http_server_add_json(house->api.server, "201 Created", CREATED);
        expect(house, "s@desk.example", "0");
    }
    assert_int_equal(http_server_count(house->api.server), 4); /* one of them for the token */
    assert_int_equal(http_server_connections(house->api.server), 1);
}

static void
two_routes_make_two_tickets_with_a_result_each(void **state)
{
    House *house = *state;
    delivery_fixture_add_route(house->api.delivery, "noc", "noc@desk.example");
    http_server_add_json(house->api.server, "201 Created", CREATED);
    http_server_add_json(house->api.server, "429 Too Many Requests", "{}");
    expect(house, "s@desk.example noc@desk.example", "0 75");
    assert_int_equal(http_server_count(house->api.server), 3);
    assert_non_null(strstr(http_server_request(house->api.server, 2), "NETWORK"));
}

static void
recipients_of_one_route_share_ticket_and_result(void **state)
{
    House *house = *state;
    delivery_fixture_add_route(house->api.delivery, "noc", "noc@desk.example");
    http_server_add_json(house->api.server, "201 Created", CREATED);
    http_server_add_json(house->api.server, "429 Too Many Requests", "{}");
    expect(house, "a@desk.example noc@desk.example b@desk.example NOC@desk.example", "0 75 0 75");
    assert_int_equal(http_server_count(house->api.server), 3);
}

static void
each_recipient_hears_of_the_ticket(void **state)
{
    House *house = *state;
    static const char mail[] =
        "From: user@customer.example\nMessage-ID: <t@customer.example>\n\nHi\n";
    const char *const recipients[] = {"a@desk.example", "b@desk.example", NULL};
    const Envelope envelope = {.sender = "user@customer.example", .recipients = recipients};
    static const char *const outcomes[] = {"create", "duplicate"};
    http_server_add_json(house->api.server, "201 Created", CREATED);
    for (guint i = 0; i < G_N_ELEMENTS(outcomes); i++) {
        int fd = delivery_session_begin(house->session, NULL);
        assert_int_equal(write(fd, mail, strlen(mail)), strlen(mail));
        g_autoptr(GPtrArray) results =
            delivery_session_deliver(house->session, &envelope, strlen(mail));
        assert_int_equal(results->len, 2);
        for (guint j = 0; j < results->len; j++) {
            const DeliverySessionResult *result = g_ptr_array_index(results, j);
            assert_null(result->error);
            assert_string_equal(result->outcome, outcomes[i]);
            assert_string_equal(result->ticket_number, "INC0000007");
        }
    }
}

/* What `ticketgate trace` has of `word`: "outcome sender recipients message-id". */
static char *
trace_of(const House *house, const char *word)
{
    const JournalTraceQuery query = {.word = word, .max = 10};
    g_autoptr(Journal) journal = journal_open_configured(house->api.delivery->config, NULL);
    g_autoptr(GPtrArray) found = journal_trace_find(journal, &query, NULL);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const JournalTrace *trace = g_ptr_array_index(found, i);
        g_string_append_printf(text, "%s %s %s %s.", trace->outcome, trace->sender,
                               trace->recipients != NULL ? trace->recipients : "-",
                               trace->message_id != NULL ? trace->message_id : "-");
    }
    return g_string_free(text, FALSE);
}

static void
a_mail_that_is_not_taken_leaves_a_trace(void **state)
{
    House *house = *state;
    static const char beginning[] =
        "From: Ada <ada@customer.example>\nMessage-ID: <big@c.example>\n\nHi";
    const char *const recipients[] = {"s@desk.example", NULL};
    const Envelope envelope = {.sender = "bounces@customer.example", .recipients = recipients};
    g_autoptr(GError) large =
        g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_TOO_LARGE, "The message is too large");
    g_autoptr(GError) nowhere =
        g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_NO_ROUTE, "No tickets");

    int fd = delivery_session_begin(house->session, NULL);
    assert_int_equal(write(fd, beginning, strlen(beginning)), strlen(beginning));
    delivery_session_refuse(house->session, &envelope, strlen(beginning), large);
    g_autofree char *by_id = trace_of(house, "<big@c.example>");
    assert_string_equal(by_id, "bounce ada@customer.example s@desk.example big@c.example.");

    const Envelope bare = {.sender = "bounces@customer.example"};
    delivery_session_refuse(house->session, &bare, 0, nowhere);
    g_autofree char *by_sender = trace_of(house, "bounces@customer.example");
    assert_string_equal(by_sender, "bounce bounces@customer.example - -.");

    http_server_add_json(house->api.server, "201 Created", CREATED);
    expect(house, "s@desk.example", "0"); /* the session goes on */
}

static void
a_recipient_without_route_does_not_harm_the_others(void **state)
{
    House *house = *state;
    g_clear_pointer(&house->api.delivery->config->ci, g_free);
    delivery_fixture_add_route(house->api.delivery, "noc", "noc@desk.example");
    assert_false(delivery_session_has_route(house->session, "x@desk.example"));
    assert_true(delivery_session_has_route(house->session, "noc@desk.example"));
    http_server_add_json(house->api.server, "201 Created", CREATED);
    expect(house, "x@desk.example noc@desk.example y@desk.example", "67 0 67");
}

static void
a_journal_moved_aside_is_not_written_any_longer(void **state)
{
    House *house = *state;
    const char *path = house->api.delivery->config->journal_path;
    static const char *const suffixes[] = {"-wal", "-shm", ""};
    fixture_only_sqlite();
    http_server_add_json(house->api.server, "201 Created", CREATED);
    expect(house, "s@desk.example", "0");
    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *from = g_strconcat(path, suffixes[i], NULL);
        g_autofree char *to = g_strconcat(path, ".aside", suffixes[i], NULL);
        assert_int_equal(g_rename(from, to), 0);
    }
    http_server_add_json(house->api.server, "200 OK",
                         "{\"result\":[]}"); /* it is looked up first */
    http_server_add_json(house->api.server, "201 Created", CREATED);
    expect(house, "s@desk.example", "0");
    assert_true(g_file_test(path, G_FILE_TEST_EXISTS));
}

static void
no_journal_is_temporary_for_everyone(void **state)
{
    House *house = *state;
    delivery_fixture_lose_journal(house->api.delivery);
    expect(house, "a@desk.example b@desk.example", "75 75");
}

/* The journal stays open, but the claim of a mail that has to come again is released: another
 * process may get the mail. */
static void
a_mail_that_failed_is_given_up(void **state)
{
    House *house = *state;
    http_server_add_json(house->api.server, "403 Forbidden", "{}");
    expect(house, "s@desk.example", "75");
    g_autoptr(Journal) journal = journal_open_configured(house->api.delivery->config, NULL);
    g_autoptr(MailKey) key = mail_key_new("0@customer.example", NULL, NULL);
    JournalMail wanted = {.key = key->key, .reference_number = key->reference_number};
    g_autoptr(GError) error = NULL;
    g_autoptr(JournalMail) mail = journal_mail_claim(journal, &wanted, 60, 0, &error);
    assert_null(error);
    assert_int_equal(mail->step, JOURNAL_STEP_CLAIMED);
}

/* Whether this process has the file open. */
static gboolean
is_open(const char *wanted)
{
    g_autoptr(GDir) files = g_dir_open("/proc/self/fd", 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(files)) != NULL) {
        g_autofree char *link = g_build_filename("/proc/self/fd", name, NULL);
        g_autofree char *path = g_file_read_link(link, NULL);
        if (g_strcmp0(path, wanted) == 0)
            return TRUE;
    }
    return FALSE;
}

/* The disk is full, or its file system is gone: the next message opens the journal again. */
static void
after_a_fault_the_journal_is_opened_anew(void **state)
{
    House *house = *state;
    Config *config = house->api.delivery->config;
    fixture_only_sqlite(); /* a connection has no name among the files */
    http_server_add_json(house->api.server, "201 Created", CREATED);
    expect(house, "s@desk.example", "0");
    assert_true(is_open(config->journal_path));
    g_free(config->quarantine_path);
    config->quarantine_path = g_strdup("/proc/nonexistent");
    http_server_add_json(house->api.server, "400 Bad Request", "{}");
    api_fixture_add(&house->api, "{\"result\": []}");
    expect(house, "s@desk.example", "75");
    assert_false(is_open(config->journal_path));
    http_server_add_json(house->api.server, "201 Created", CREATED);
    expect(house, "s@desk.example", "0");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(connection_and_token_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(two_routes_make_two_tickets_with_a_result_each, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(recipients_of_one_route_share_ticket_and_result, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(each_recipient_hears_of_the_ticket, setup, teardown),
        cmocka_unit_test_setup_teardown(a_mail_that_is_not_taken_leaves_a_trace, setup, teardown),
        cmocka_unit_test_setup_teardown(a_recipient_without_route_does_not_harm_the_others, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_journal_moved_aside_is_not_written_any_longer, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(after_a_fault_the_journal_is_opened_anew, setup, teardown),
        cmocka_unit_test_setup_teardown(a_mail_that_failed_is_given_up, setup, teardown),
        cmocka_unit_test_setup_teardown(no_journal_is_temporary_for_everyone, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

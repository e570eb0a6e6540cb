/* One message on one route, where the API is not there; with a real desk it is tested end to end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include <string.h>

#include "gateway/delivery/delivery_context.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/policy/mail_key.h"
#include "gateway/quarantine/quarantine_kind.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "tests/unit/api_fixture.h"

static void
no_api_is_temporary_and_gives_the_claim_up(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_false(delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, NULL, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);

    g_autoptr(Journal) journal = journal_open(fixture->config->journal_path, NULL);
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    JournalMail wanted = {.key = key->key, .reference_number = key->reference_number};
    g_autoptr(JournalMail) mail =
        journal_mail_claim(journal, &wanted, 60, g_get_monotonic_time(), NULL);
    assert_non_null(mail);
    assert_int_equal(mail->step, JOURNAL_STEP_CLAIMED);
    assert_false(mail->is_new);
}

#define VACATION                                                                                   \
    "From: user@customer.example\nSubject: Away\nMessage-ID: <l@customer.example>\n"               \
    "Auto-Submitted: auto-replied\n\nx\n"

/* And kept, with the sign that it was ignored for. */
static void
what_is_ignored_is_done_without_the_api(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_true(delivery_fixture_deliver(fixture, VACATION, NULL, &error));
    assert_null(error);
    g_autoptr(MailKey) key = mail_key_new("l@customer.example", NULL, NULL);
    g_autoptr(QuarantineItem) item =
        quarantine_shelf_find(fixture->config->quarantine_path, key->key, NULL);
    assert_non_null(item);
    assert_string_equal(item->reason->kind, "ignored");
    assert_non_null(strstr(item->reason->text, "Auto-Submitted: auto-replied"));
}

/* Not lost: it comes again. */
static void
what_is_to_be_ignored_and_cannot_be_kept_waits(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(fixture->config->quarantine_path, "", 0, NULL));
    assert_false(delivery_fixture_deliver(fixture, VACATION, NULL, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);
    assert_int_equal(unlink(fixture->config->quarantine_path), 0);
    assert_true(delivery_fixture_deliver(fixture, VACATION, NULL, NULL));
}

static void
without_room_for_them_ignored_mails_are_not_kept(void **state)
{
    const DeliveryFixture *fixture = *state;
    fixture->config->ignored_max = 0;
    assert_true(delivery_fixture_deliver(fixture, VACATION, NULL, NULL));
    assert_false(g_file_test(fixture->config->quarantine_path, G_FILE_TEST_EXISTS));
}

/* The reply that nobody took yet, and that is due again by and by. (transfer full) */
static OutboxItem *
next_reply(Journal *journal)
{
    gint64 later_s = g_get_real_time() / G_USEC_PER_SEC + 24 * 60 * 60;
    return journal_outbox_next(journal, later_s, NULL);
}

/* An earlier try made the ticket that follows a finished one, and died before its reply. */
static void
a_resumed_follow_up_says_that_it_is_one(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(Journal) journal = journal_open(fixture->config->journal_path, NULL);
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    JournalMail wanted = {.key = key->key, .reference_number = key->reference_number};
    g_autoptr(JournalMail) mail = journal_mail_claim(journal, &wanted, 60, 0, NULL);
    mail->step = JOURNAL_STEP_TICKETED;
    mail->action = g_strdup("create");
    mail->ticket_number = g_strdup("INC0000002");
    mail->named_ticket = g_strdup("INC0000001");
    mail->is_follow_up = TRUE;
    assert_true(journal_mail_record(journal, mail, TRUE, NULL));
    assert_true(journal_mail_release(journal, mail, NULL));

    g_autoptr(GError) error = NULL;
    assert_true(delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, NULL, &error));
    g_autoptr(OutboxItem) reply = next_reply(journal);
    assert_non_null(reply);
    const char *text = g_bytes_get_data(reply->message, NULL);
    assert_non_null(g_strstr_len(text, -1, "Ticket INC0000001 is finished"));
    assert_non_null(g_strstr_len(text, -1, "INC0000002"));
}

/* One more mail of a storm is not answered, whatever [mail] reply_on_comment says. */
static void
a_resumed_storm_is_not_answered(void **state)
{
    const DeliveryFixture *fixture = *state;
    fixture->config->is_reply_on_comment = TRUE;
    for (guint is_storm = 0; is_storm < 2; is_storm++) {
        g_autofree char *text =
            g_strdup_printf("From: user%u@customer.example\nMessage-ID: <s%u@c.example>\n\nx\n",
                            is_storm, is_storm);
        g_autofree char *id = g_strdup_printf("s%u@c.example", is_storm);
        g_autoptr(Journal) journal = journal_open(fixture->config->journal_path, NULL);
        g_autoptr(MailKey) key = mail_key_new(id, NULL, NULL);
        JournalMail wanted = {.key = key->key, .reference_number = key->reference_number};
        g_autoptr(JournalMail) mail = journal_mail_claim(journal, &wanted, 60, 0, NULL);
        mail->step = JOURNAL_STEP_TICKETED;
        mail->action = g_strdup("comment");
        mail->ticket_number = g_strdup("INC0000002");
        mail->is_storm = is_storm == 1;
        assert_true(journal_mail_record(journal, mail, TRUE, NULL));
        assert_true(journal_mail_release(journal, mail, NULL));
        assert_true(delivery_fixture_deliver(fixture, text, NULL, NULL));
        g_autoptr(OutboxItem) reply = next_reply(journal);
        assert_int_equal(reply != NULL, !is_storm);
        assert_true(reply == NULL || journal_outbox_sent(journal, reply->id, NULL));
    }
}

/* A comment that comes too late: the ticket is finished, which the sender is told. */
static void
an_update_that_the_state_forbids_makes_a_follow_up(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Journal) journal = journal_open(fixture->delivery->config->journal_path, NULL);
    assert_true(journal_participant_add(journal, "INC0000001", "user@customer.example",
                                        STANDING_PARTICIPANT, NULL));
    api_fixture_add_token(fixture);
    api_fixture_add(fixture, "{\"result\": {\"ticket_number\": \"INC0000001\", "
                             "\"reference_number\": \"R\", \"state\": \"New\"}}");
    http_server_add_json(fixture->server, "412 Precondition Failed", "{}");
    http_server_add_json(fixture->server, "201 Created",
                         "{\"result\": {\"ticket_number\": \"INC0000007\"}}");
    g_autoptr(GError) error = NULL;
    assert_true(delivery_fixture_deliver(fixture->delivery,
                                         "From: user@customer.example\nSubject: Re: [INC0000001] "
                                         "x\nMessage-ID: <a@customer.example>\n\nHello\n",
                                         NULL, &error));
    assert_true(g_str_has_prefix(api_fixture_last_request(fixture), "POST /NewIncident "));
    assert_non_null(strstr(api_fixture_last_request(fixture), "INC0000001"));
    g_autoptr(OutboxItem) reply = next_reply(journal);
    const char *text = g_bytes_get_data(reply->message, NULL);
    assert_non_null(g_strstr_len(text, -1, "Ticket INC0000001 is finished"));
}

/* The operator finds it, with what the ticket system said. */
static void
a_refused_mail_is_kept_with_its_reason(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "400 Bad Request",
                         "{\"error\": {\"message\": \"type not allowed\"}}");
    api_fixture_add(fixture, "{\"result\": []}");
    g_autoptr(GError) error = NULL;
    assert_false(delivery_fixture_deliver(fixture->delivery, DELIVERY_FIXTURE_MAIL, NULL, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED));
    g_autoptr(GPtrArray) items =
        quarantine_shelf_list(fixture->delivery->config->quarantine_path, NULL);
    assert_int_equal(items->len, 1);
    const QuarantineItem *item = g_ptr_array_index(items, 0);
    assert_string_equal(item->reason->kind, "refused");
    assert_string_equal(item->reason->text,
                        "The ticket system refuses the message: type not allowed");
}

#define ALARM_HEAD "From: alarm@monitor.example\nMessage-ID: <alarm.1@monitor.example>\n"

/* How many tickets were asked for. */
static guint
count_creates(const ApiFixture *fixture)
{
    guint count = 0;
    for (guint i = 0; i < http_server_count(fixture->server); i++)
        if (g_str_has_prefix(http_server_request(fixture->server, i), "POST /NewIncident "))
            count++;
    return count;
}

static void
add_create(const ApiFixture *fixture, const char *number)
{
    g_autofree char *json = g_strdup_printf("{\"result\": {\"ticket_number\": \"%s\"}}", number);
    http_server_add_json(fixture->server, "201 Created", json);
}

/* Who predicts a Message-ID cannot have the mail that has it taken for delivered. */
static void
an_ignored_mail_does_not_take_the_message_id(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    add_create(fixture, "INC0000001");
    assert_true(delivery_fixture_deliver(
        fixture->delivery, ALARM_HEAD "Auto-Submitted: auto-replied\n\nx\n", NULL, NULL));
    assert_int_equal(http_server_count(fixture->server), 0);
    assert_true(delivery_fixture_deliver(fixture->delivery, ALARM_HEAD "\nIt burns\n", NULL, NULL));
    assert_int_equal(count_creates(fixture), 1);
    assert_non_null(strstr(api_fixture_last_request(fixture), "It burns"));
    assert_true(delivery_fixture_deliver(fixture->delivery, ALARM_HEAD "\nIt burns\n", NULL, NULL));
    assert_int_equal(count_creates(fixture), 1);
}

/* A device gives all its mails one Message-ID: each of five events is a ticket, and each is one. */
static void
each_mail_of_a_device_with_one_message_id_makes_its_ticket(void **state)
{
    const ApiFixture *fixture = *state;
    fixture->delivery->config->budget.limits[CONFIG_BUDGET_CREATE].per_sender = 0;
    api_fixture_add_token(fixture);
    for (guint try = 0; try < 2; try++)
        for (guint i = 0; i < 5; i++) {
            g_autofree char *number = g_strdup_printf("INC000000%u", i + 1);
            g_autofree char *text = g_strdup_printf(
                ALARM_HEAD "Date: Mon, 2 Nov 2026 10:00:0%u +0100\n\nEvent %u\n", i / 2, i);
            if (try == 0)
                add_create(fixture, number);
            assert_true(delivery_fixture_deliver(fixture->delivery, text, NULL, NULL));
        }
    assert_int_equal(count_creates(fixture), 5);
}

/* A mail that was begun by somebody else with the same Message-ID is not gone on with. */
static void
another_mails_steps_are_not_gone_on_with(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    add_create(fixture, "INC0000001");
    http_server_add_json(fixture->server, "503 Service Unavailable", "{}");
    static const char attack[] =
        "From: eve@other.example\nMessage-ID: <alarm.1@monitor.example>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\nContent-Disposition: "
        "attachment; filename=a.bin\n\naaaaaaaa\n--b\nContent-Disposition: attachment; "
        "filename=b.bin\n\naaaaaaaa\n--b--\n";
    fixture->delivery->config->attachments_per_request = 12;
    assert_false(delivery_fixture_deliver(fixture->delivery, attack, NULL, NULL));
    assert_true(g_str_has_prefix(api_fixture_last_request(fixture), "PATCH /UpdateIncident "));
    add_create(fixture, "INC0000002");
    assert_true(delivery_fixture_deliver(fixture->delivery, ALARM_HEAD "\nIt burns\n", NULL, NULL));
    assert_int_equal(count_creates(fixture), 2);
}

/* The same mail, once through each of two lists that write below it. */
static void
two_copies_through_two_lists_are_one_mail(void **state)
{
    const ApiFixture *fixture = *state;
    api_fixture_add_token(fixture);
    add_create(fixture, "INC0000001");
    static const char *const copies[] = {
        "Received: by one\nList-Id: <all.lists.example>\nSubject: [all] Printer\n"
        "Date: Mon, 2 Nov 2026 10:00:00 +0100\nFrom: ann@customer.example\n"
        "Message-ID: <a@customer.example>\n\nIt is on fire.\n"
        "______________\nall mailing list\nall@lists.example\n",
        "Received: by two\nList-Id: <it.lists.example>\nSubject: [it] Printer\n"
        "Date: Mon, 2 Nov 2026 10:00:00 +0100\nFrom: ann@customer.example\n"
        "Message-ID: <a@customer.example>\n\nIt is on fire.\n\n"
        "-- \nTo leave: https://lists.example/it\n",
    };
    for (guint i = 0; i < G_N_ELEMENTS(copies); i++)
        assert_true(delivery_fixture_deliver(fixture->delivery, copies[i], NULL, NULL));
    assert_int_equal(count_creates(fixture), 1);
}

/* How many mails the Maildir of a kind holds. */
static guint
count_kept(const ApiFixture *fixture, const char *kind)
{
    g_autofree char *directory = quarantine_kind_directory(
        quarantine_kind_of(kind), fixture->delivery->config->quarantine_path);
    g_autoptr(GPtrArray) items = quarantine_shelf_list(directory, NULL);
    return items->len;
}

/* The ticket system mails us about each comment of ours, which makes another: it ends. */
static void
a_loop_with_the_ticket_system_ends(void **state)
{
    const ApiFixture *fixture = *state;
    static const char ticket[] = "{\"result\": {\"ticket_number\": \"INC0000001\", "
                                 "\"reference_number\": \"R\", \"state\": \"New\"}}";
    guint n_rounds = 0;
    api_fixture_add_token(fixture);
    for (guint i = 0; i < 60; i++) {
        g_autofree char *text = g_strdup_printf(
            "From: tickets@system.example\nX-ServiceNow-Generated: true\nMessage-ID: "
            "<n%u@system.example>\nSubject: INC0000001 was updated\n\nComment %u\n",
            i, i);
        guint before = http_server_count(fixture->server);
        if (i < 40)
            for (guint j = 0; j < 2; j++)
                api_fixture_add(fixture, ticket);
        else
            api_fixture_add(fixture, ticket);
        assert_true(delivery_fixture_deliver(fixture->delivery, text, NULL, NULL));
        n_rounds +=
            http_server_count(fixture->server) > before &&
                    g_str_has_prefix(api_fixture_last_request(fixture), "PATCH /UpdateIncident ")
                ? 1
                : 0;
    }
    assert_in_range(n_rounds, 1, 50);
    assert_int_equal(count_kept(fixture, QUARANTINE_FLOOD), 60 - n_rounds);
}

/* Where the operator names it, it does not even begin; and its mail is kept. */
static void
mail_of_the_ticket_system_is_ignored_and_kept(void **state)
{
    const ApiFixture *fixture = *state;
    char *senders[] = {(char[]){"tickets@system.example"}, NULL};
    fixture->delivery->config->ticket_system_senders = senders;
    assert_true(delivery_fixture_deliver(fixture->delivery,
                                         "From: Tickets@system.example\nSubject: INC0000001 was "
                                         "updated\nMessage-ID: <n@system.example>\n\nx\n",
                                         NULL, NULL));
    fixture->delivery->config->ticket_system_senders = NULL;
    assert_int_equal(http_server_count(fixture->server), 0);
    assert_int_equal(count_kept(fixture, QUARANTINE_IGNORED), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(no_api_is_temporary_and_gives_the_claim_up),
        delivery_fixture_test(what_is_ignored_is_done_without_the_api),
        delivery_fixture_test(what_is_to_be_ignored_and_cannot_be_kept_waits),
        delivery_fixture_test(without_room_for_them_ignored_mails_are_not_kept),
        delivery_fixture_test(a_resumed_follow_up_says_that_it_is_one),
        delivery_fixture_test(a_resumed_storm_is_not_answered),
        api_fixture_test(an_update_that_the_state_forbids_makes_a_follow_up),
        api_fixture_test(a_refused_mail_is_kept_with_its_reason),
        api_fixture_test(an_ignored_mail_does_not_take_the_message_id),
        api_fixture_test(each_mail_of_a_device_with_one_message_id_makes_its_ticket),
        api_fixture_test(another_mails_steps_are_not_gone_on_with),
        api_fixture_test(two_copies_through_two_lists_are_one_mail),
        api_fixture_test(a_loop_with_the_ticket_system_ends),
        api_fixture_test(mail_of_the_ticket_system_is_ignored_and_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Which mail a claim is for, if several have the same Message-ID. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery/mail_claim.h"
#include "tests/unit/api_fixture.h"

#define ALARM_HEAD "From: alarm@monitor.example\nMessage-ID: <alarm.1@monitor.example>\n"

/* The number of tickets that were created. */
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

/* Somebody who predicts a Message-ID cannot make the real mail count as delivered. */
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

/* A device gives all its mails the same Message-ID: each of five events becomes one ticket. */
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

/* A mail that somebody else began with the same Message-ID is not continued. */
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

/* The same mail through two lists, each of which adds text below it. */
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

/* A dry run uses the same name for the mail as a delivery, and leaves nothing behind. */
static void
a_dry_run_has_the_name_of_the_delivery(void **state)
{
    const DeliveryFixture *fixture = *state;
    Intake intake = {.letter = letter_new(),
                     .identity = {.message_id = (char[]){"a@customer.example"}}};
    DeliveryContext context = {.config = fixture->config, .intake = &intake};
    const Route route = {.name = "noc"};
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, "noc");
    g_auto(RouteMail) mail;
    route_mail_init(&mail, &context, &route);
    mail_claim_assume(&mail);
    assert_string_equal(mail.key->key, key->key);
    assert_string_equal(mail.record->key, key->key);
    assert_int_equal(mail.record->step, JOURNAL_STEP_CLAIMED);
    assert_int_equal(mail.record->plan_bytes, fixture->config->attachments_per_request);
    assert_false(g_file_test(fixture->config->journal_path, G_FILE_TEST_EXISTS));
    letter_free(intake.letter);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(an_ignored_mail_does_not_take_the_message_id),
        api_fixture_test(each_mail_of_a_device_with_one_message_id_makes_its_ticket),
        api_fixture_test(another_mails_steps_are_not_gone_on_with),
        api_fixture_test(two_copies_through_two_lists_are_one_mail),
        delivery_fixture_test(a_dry_run_has_the_name_of_the_delivery),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

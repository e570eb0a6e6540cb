/* A decision of an earlier try is carried out, and the sender is told what was decided then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/delivery_error.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/policy/mail_key.h"
#include "tests/unit/ticket_fixture.h"

/* The confirmation in the outbox, which is due again later. (transfer full) */
static OutboxItem *
next_reply(Journal *journal)
{
    gint64 later_s = g_get_real_time() / G_USEC_PER_SEC + 24 * 60 * 60;
    return journal_outbox_next(journal, later_s, NULL);
}

/* An earlier try made the ticket that follows a closed one, and crashed before its confirmation. */
static void
a_resumed_follow_up_says_that_it_is_one(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
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

/* One more mail of a storm gets no confirmation, whatever [mail] reply_on_comment says. */
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
        g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
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

/* Records an earlier try that made a ticket, did `action`, and stopped. */
static void
leave_behind(const DeliveryFixture *fixture, const char *action)
{
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    JournalMail wanted = {.key = key->key, .reference_number = key->reference_number};
    g_autoptr(JournalMail) mail = journal_mail_claim(journal, &wanted, 60, 0, NULL);
    mail->step = JOURNAL_STEP_TICKETED;
    mail->action = g_strdup(action);
    mail->ticket_number = g_strdup("INC0000002");
    assert_true(journal_mail_record(journal, mail, TRUE, NULL));
    assert_true(journal_mail_release(journal, mail, NULL));
}

/* It is not a create, whose confirmation would tell the sender something that never happened. */
static void
an_action_that_is_not_known_is_not_gone_on_with(void **state)
{
    static const char *const actions[] = {"merge", "ignore", "Create", "", NULL};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(actions); i++) {
        void *row_state = NULL;
        delivery_fixture_setup(&row_state);
        const DeliveryFixture *fixture = row_state;
        g_autoptr(GError) error = NULL;
        leave_behind(fixture, actions[i]);
        if (delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, NULL, &error))
            fail_msg("'%s' was gone on with", actions[i] != NULL ? actions[i] : "(null)");
        assert_int_equal(delivery_error_exit_status(error), 75);
        assert_non_null(strstr(error->message, "INC0000002"));
        g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
        g_autoptr(OutboxItem) left = next_reply(journal);
        assert_null(left);
        delivery_fixture_teardown(&row_state);
    }
}

/* Customer Connect: the sender hears after a crash, too, that the desk was asked. */
static void
a_resumed_request_to_the_desk_is_confirmed_as_one(void **state)
{
    const DeliveryFixture *fixture = *state;
    leave_behind(fixture, "comment, reopen asked");
    assert_true(delivery_fixture_deliver(fixture, DELIVERY_FIXTURE_MAIL, NULL, NULL));
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    g_autoptr(OutboxItem) reply = next_reply(journal);
    const char *text = g_bytes_get_data(reply->message, NULL);
    assert_non_null(g_strstr_len(text, -1, "the desk was asked to open"));
}

static void
each_action_that_leaves_a_ticket_is_gone_on_with(void **state)
{
    static const char *const actions[] = {"create", "comment", "close", "reopen",
                                          "comment, close asked"};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(actions); i++) {
        void *row_state = NULL;
        delivery_fixture_setup(&row_state);
        g_autoptr(GError) error = NULL;
        leave_behind(row_state, actions[i]);
        if (!delivery_fixture_deliver(row_state, DELIVERY_FIXTURE_MAIL, NULL, &error))
            fail_msg("%s: %s", actions[i], error->message);
        delivery_fixture_teardown(&row_state);
    }
}

/* For the next try, a ticket that this mail closed looks closed for good. */
static void
a_close_is_written_down_before_it_is_sent(void **state)
{
    TicketFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->api.delivery->config->policy_close = CONFIG_WHO_ANYONE;
    api_fixture_add(&fixture->api, TICKET("Resolved"));
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}");
    assert_false(ticket_fixture_deliver(fixture, TICKET_ANSWER("#close"), &error));
    assert_non_null(strstr(api_fixture_last_request(&fixture->api), "\"action\":\"Close\""));
    g_autoptr(Journal) journal = journal_open_configured(fixture->api.delivery->config, NULL);
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    g_autoptr(JournalMail) mail = journal_mail_find(journal, key->key, NULL);
    assert_string_equal(mail->action, "close");
    assert_string_equal(mail->ticket_number, "INC0000001");
    api_fixture_add(&fixture->api, TICKET("Closed"));
    g_clear_error(&error);
    assert_true(ticket_fixture_deliver(fixture, TICKET_ANSWER("#close"), &error));
    assert_int_equal(ticket_fixture_count(fixture, "PATCH /UpdateIncident"), 1);
}

/* A comment has the ticket's own reference number at every try. */
static void
a_resumed_comment_keeps_the_reference_of_its_ticket(void **state)
{
    TicketFixture *fixture = *state;
    static const char mail[] =
        "From: user@customer.example\nSubject: Re: [INC0000001] Printer\nMessage-ID: "
        "<a@customer.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\n\nSee files\n" TICKET_FILES "--b--\n";
    fixture->api.delivery->config->attachments_per_request = 4;
    api_fixture_add(&fixture->api, TICKET("New"));
    api_fixture_add(&fixture->api, TICKET("New"));
    http_server_add_json(fixture->api.server, "503 Service Unavailable", "{}");
    assert_false(ticket_fixture_deliver(fixture, mail, NULL));
    for (guint i = 0; i < 3; i++)
        api_fixture_add(&fixture->api, TICKET("New"));
    assert_true(ticket_fixture_deliver(fixture, mail, NULL));
    assert_true(http_server_count(fixture->api.server) > 4);
    for (guint i = 2; i < http_server_count(fixture->api.server); i++)
        assert_non_null(
            strstr(http_server_request(fixture->api.server, i), "\"reference_number\":\"R\""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(a_resumed_follow_up_says_that_it_is_one),
        delivery_fixture_test(a_resumed_storm_is_not_answered),
        delivery_fixture_test(a_resumed_request_to_the_desk_is_confirmed_as_one),
        cmocka_unit_test(an_action_that_is_not_known_is_not_gone_on_with),
        cmocka_unit_test(each_action_that_leaves_a_ticket_is_gone_on_with),
        ticket_fixture_test(a_close_is_written_down_before_it_is_sent),
        ticket_fixture_test(a_resumed_comment_keeps_the_reference_of_its_ticket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

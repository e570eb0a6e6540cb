/* test_submission.c - against a small SMTP server on loopback. */
#include "tests/unit/journal_fixture.h"

#include "gateway/reply/submission.h"
#include "tests/unit/smtp_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static gboolean
send_to(SmtpServer *server, const char *recipient, const char *text, GError **error)
{
    g_autoptr(GBytes) message = g_bytes_new(text, strlen(text));
    Config config = {.submission = server->url};

    return submission_send(
        &config, recipient, message,
        g_get_monotonic_time() + (server->is_waited_out ? 1 : 60) * (G_USEC_PER_SEC / 2), error);
}

static void
hands_the_mail_over(void **state)
{
    SmtpServer server = {0};
    g_autoptr(GError) error = NULL;

    (void)state;
    smtp_server_start(&server);
    assert_true(send_to(&server, "user@example.org", "Subject: x\r\n\r\n.dot\r\nend\r\n", &error));
    assert_null(error);
    assert_non_null(strstr(server.heard->str, "MAIL FROM:<>\n"));
    assert_non_null(strstr(server.heard->str, "RCPT TO:<user@example.org>\n"));
    assert_non_null(strstr(server.heard->str, "DATA\nSubject: x\n\n..dot\nend\n.\n"));
    smtp_server_stop(&server);
}

static void
tells_of_addresses_beyond_ascii(void **state)
{
    SmtpServer server = {.has_smtputf8 = TRUE};

    (void)state;
    smtp_server_start(&server);
    assert_true(send_to(&server, "r\xc3\xa9mi@example.org", "x\r\n", NULL));
    assert_non_null(strstr(server.heard->str, "MAIL FROM:<> "));
    assert_non_null(strstr(server.heard->str, " SMTPUTF8"));
    assert_non_null(strstr(server.heard->str, "RCPT TO:<r\xc3\xa9mi@example.org>"));
    smtp_server_stop(&server);
}

static void
answers_lead_to_the_right_error(void **state)
{
    const struct {
        SmtpServer server;
        DeliveryError code;
    } rows[] = {
        {{.rcpt = "550 5.1.1 no such user"}, DELIVERY_ERROR_MESSAGE},
        {{.rcpt = "553 no"}, DELIVERY_ERROR_MESSAGE},
        {{.rcpt = "450 4.2.0 greylisted"}, DELIVERY_ERROR_TEMPORARY},
        {{.mail = "550 no null sender"}, DELIVERY_ERROR_TEMPORARY},
        {{.mail = "451 later"}, DELIVERY_ERROR_TEMPORARY},
        {{.greeting = "554 go away"}, DELIVERY_ERROR_TEMPORARY},
        {{.greeting = "421 later"}, DELIVERY_ERROR_TEMPORARY},
        {{.data = "554 no"}, DELIVERY_ERROR_MESSAGE},
        {{.data = "451 later"}, DELIVERY_ERROR_TEMPORARY},
        {{.end = "552 too large"}, DELIVERY_ERROR_MESSAGE},
        {{.end = "452 disk full"}, DELIVERY_ERROR_TEMPORARY},
        {{.greeting = SMTP_SERVER_DROP}, DELIVERY_ERROR_TEMPORARY},
        {{.rcpt = SMTP_SERVER_DROP}, DELIVERY_ERROR_TEMPORARY},
        {{.end = SMTP_SERVER_DROP}, DELIVERY_ERROR_TEMPORARY},
        {{.rcpt = "nonsense", .is_waited_out = TRUE}, DELIVERY_ERROR_TEMPORARY},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SmtpServer server = rows[i].server;
        g_autoptr(GError) error = NULL;
        smtp_server_start(&server);
        assert_false(send_to(&server, "user@example.org", "x\r\n", &error));
        smtp_server_stop(&server);
        if (error == NULL || (DeliveryError)error->code != rows[i].code)
            fail_msg("row %u: %s", i, error != NULL ? error->message : "no error");
        assert_error(error, rows[i].code);
    }
}

static void
evil_recipients_reach_nobody(void **state)
{
    static const char *const recipients[] = {"a@example.org>\r\nRCPT TO:<b@example.org", "",
                                             "a b@example.org"};
    Config config = {.submission = (char[]){"smtp://127.0.0.1:1"}};
    g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(recipients); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(submission_send(&config, recipients[i], message, 0, &error));
        assert_error(error, DELIVERY_ERROR_MESSAGE);
    }
}

static void
no_server_no_time_and_no_smtp_are_temporary(void **state)
{
    static const struct {
        const char *url;
        gint64 deadline_us;
    } rows[] = {
        {"smtp://127.0.0.1:1", 0}, {"smtp://127.0.0.1:1", 1}, {"file:///etc/passwd", 0},
        {"http://127.0.0.1:1", 0}, {"nonsense\r\n", 0},
    };
    g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *url = g_strdup(rows[i].url);
        Config config = {.submission = url};
        g_autoptr(GError) error = NULL;
        assert_false(
            submission_send(&config, "user@example.org", message, rows[i].deadline_us, &error));
        assert_error(error, DELIVERY_ERROR_TEMPORARY);
    }
}

/* A server that says nothing costs the deadline, not more. */
static void
a_silent_server_ends_at_the_deadline(void **state)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    g_autofree char *url =
        g_strdup_printf("smtp://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
    Config config = {.submission = url};
    assert_false(submission_send(&config, "user@example.org", message,
                                 g_get_monotonic_time() + 100000, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    close(listener);
}

/* The reply is with the mail server: nobody waits the two minutes that libcurl would. */
static void
a_server_that_ignores_quit_is_left(void **state)
{
    SmtpServer server = {.is_quit_ignored = TRUE};

    (void)state;
    smtp_server_start(&server);
    assert_true(send_to(&server, "user@example.org", "Subject: x\r\n\r\nx\r\n", NULL));
    smtp_server_stop(&server);
    assert_int_equal(server.n_quits, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_the_mail_over),
        cmocka_unit_test(tells_of_addresses_beyond_ascii),
        cmocka_unit_test(answers_lead_to_the_right_error),
        cmocka_unit_test(evil_recipients_reach_nobody),
        cmocka_unit_test(no_server_no_time_and_no_smtp_are_temporary),
        cmocka_unit_test(a_silent_server_ends_at_the_deadline),
        cmocka_unit_test(a_server_that_ignores_quit_is_left),
    };
    return cmocka_run_group_tests_name("submission", tests, NULL, NULL);
}

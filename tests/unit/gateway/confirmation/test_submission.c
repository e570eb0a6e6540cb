/* test_submission.c - sends to a small SMTP server on loopback. */
#include "tests/unit/journal_fixture.h"

#include "gateway/confirmation/submission.h"
#include "tests/unit/private_file_fixture.h"
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
        &config, &(SubmissionMail){.recipient = recipient, .message = message},
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

/* News may come back, an automatic reply must not; whoever sets a sender gets it for both. */
static void
only_news_have_our_address_as_their_sender(void **state)
{
    static const struct {
        const char *configured, *message, *wanted;
    } rows[] = {
        {NULL, "A: b\r\nAuto-Submitted: auto-generated\r\n\r\nx\r\n",
         "MAIL FROM:<desk@own.example>\n"},
        {NULL, "A: b\r\nAuto-Submitted: auto-replied\r\n\r\nx\r\n", "MAIL FROM:<>\n"},
        {NULL, "A: b\r\n\r\nx\r\nAuto-Submitted: auto-generated\r\n\r\n", "MAIL FROM:<>\n"},
        {"b@own.example", "A: b\r\n\r\nx\r\n", "MAIL FROM:<b@own.example>\n"},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SmtpServer server = {0};
        smtp_server_start(&server);
        const Config config = {.submission = server.url,
                               .mail_from = (char *)"Desk <desk@own.example>",
                               .envelope_sender = (char *)(guintptr)rows[i].configured};
        g_autoptr(GBytes) message = g_bytes_new(rows[i].message, strlen(rows[i].message));
        const SubmissionMail mail = {.recipient = "user@example.org", .message = message};
        assert_true(
            submission_send(&config, &mail, g_get_monotonic_time() + 30 * G_USEC_PER_SEC, NULL));
        assert_non_null(strstr(server.heard->str, rows[i].wanted));
        smtp_server_stop(&server);
    }
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
        assert_false(submission_send(
            &config, &(SubmissionMail){.recipient = recipients[i], .message = message}, 0, &error));
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
        assert_false(submission_send(
            &config, &(SubmissionMail){.recipient = "user@example.org", .message = message},
            rows[i].deadline_us, &error));
        assert_error(error, DELIVERY_ERROR_TEMPORARY);
    }
}

#define OFFERS "250-here\r\n250 AUTH PLAIN LOGIN XOAUTH2"

/* Configurations with a login: by password, or by the token in the cache of `directory`. */
static Config
login_config(SmtpServer *server, char *password_file)
{
    return (Config){.submission = server->url,
                    .submission_user = (char *)"support@example.org",
                    .submission_password_file = password_file,
                    .envelope_sender = (char *)"support@example.org"};
}

static void
a_password_opens_the_door(void **state)
{
    PrivateFile *file = *state;
    SmtpServer server = {.ehlo = OFFERS};
    g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);
    g_autoptr(GError) error = NULL;

    private_file_write(file, "pass word\n", 0600);
    smtp_server_start(&server);
    Config config = login_config(&server, file->path);
    assert_true(submission_send(
        &config, &(SubmissionMail){.recipient = "user@example.org", .message = message}, 0,
        &error));
    /* NUL, user, NUL, password */
    assert_non_null(
        strstr(server.heard->str, "AUTH PLAIN\nAHN1cHBvcnRAZXhhbXBsZS5vcmcAcGFzcyB3b3Jk\n"));
    assert_non_null(strstr(server.heard->str, "MAIL FROM:<support@example.org>"));
    assert_true(submission_check(&config, 0, &error));
    smtp_server_stop(&server);
    assert_int_equal(server.messages, 1);
}

/* If a login fails, the operator has to act: the mail stays in the outbox, and nothing is sent
 * without the login. */
static void
a_login_that_fails_is_temporary_and_sends_nothing(void **state)
{
    PrivateFile *file = *state;
    const struct {
        SmtpServer server;
        const char *text, *other;
    } rows[] = {
        {{.ehlo = OFFERS, .auth = "535 5.7.8 no: secret-text"},
         "refuses the login of support@example.org with code 535 5.7.8",
         "submission_user"},
        {{.ehlo = OFFERS, .auth = "454 4.7.0 later"}, "with code 454 4.7.0", "refuses the login"},
        {{.ehlo = "250 here"}, "offers no login by password", "check port and scheme"},
        {{.ehlo = "250 here", .rcpt = "554 5.7.1 relay denied"}, "offers no login", "check port"},
        {{.ehlo = "250-here\r\n250 AUTH GSSAPI", .mail = "530 5.7.0 log in"},
         "offers no login",
         "check port"},
    };
    private_file_write(file, "pass\n", 0600);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SmtpServer server = rows[i].server;
        g_autoptr(GBytes) message = g_bytes_new_static("sent-text\r\n", 11);
        g_autoptr(GError) error = NULL;
        g_autoptr(GError) checked = NULL;
        smtp_server_start(&server);
        Config config = login_config(&server, file->path);
        assert_false(submission_send(
            &config, &(SubmissionMail){.recipient = "user@example.org", .message = message}, 0,
            &error));
        assert_error(error, DELIVERY_ERROR_TEMPORARY);
        if (strstr(error->message, rows[i].text) == NULL ||
            strstr(error->message, rows[i].other) == NULL ||
            strstr(error->message, server.url) == NULL || strstr(error->message, "secret") != NULL)
            fail_msg("row %u: %s", i, error->message);
        assert_null(strstr(server.heard->str, "sent-text"));
        assert_false(submission_check(&config, 0, &checked));
        assert_error(checked, DELIVERY_ERROR_TEMPORARY);
        smtp_server_stop(&server);
    }
}

/* With a login, a security status is about our account; without a login, it is about the recipient
 * as usual. */
static void
what_the_account_may_not_do_is_not_the_recipients_fault(void **state)
{
    PrivateFile *file = *state;
    const struct {
        SmtpServer server;
        DeliveryError code;
    } rows[] = {
        {{.ehlo = OFFERS, .end = "550 5.7.60 not as this sender"}, DELIVERY_ERROR_TEMPORARY},
        {{.ehlo = OFFERS, .rcpt = "550 5.7.1 not you"}, DELIVERY_ERROR_TEMPORARY},
        {{.ehlo = OFFERS, .rcpt = "550 5.1.1 nobody"}, DELIVERY_ERROR_MESSAGE},
        {{.ehlo = OFFERS, .rcpt = "550 nobody"}, DELIVERY_ERROR_MESSAGE},
        {{.ehlo = OFFERS, .end = "552 5.3.4 large"}, DELIVERY_ERROR_MESSAGE},
    };
    private_file_write(file, "pass\n", 0600);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SmtpServer server = rows[i].server;
        g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);
        g_autoptr(GError) error = NULL;
        smtp_server_start(&server);
        Config config = login_config(&server, file->path);
        assert_false(submission_send(
            &config, &(SubmissionMail){.recipient = "user@example.org", .message = message}, 0,
            &error));
        smtp_server_stop(&server);
        if ((DeliveryError)error->code != rows[i].code)
            fail_msg("row %u: %s", i, error->message);
    }
    SmtpServer server = {.rcpt = "550 5.7.1 relay denied"};
    g_autoptr(GError) error = NULL;
    smtp_server_start(&server);
    assert_false(send_to(&server, "user@example.org", "x\r\n", &error));
    smtp_server_stop(&server);
    assert_error(error, DELIVERY_ERROR_MESSAGE);
}

/* A server without TLS gets neither password nor mail. */
static void
without_the_tls_that_was_asked_for_nothing_is_sent(void **state)
{
    PrivateFile *file = *state;
    static const char *const schemes[] = {"smtp+starttls", "smtps"};

    private_file_write(file, "pass\n", 0600);
    for (guint i = 0; i < G_N_ELEMENTS(schemes); i++) {
        SmtpServer server = {.ehlo = OFFERS};
        g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);
        g_autoptr(GError) error = NULL;
        smtp_server_start(&server);
        Config config = login_config(&server, file->path);
        g_autofree char *url = g_strconcat(schemes[i], strchr(server.url, ':'), NULL);
        config.submission = url;
        gint64 deadline_us = g_get_monotonic_time() + G_USEC_PER_SEC;
        assert_false(submission_send(
            &config, &(SubmissionMail){.recipient = "user@example.org", .message = message},
            deadline_us, &error));
        assert_error(error, DELIVERY_ERROR_TEMPORARY);
        assert_null(strstr(server.heard->str, "AUTH"));
        assert_null(strstr(server.heard->str, "MAIL"));
        smtp_server_stop(&server);
    }
}

/* A silent server costs the time until the deadline, and not more. */
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
    assert_false(submission_send(
        &config, &(SubmissionMail){.recipient = "user@example.org", .message = message},
        g_get_monotonic_time() + 100000, &error));
    assert_error(error, DELIVERY_ERROR_TEMPORARY);
    close(listener);
}

/* The server has accepted the mail: we do not wait two minutes for QUIT as libcurl would. */
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

static int
file_setup(void **state)
{
    *state = private_file_new();
    return 0;
}

#define file_test(name) cmocka_unit_test_setup_teardown(name, file_setup, private_file_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_the_mail_over),
        cmocka_unit_test(only_news_have_our_address_as_their_sender),
        cmocka_unit_test(tells_of_addresses_beyond_ascii),
        cmocka_unit_test(answers_lead_to_the_right_error),
        cmocka_unit_test(evil_recipients_reach_nobody),
        cmocka_unit_test(no_server_no_time_and_no_smtp_are_temporary),
        file_test(a_password_opens_the_door),
        file_test(a_login_that_fails_is_temporary_and_sends_nothing),
        file_test(what_the_account_may_not_do_is_not_the_recipients_fault),
        file_test(without_the_tls_that_was_asked_for_nothing_is_sent),
        cmocka_unit_test(a_silent_server_ends_at_the_deadline),
        cmocka_unit_test(a_server_that_ignores_quit_is_left),
    };
    return cmocka_run_group_tests_name("submission", tests, NULL, NULL);
}

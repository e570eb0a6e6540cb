/* Where the login for the mail server comes from. */
#include "tests/unit/api_fixture.h"
#include "tests/unit/private_file_fixture.h"

#include "gateway/confirmation/submission.h"
#include "gateway/confirmation/submission_login.h"
#include "gateway/delivery_error.h"
#include "tests/unit/smtp_server.h"

static const SubmissionLoginWait no_limit;

#define OFFERS "250-here\r\n250 AUTH XOAUTH2"

/* A configuration with [oauth] at the fixture's server; its strings belong to the fixture. */
static Config
oauth_config(const ApiFixture *fixture)
{
    return (Config){.path = fixture->delivery->config_path,
                    .ca_path = fixture->delivery->config->ca_path,
                    .connect_timeout_ms = 10000,
                    .stall_timeout_ms = 30000,
                    .submission_user = (char *)"support@example.org",
                    .oauth_token_url = fixture->delivery->config->token_url,
                    .oauth_client_id = (char *)"mail",
                    .oauth_client_secret_file = fixture->delivery->config->client_secret_file,
                    .oauth_scope = (char *)"mail",
                    .oauth_token_cache = fixture->delivery->config->token_cache};
}

static void
add_token(const ApiFixture *fixture, const char *value)
{
    g_autofree char *json =
        g_strdup_printf("{\"access_token\": \"%s\", \"expires_in\": 3599}", value);
    api_fixture_add(fixture, json);
}

static void
without_a_user_nobody_logs_in(void **state)
{
    g_auto(SubmissionLogin) login = {0};
    const Config config = {.submission_password_file = (char *)"/none"};

    (void)state;
    assert_true(submission_login_get(&config, &no_limit, &login, NULL));
    assert_null(login.user);
    assert_null(login.password);
    assert_null(login.token);
}

static void
the_password_is_read_from_its_file(void **state)
{
    PrivateFile *file = *state;
    file->config.submission_user = (char *)"me";
    file->config.submission_password_file = file->path;
    private_file_write(file, "pass word\n", 0600);
    g_auto(SubmissionLogin) login = {0};
    assert_true(submission_login_get(&file->config, &no_limit, &login, NULL));
    assert_string_equal(login.user, "me");
    assert_string_equal(login.password, "pass word");
    assert_null(login.token);
}

static void
a_file_that_others_can_read_is_told_and_waits(void **state)
{
    PrivateFile *file = *state;
    file->config.submission_user = (char *)"me";
    file->config.submission_password_file = file->path;
    private_file_write(file, "pass word\n", 0644);
    g_auto(SubmissionLogin) login = {0};
    g_autoptr(GError) error = NULL;
    assert_false(submission_login_get(&file->config, &no_limit, &login, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    assert_non_null(strstr(error->message, "[mail] submission_password_file: others can read"));
    assert_null(login.user);
}

static void
one_token_serves_many_mails(void **state)
{
    const ApiFixture *fixture = *state;
    Config config = oauth_config(fixture);
    SmtpServer server = {.ehlo = OFFERS};
    g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);

    smtp_server_start(&server);
    config.submission = server.url;
    add_token(fixture, "t0ken");
    for (guint i = 0; i < 2; i++)
        assert_true(submission_send(
            &config, &(SubmissionMail){.recipient = "user@example.org", .message = message}, 0,
            NULL));
    /* user=support@example.org^Aauth=Bearer t0ken^A^A */
    assert_non_null(strstr(server.heard->str,
                           "AUTH XOAUTH2\n"
                           "dXNlcj1zdXBwb3J0QGV4YW1wbGUub3JnAWF1dGg9QmVhcmVyIHQwa2VuAQE=\n"));
    smtp_server_stop(&server);
    assert_int_equal(http_server_count(fixture->server), 1);
    assert_non_null(
        strstr(api_fixture_last_request(fixture), "grant_type=client_credentials&scope=mail"));
}

/* Another token is fetched once, not for ever. */
static void
a_token_that_is_not_taken_is_renewed_once(void **state)
{
    const ApiFixture *fixture = *state;
    Config config = oauth_config(fixture);
    SmtpServer server = {.ehlo = OFFERS, .auth = "535 5.7.8 no"};
    g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);
    g_autoptr(GError) error = NULL;

    smtp_server_start(&server);
    config.submission = server.url;
    add_token(fixture, "t0ken-1");
    add_token(fixture, "t0ken-2");
    assert_false(submission_send(
        &config, &(SubmissionMail){.recipient = "user@example.org", .message = message}, 0,
        &error));
    smtp_server_stop(&server);
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    assert_non_null(strstr(error->message, "rights in [oauth]"));
    assert_int_equal(http_server_count(fixture->server), 2);
}

static void
without_a_token_the_mail_waits(void **state)
{
    const ApiFixture *fixture = *state;
    Config config = oauth_config(fixture);
    g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);
    g_autoptr(GError) error = NULL;

    config.submission = (char *)"smtp://127.0.0.1:1";
    http_server_add_json(fixture->server, "401 Unauthorized", "{\"error\": \"invalid_client\"}");
    assert_false(submission_send(
        &config, &(SubmissionMail){.recipient = "user@example.org", .message = message}, 0,
        &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    assert_non_null(strstr(error->message, "401 (invalid_client); check [oauth] client_id"));
}

/* The token can take long, too. */
static void
no_token_is_asked_for_a_mail_that_another_host_took_over(void **state)
{
    const ApiFixture *fixture = *state;
    Config config = oauth_config(fixture);
    const Heartbeat heartbeat = api_fixture_lost_heartbeat();
    g_autoptr(GBytes) message = g_bytes_new_static("x\r\n", 3);
    const SubmissionMail mail = {"user@example.org", message, &heartbeat};
    g_autoptr(GError) error = NULL;

    config.submission = (char *)"smtp://127.0.0.1:1";
    add_token(fixture, "t0ken");
    assert_false(submission_send(&config, &mail, 0, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY));
    assert_int_equal(http_server_count(fixture->server), 0);
}

static int
file_setup(void **state)
{
    *state = private_file_new();
    return 0;
}

int
main(void)
{
#define file_test(name) cmocka_unit_test_setup_teardown(name, file_setup, private_file_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_user_nobody_logs_in),
        file_test(the_password_is_read_from_its_file),
        file_test(a_file_that_others_can_read_is_told_and_waits),
        api_fixture_test(one_token_serves_many_mails),
        api_fixture_test(a_token_that_is_not_taken_is_renewed_once),
        api_fixture_test(without_a_token_the_mail_waits),
        api_fixture_test(no_token_is_asked_for_a_mail_that_another_host_took_over),
    };
    return cmocka_run_group_tests_name("submission_login", tests, NULL, NULL);
}

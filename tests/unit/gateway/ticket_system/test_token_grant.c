/* What is sent to a token server, and what is done with a refresh token. */
#include "tests/unit/private_file_fixture.h"

#include "gateway/delivery_error.h"
#include "gateway/ticket_system/http.h"
#include "gateway/ticket_system/token_grant.h"

static int
setup(void **state)
{
    PrivateFile *file = private_file_new();
    file->config.token_url = (char *)"https://api.example/token";
    file->config.client_id = (char *)"api client";
    file->config.client_secret_file = file->path;
    file->config.oauth_token_url = (char *)"https://login.example/token";
    file->config.oauth_client_id = (char *)"mail";
    *state = file;
    private_file_write(file, "a+b&c\n", 0600);
    return 0;
}

static void
assert_form(const TokenGrant *grant, const PrivateFile *file, const char *expected)
{
    g_autoptr(GError) error = NULL;
    char *form = token_grant_form(grant, &file->config, &error);
    assert_null(error);
    assert_string_equal(form, expected);
    http_secret_free(form);
}

static void
each_kind_of_grant_has_its_form(void **state)
{
    PrivateFile *file = *state;
    TokenGrant api = token_grant_for_api(&file->config);
    assert_form(&api, file, "client_id=api%20client&client_secret=a%2Bb%26c");
    file->config.oauth_client_secret_file = file->path;
    file->config.oauth_scope = (char *)"https://mail.example/.default";
    TokenGrant credentials = token_grant_for_mailbox(&file->config);
    assert_form(&credentials, file,
                "client_id=mail&client_secret=a%2Bb%26c&grant_type=client_credentials&"
                "scope=https%3A%2F%2Fmail.example%2F.default");
    file->config.oauth_client_secret_file = NULL;
    file->config.oauth_scope = NULL;
    file->config.oauth_refresh_token_file = file->path;
    TokenGrant refresh = token_grant_for_mailbox(&file->config);
    assert_form(&refresh, file, "client_id=mail&refresh_token=a%2Bb%26c&grant_type=refresh_token");
}

static void
only_the_api_has_its_grant_in_the_address(void **state)
{
    PrivateFile *file = *state;
    TokenGrant api = token_grant_for_api(&file->config);
    TokenGrant mailbox = token_grant_for_mailbox(&file->config);
    g_autofree char *api_url = token_grant_url(&api);
    g_autofree char *mailbox_url = token_grant_url(&mailbox);
    assert_string_equal(api_url, "https://api.example/token?grant_type=client_credentials");
    assert_string_equal(mailbox_url, "https://login.example/token");
    assert_true(mailbox.is_always_verified && !api.is_always_verified);
}

static void
a_secret_that_cannot_be_read_is_told_with_its_key(void **state)
{
    PrivateFile *file = *state;
    file->config.oauth_refresh_token_file = file->path;
    TokenGrant grant = token_grant_for_mailbox(&file->config);
    private_file_write(file, "secret-text\n", 0644);
    g_autoptr(GError) error = NULL;
    assert_null(token_grant_form(&grant, &file->config, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION));
    assert_non_null(strstr(error->message, "no refresh token: [oauth] refresh_token_file: others"));
    assert_null(strstr(error->message, "secret-text"));
}

static void
a_new_refresh_token_replaces_the_last(void **state)
{
    PrivateFile *file = *state;
    file->config.oauth_refresh_token_file = file->path;
    TokenGrant grant = token_grant_for_mailbox(&file->config);
    static const struct {
        const char *given, *kept;
    } rows[] = {
        {"second", "second\n"},   {"second", "second\n"}, {NULL, "second\n"},
        {"no\nline", "second\n"}, {"", "second\n"},       {"third", "third\n"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = NULL;
        struct stat status;
        assert_true(token_grant_keep(&grant, &file->config, rows[i].given, NULL));
        assert_true(g_file_get_contents(file->path, &text, NULL, NULL));
        assert_string_equal(text, rows[i].kept);
        assert_int_equal(stat(file->path, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
}

static void
one_that_cannot_be_kept_is_told(void **state)
{
    PrivateFile *file = *state;
    g_autofree char *nowhere = g_build_filename(file->directory, "none", "refresh", NULL);
    file->config.oauth_refresh_token_file = nowhere;
    TokenGrant grant = token_grant_for_mailbox(&file->config);
    g_autoptr(GError) error = NULL;
    assert_false(token_grant_keep(&grant, &file->config, "new-token", &error));
    assert_non_null(strstr(error->message, nowhere));
    assert_null(strstr(error->message, "new-token"));
}

static void
advice_names_the_group_and_the_file(void **state)
{
    PrivateFile *file = *state;
    TokenGrant api = token_grant_for_api(&file->config);
    g_autofree char *of_api = token_grant_advice(&api, "invalid_grant");
    assert_string_equal(of_api, "; check [api] client_id and the secret in client_secret_file");
    file->config.oauth_refresh_token_file = file->path;
    TokenGrant mailbox = token_grant_for_mailbox(&file->config);
    g_autofree char *ended = token_grant_advice(&mailbox, "invalid_grant");
    g_autofree char *other = token_grant_advice(&mailbox, "invalid_client");
    assert_non_null(strstr(ended, "[oauth] refresh_token_file"));
    assert_non_null(strstr(other, "[oauth] client_id"));
}

int
main(void)
{
#define file_test(name) cmocka_unit_test_setup_teardown(name, setup, private_file_teardown)
    const struct CMUnitTest tests[] = {
        file_test(each_kind_of_grant_has_its_form),
        file_test(only_the_api_has_its_grant_in_the_address),
        file_test(a_secret_that_cannot_be_read_is_told_with_its_key),
        file_test(a_new_refresh_token_replaces_the_last),
        file_test(one_that_cannot_be_kept_is_told),
        file_test(advice_names_the_group_and_the_file),
    };
    return cmocka_run_group_tests_name("token_grant", tests, NULL, NULL);
}

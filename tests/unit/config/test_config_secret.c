/* The client secret's file. */
#include "tests/unit/private_file_fixture.h"

static int
setup(void **state)
{
    PrivateFile *fixture = private_file_new();
    fixture->config.client_secret_file = fixture->path;
    *state = fixture;
    return 0;
}

static void
first_line_is_the_secret(void **state)
{
    PrivateFile *fixture = *state;
    static const char *const texts[] = {"s3cret", "s3cret\n", "s3cret\r\n", "s3cret\nmore\n"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        private_file_write(fixture, texts[i], 0600);
        char *secret = config_read_secret(&fixture->config, NULL);
        assert_string_equal(secret, "s3cret");
        config_secret_free(secret);
    }
}

static void
what_stands_around_a_secret_is_named(void **state)
{
    static const char *const rows[][2] = {
        {"\xef\xbb\xbfs3cret\n", "begins with a byte order mark"},
        {"\xef\xbb\xbf", "begins with a byte order mark"},
        {"s3cret \n", "has white space before or behind"},
        {"s3cret\t", "has white space before or behind"},
        {" s3cret\n", "has white space before or behind"},
        {"s3cret\xc2\xa0\n", "has white space before or behind"},
        {"   \n", "has white space before or behind"},
        {"\"s3cret\"\n", "has quotes around the secret"},
        {"'s3cret'", "has quotes around the secret"},
        {"s3\x01"
         "cret",
         "holds control characters"},
    };
    PrivateFile *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        private_file_write(fixture, rows[i][0], 0600);
        g_autoptr(GError) error = NULL;
        assert_null(config_read_secret(&fixture->config, &error));
        assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE));
        if (strstr(error->message, rows[i][1]) == NULL || strstr(error->message, "s3") != NULL)
            fail_msg("row %u: %s", i, error->message);
    }
}

static void
a_file_that_others_can_read_is_refused(void **state)
{
    PrivateFile *fixture = *state;
    static const mode_t modes[] = {0640, 0604, 0666};
    for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
        private_file_write(fixture, "s3cret", modes[i]);
        g_autoptr(GError) error = NULL;
        assert_null(config_read_secret(&fixture->config, &error));
        assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE));
        assert_null(strstr(error->message, "s3cret"));
    }
}

static void
empty_and_missing_files_are_errors(void **state)
{
    PrivateFile *fixture = *state;
    g_autoptr(GError) missing = NULL;
    assert_null(config_read_secret(&fixture->config, &missing));
    assert_true(g_error_matches(missing, CONFIG_ERROR, CONFIG_ERROR_READ));
    private_file_write(fixture, "\n", 0600);
    g_autoptr(GError) empty = NULL;
    assert_null(config_read_secret(&fixture->config, &empty));
    assert_true(g_error_matches(empty, CONFIG_ERROR, CONFIG_ERROR_MISTAKE));
}

static void
what_is_no_file_is_refused(void **state)
{
    PrivateFile *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->config.client_secret_file = fixture->directory;
    assert_null(config_read_secret(&fixture->config, &error));
    assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_READ));
    assert_non_null(strstr(error->message, "is not a file"));
}

static void
a_bare_name_is_a_credential_of_the_service(void **state)
{
    PrivateFile *fixture = *state;
    private_file_write(fixture, "s3cret", 0440);
    char bare[] = "secret";
    fixture->config.client_secret_file = bare;
    g_setenv("CREDENTIALS_DIRECTORY", fixture->directory, TRUE);
    char *secret = config_read_secret(&fixture->config, NULL);
    g_unsetenv("CREDENTIALS_DIRECTORY");
    assert_string_equal(secret, "s3cret");
    config_secret_free(secret);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(first_line_is_the_secret, setup, private_file_teardown),
        cmocka_unit_test_setup_teardown(what_stands_around_a_secret_is_named, setup,
                                        private_file_teardown),
        cmocka_unit_test_setup_teardown(a_file_that_others_can_read_is_refused, setup,
                                        private_file_teardown),
        cmocka_unit_test_setup_teardown(empty_and_missing_files_are_errors, setup,
                                        private_file_teardown),
        cmocka_unit_test_setup_teardown(what_is_no_file_is_refused, setup, private_file_teardown),
        cmocka_unit_test_setup_teardown(a_bare_name_is_a_credential_of_the_service, setup,
                                        private_file_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

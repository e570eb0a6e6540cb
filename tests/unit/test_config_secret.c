/* The client secret's file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"

typedef struct {
    char *directory;
    char *path;
    Config config;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->directory = g_dir_make_tmp("secret-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->directory, "secret", NULL);
    fixture->config.client_secret_file = fixture->path;
    fixture->config.path = fixture->path;
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    g_unlink(fixture->path);
    g_rmdir(fixture->directory);
    g_free(fixture->path);
    g_free(fixture->directory);
    g_free(fixture);
    return 0;
}

static void
write_secret(const Fixture *fixture, const char *text, mode_t mode)
{
    assert_true(g_file_set_contents(fixture->path, text, -1, NULL));
    assert_int_equal(chmod(fixture->path, mode), 0);
}

static void
first_line_is_the_secret(void **state)
{
    Fixture *fixture = *state;
    static const char *const texts[] = {"s3cret", "s3cret\n", "s3cret\r\n", "s3cret\nmore\n"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        write_secret(fixture, texts[i], 0600);
        char *secret = config_read_secret(&fixture->config, NULL);
        assert_string_equal(secret, "s3cret");
        config_secret_free(secret);
    }
}

static void
a_file_that_others_can_read_is_refused(void **state)
{
    Fixture *fixture = *state;
    static const mode_t modes[] = {0640, 0604, 0666};
    for (guint i = 0; i < G_N_ELEMENTS(modes); i++) {
        write_secret(fixture, "s3cret", modes[i]);
        g_autoptr(GError) error = NULL;
        assert_null(config_read_secret(&fixture->config, &error));
        assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_MISTAKE));
        assert_null(strstr(error->message, "s3cret"));
    }
}

static void
empty_and_missing_files_are_errors(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(GError) missing = NULL;
    assert_null(config_read_secret(&fixture->config, &missing));
    assert_true(g_error_matches(missing, CONFIG_ERROR, CONFIG_ERROR_READ));
    write_secret(fixture, "\n", 0600);
    g_autoptr(GError) empty = NULL;
    assert_null(config_read_secret(&fixture->config, &empty));
    assert_true(g_error_matches(empty, CONFIG_ERROR, CONFIG_ERROR_MISTAKE));
}

static void
a_bare_name_is_a_credential_of_the_service(void **state)
{
    Fixture *fixture = *state;
    write_secret(fixture, "s3cret", 0440);
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
        cmocka_unit_test_setup_teardown(first_line_is_the_secret, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_others_can_read_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_and_missing_files_are_errors, setup, teardown),
        cmocka_unit_test_setup_teardown(a_bare_name_is_a_credential_of_the_service, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

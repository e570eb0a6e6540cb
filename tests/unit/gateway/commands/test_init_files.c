/* test_init_files.c - a configuration is written completely or not at all, and never over another
 * one. */
#include "gateway/commands/init_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/config.h"

typedef struct {
    char *directory, *config, *secret;
} Place;

static const InitOwner self = {0};

static int
make_place(void **state)
{
    Place *place = g_new0(Place, 1);

    place->directory = g_dir_make_tmp("ticketgate-test-XXXXXX", NULL);
    place->config = g_build_filename(place->directory, "ticketgate.conf", NULL);
    place->secret = g_build_filename(place->directory, "client-secret", NULL);
    *state = place;
    return 0;
}

/* Fails if anything but the two files is left. */
static int
remove_place(void **state)
{
    Place *place = *state;

    (void)unlink(place->config);
    (void)unlink(place->secret);
    int status = rmdir(place->directory);
    g_free(place->directory);
    g_free(place->config);
    g_free(place->secret);
    g_free(place);
    return status;
}

static InitAnswers
answers_with(const char *ci_list)
{
    return (InitAnswers){.addresses = g_strdup("support@example.org noc@example.org"),
                         .base_url = g_strdup("https://api.example.org/incident"),
                         .token_url = g_strdup("https://api.example.org/token"),
                         .client_id = g_strdup("me"),
                         .ci_list = g_strdup(ci_list),
                         .service = g_strdup("Office"),
                         .secret = g_strdup("s3cret")};
}

static guint
mode_of(const char *path)
{
    struct stat status;

    assert_int_equal(stat(path, &status), 0);
    return status.st_mode & 0777;
}

static void
what_is_written_can_be_read(void **state)
{
    const Place *place = *state;
    g_auto(InitAnswers) answers = answers_with("MAIL GATEWAY;NETWORK ");

    assert_true(init_write_configuration(place->config, &answers, &self));
    g_autoptr(Config) config = config_load(place->config, NULL, NULL);
    assert_non_null(config);
    assert_string_equal(config->base_url, "https://api.example.org/incident");
    assert_string_equal(config->ci, "MAIL GATEWAY");
    assert_string_equal(config->ci_list[1], "NETWORK");
    assert_string_equal(config->mail_from, "Support <support@example.org>");
    char *secret = config_read_secret(config, NULL);
    assert_string_equal(secret, "s3cret");
    config_secret_free(secret);
    assert_int_equal(mode_of(place->config), 0644);
    assert_int_equal(mode_of(place->secret), 0600);
}

static void
what_is_there_is_not_written_over(void **state)
{
    const Place *place = *state;
    g_auto(InitAnswers) answers = answers_with("A");
    g_autofree char *kept = NULL;

    assert_true(g_file_set_contents(place->secret, "old\n", -1, NULL));
    assert_false(init_write_configuration(place->config, &answers, &self));
    assert_false(g_file_test(place->config, G_FILE_TEST_EXISTS));
    assert_true(g_file_get_contents(place->secret, &kept, NULL, NULL));
    assert_string_equal(kept, "old\n");
    assert_int_equal(unlink(place->secret), 0);
    assert_true(g_file_set_contents(place->config, "old\n", -1, NULL));
    assert_false(init_write_configuration(place->config, &answers, &self));
}

static void
mistakes_leave_nothing(void **state)
{
    const Place *place = *state;
    g_auto(InitAnswers) no_items = answers_with("");
    g_auto(InitAnswers) plain_http = answers_with("A");

    g_free(plain_http.base_url);
    plain_http.base_url = g_strdup("http://api.example.org/incident");
    assert_false(init_write_configuration(place->config, &no_items, &self));
    assert_false(init_write_configuration(place->config, &plain_http, &self));
    assert_false(g_file_test(place->config, G_FILE_TEST_EXISTS));
    assert_false(g_file_test(place->secret, G_FILE_TEST_EXISTS));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_can_be_read, make_place, remove_place),
        cmocka_unit_test_setup_teardown(what_is_there_is_not_written_over, make_place,
                                        remove_place),
        cmocka_unit_test_setup_teardown(mistakes_leave_nothing, make_place, remove_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

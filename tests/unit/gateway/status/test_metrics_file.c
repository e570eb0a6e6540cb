/* The file for the textfile collector: whole, readable, and only where it is wanted. */
#include "tests/unit/journal_fixture.h"

#include <sys/stat.h>

#include "gateway/status/metrics_file.h"
#include "tests/unit/delivery_fixture.h"

static guint
count_files(const char *directory)
{
    g_autoptr(GDir) opened = g_dir_open(directory, 0, NULL);
    guint count = 0;
    while (g_dir_read_name(opened) != NULL)
        count++;
    return count;
}

static void
the_file_is_replaced_and_readable_for_all(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *directory = g_build_filename(fixture->directory, "metrics", NULL);
    g_autofree char *path = g_build_filename(directory, "ticketgate.prom", NULL);
    assert_int_equal(g_mkdir(directory, 0700), 0);
    fixture->config->metrics_textfile = g_strdup(path);
    mode_t mask = umask(0077);
    for (guint i = 0; i < 2; i++) {
        g_autofree char *text = NULL;
        struct stat info;
        assert_true(metrics_file_write(fixture->config, NULL));
        assert_true(g_file_get_contents(path, &text, NULL, NULL));
        assert_true(g_str_has_prefix(text, "# HELP ticketgate_build_info "));
        assert_true(g_str_has_suffix(text, "\n"));
        assert_int_equal(stat(path, &info), 0);
        assert_int_equal(info.st_mode & 0777, 0644);
        assert_int_equal(count_files(directory), 1);
    }
    (void)umask(mask);
    g_unlink(path);
    g_rmdir(directory);
}

static void
a_place_that_cannot_be_written_is_told(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->config->metrics_textfile = g_strdup("/nowhere/ticketgate.prom");
    assert_false(metrics_file_write(fixture->config, &error));
    assert_error(error, DELIVERY_ERROR_CONFIGURATION);
    assert_non_null(strstr(error->message, "[metrics] textfile: cannot write /nowhere/"));
}

static void
without_the_key_nothing_is_done(void **state)
{
    const DeliveryFixture *fixture = *state;
    assert_true(metrics_file_write(fixture->config, NULL));
    assert_false(g_file_test(fixture->config->journal_path, G_FILE_TEST_EXISTS));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(the_file_is_replaced_and_readable_for_all),
        delivery_fixture_test(a_place_that_cannot_be_written_is_told),
        delivery_fixture_test(without_the_key_nothing_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

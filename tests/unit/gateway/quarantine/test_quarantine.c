/* The Maildir of quarantined messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/quarantine/quarantine.h"

typedef struct {
    char *root;
    char *directory;
    int message_fd;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->root = g_dir_make_tmp("quarantine-XXXXXX", NULL);
    fixture->directory = g_build_filename(fixture->root, "kept", NULL);
    fixture->message_fd = memfd_create("mail", MFD_CLOEXEC);
    g_autofree char *content = g_strnfill(100 * 1000, 'm');
    *state = fixture;
    return write(fixture->message_fd, content, 100 * 1000) == 100 * 1000 ? 0 : -1;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    char *argv[] = {(char *)"rm", (char *)"-rf", fixture->root, NULL};
    g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
    close(fixture->message_fd);
    g_free(fixture->directory);
    g_free(fixture->root);
    g_free(fixture);
    return 0;
}

static guint
count_files(const char *directory, const char *folder)
{
    g_autofree char *path = g_build_filename(directory, folder, NULL);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    guint count = 0;
    while (dir != NULL && g_dir_read_name(dir) != NULL)
        count++;
    return count;
}

static void
keeps_message_and_reason(void **state)
{
    Fixture *fixture = *state;
    GError *error = NULL;
    assert_true(quarantine_keep(fixture->directory, "k1.unparsed", fixture->message_fd,
                                "it crashed", &error));
    g_autofree char *message = g_build_filename(fixture->directory, "new", "k1.unparsed", NULL);
    g_autofree char *reason =
        g_build_filename(fixture->directory, "reasons", "k1.unparsed.txt", NULL);
    g_autofree char *text = NULL;
    gsize length = 0;
    assert_true(g_file_get_contents(message, &text, &length, NULL));
    assert_int_equal(length, 100 * 1000);
    g_autofree char *why = NULL;
    assert_true(g_file_get_contents(reason, &why, NULL, NULL));
    assert_string_equal(why, "it crashed\n");
    struct stat info;
    assert_int_equal(stat(message, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(stat(fixture->directory, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
}

static void
what_was_ignored_has_a_maildir_of_its_own(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *ignored = g_build_filename(fixture->directory, "ignored", NULL);
    assert_true(
        quarantine_keep(fixture->directory, "k1.ignored", fixture->message_fd, "a bounce", NULL));
    assert_int_equal(count_files(fixture->directory, "new"), 0);
    assert_int_equal(count_files(ignored, "new"), 1);
    assert_int_equal(count_files(ignored, "reasons"), 1);
    assert_int_equal(count_files(ignored, "tmp"), 0);
}

static void
every_try_keeps_the_same_one_file(void **state)
{
    Fixture *fixture = *state;
    for (int i = 0; i < 3; i++)
        assert_true(
            quarantine_keep(fixture->directory, "k1.oversize", fixture->message_fd, "big", NULL));
    assert_int_equal(count_files(fixture->directory, "new"), 1);
    assert_int_equal(count_files(fixture->directory, "tmp"), 0);
}

static void
a_directory_that_cannot_be_made_is_temporary(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *below_file = g_build_filename(fixture->root, "file", "kept", NULL);
    g_autofree char *file = g_build_filename(fixture->root, "file", NULL);
    assert_true(g_file_set_contents(file, "x", 1, NULL));
    g_autoptr(GError) error = NULL;
    assert_false(quarantine_keep(below_file, "k1.x", fixture->message_fd, "r", &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
}

/* In a child, because a limit cannot be raised again. */
static void
a_full_disk_leaves_nothing_half_written(void **state)
{
    Fixture *fixture = *state;
    pid_t pid = fork();
    if (pid == 0) {
        signal(SIGXFSZ, SIG_IGN);
        struct rlimit limit = {50 * 1000, 50 * 1000};
        setrlimit(RLIMIT_FSIZE, &limit);
        g_autoptr(GError) error = NULL;
        gboolean is_kept =
            quarantine_keep(fixture->directory, "k1.x", fixture->message_fd, "r", &error);
        _exit(!is_kept && g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY) ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(count_files(fixture->directory, "new"), 0);
    assert_int_equal(count_files(fixture->directory, "tmp"), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_message_and_reason, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_ignored_has_a_maildir_of_its_own, setup, teardown),
        cmocka_unit_test_setup_teardown(every_try_keeps_the_same_one_file, setup, teardown),
        cmocka_unit_test_setup_teardown(a_directory_that_cannot_be_made_is_temporary, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_full_disk_leaves_nothing_half_written, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

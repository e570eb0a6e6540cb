/* test_landlock.c - only one folder can be read; skipped if the kernel has no Landlock. */
#include "gateway/sandbox/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define NOT_HERE 77

typedef struct {
    char *folder; /* with a file "inside" */
    char *inside;
    char *outside;
} Places;

static int
make_places(void **state)
{
    Places *places = g_new0(Places, 1);

    places->folder = g_dir_make_tmp("ticketgate-test-XXXXXX", NULL);
    places->inside = g_build_filename(places->folder, "inside", NULL);
    places->outside = g_strconcat(places->folder, ".outside", NULL);
    *state = places;
    return g_file_set_contents(places->inside, "x", 1, NULL) &&
                   g_file_set_contents(places->outside, "x", 1, NULL)
               ? 0
               : -1;
}

static int
remove_places(void **state)
{
    Places *places = *state;

    (void)g_unlink(places->inside);
    (void)g_unlink(places->outside);
    (void)g_rmdir(places->folder);
    g_free(places->folder);
    g_free(places->inside);
    g_free(places->outside);
    g_free(places);
    return 0;
}

static gboolean
can_open(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0600);

    if (fd >= 0)
        (void)close(fd);
    return fd >= 0;
}

static int
look_around(const Places *places, const char *allowed, const char *allowed_file)
{
    g_autofree char *new = g_build_filename(places->folder, "new", NULL);
    g_autofree char *detour = g_strconcat(places->folder, "/../", NULL);
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    gboolean is_inside_expected = allowed != NULL;

    if (allowed_file != NULL)
        g_ptr_array_add(files, g_strdup(allowed_file));
    switch (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? landlock_allow_reading(allowed, files)
                                                        : LANDLOCK_FAILED) {
    case LANDLOCK_MISSING:
        return NOT_HERE;
    case LANDLOCK_FAILED:
        return 1;
    case LANDLOCK_DONE:
        break;
    }
    if (can_open(places->inside, O_RDONLY) != is_inside_expected)
        return 2;
    if (can_open(places->outside, O_RDONLY) != (allowed_file != NULL))
        return 4;
    if (can_open(places->inside, O_WRONLY) || can_open(new, O_WRONLY | O_CREAT) ||
        can_open(places->outside, O_WRONLY) || can_open(detour, O_RDONLY | O_DIRECTORY) ||
        can_open("/etc/passwd", O_RDONLY) || g_unlink(places->inside) == 0 || errno != EACCES)
        return 3;
    return 0;
}

/* The exit status of a child that restricted itself. */
static int
run_child(const Places *places, const char *allowed, const char *allowed_file)
{
    int status = -1;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(look_around(places, allowed, allowed_file));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == NOT_HERE)
        skip();
    return WEXITSTATUS(status);
}

static void
only_the_allowed_folder_can_be_read(void **state)
{
    const Places *places = *state;

    assert_int_equal(run_child(places, places->folder, NULL), 0);
}

static void
only_the_allowed_file_can_be_read(void **state)
{
    const Places *places = *state;

    assert_int_equal(run_child(places, NULL, places->outside), 0);
    assert_int_equal(run_child(places, places->folder, places->outside), 0);
}

static void
without_an_allowed_folder_nothing_can_be_read(void **state)
{
    assert_int_equal(run_child(*state, NULL, NULL), 0);
}

static void
an_allowed_folder_that_does_not_exist_is_an_error(void **state)
{
    assert_int_equal(run_child(*state, "/nonexistent/ticketgate", NULL), 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_the_allowed_folder_can_be_read, make_places,
                                        remove_places),
        cmocka_unit_test_setup_teardown(only_the_allowed_file_can_be_read, make_places,
                                        remove_places),
        cmocka_unit_test_setup_teardown(without_an_allowed_folder_nothing_can_be_read, make_places,
                                        remove_places),
        cmocka_unit_test_setup_teardown(an_allowed_folder_that_does_not_exist_is_an_error,
                                        make_places, remove_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A Maildir with a limit on size and age. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/quarantine/quarantine.h"
#include "gateway/quarantine/quarantine_bound.h"

#define BLOCK 4096
#define EACH (2 * BLOCK) /* a message of less than a block, and its reason */

typedef struct {
    char *root;
    char *directory;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->root = g_dir_make_tmp("bound-XXXXXX", NULL);
    fixture->directory = g_build_filename(fixture->root, "quarantine", NULL);
    *state = fixture;
    return quarantine_make_directories(fixture->directory, NULL) ? 0 : -1;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    char *argv[] = {(char *)"rm", (char *)"-rf", fixture->root, NULL};
    g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
    g_free(fixture->directory);
    g_free(fixture->root);
    g_free(fixture);
    return 0;
}

static char *
path_of(const Fixture *fixture, const char *folder, const char *name)
{
    return g_build_filename(fixture->directory, folder, name, NULL);
}

/* A message that was written `age_s` seconds ago, with its reason. */
static void
put(const Fixture *fixture, const char *folder, const char *name, gint64 age_s)
{
    g_autofree char *path = path_of(fixture, folder, name);
    g_autofree char *file = g_strdup_printf("%.*s.txt", (int)strcspn(name, ":"), name);
    g_autofree char *reason = path_of(fixture, "reasons", file);
    struct timespec times[2] = {{.tv_sec = g_get_real_time() / G_USEC_PER_SEC - age_s}};
    times[1] = times[0];
    assert_true(g_file_set_contents(path, "m", 1, NULL));
    assert_true(g_file_set_contents(reason, "r", 1, NULL));
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static gboolean
is_there(const Fixture *fixture, const char *folder, const char *name)
{
    g_autofree char *path = path_of(fixture, folder, name);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static gboolean
add(const Fixture *fixture, guint64 bytes, guint64 max_bytes)
{
    gboolean is_fitting;
    assert_true(quarantine_bound_add(fixture->directory, bytes, max_bytes, &is_fitting, NULL));
    return is_fitting;
}

static char *
count(const Fixture *fixture)
{
    g_autofree char *path = path_of(fixture, "", "size");
    char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return g_strchomp(text);
}

static void
the_oldest_goes_with_its_reason_where_one_more_would_not_fit(void **state)
{
    const Fixture *fixture = *state;
    put(fixture, "new", "b.ignored", 200);
    put(fixture, "cur", "a.ignored:2,S", 300);
    put(fixture, "new", "c.ignored", 100);
    assert_true(add(fixture, 10, 4 * EACH));
    assert_true(is_there(fixture, "cur", "a.ignored:2,S"));
    assert_true(
        add(fixture, 10, 4 * EACH)); /* four are counted, but only three exist: none is deleted */
    assert_true(is_there(fixture, "cur", "a.ignored:2,S"));
    put(fixture, "new", "d.ignored", 50);
    assert_true(add(fixture, 10, 4 * EACH));
    assert_false(is_there(fixture, "cur", "a.ignored:2,S"));
    assert_false(is_there(fixture, "reasons", "a.ignored.txt"));
    assert_true(is_there(fixture, "new", "b.ignored"));
    assert_true(is_there(fixture, "reasons", "b.ignored.txt"));
}

static void
what_a_crash_left_of_the_count_is_counted_anew(void **state)
{
    static const char *const texts[] = {"", "12", "x\n", "-1\n", "99999999999999999999999\n"};
    const Fixture *fixture = *state;
    put(fixture, "new", "a.ignored", 300);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *path = path_of(fixture, "", "size");
        assert_true(g_file_set_contents(path, texts[i], -1, NULL));
        assert_true(add(fixture, BLOCK, 100 * EACH));
        g_autofree char *text = count(fixture);
        assert_int_equal(g_ascii_strtoll(text, NULL, 10), EACH + 3 * BLOCK);
    }
}

static void
one_that_alone_is_too_large_pushes_nothing_out(void **state)
{
    const Fixture *fixture = *state;
    put(fixture, "new", "a.ignored", 300);
    assert_false(add(fixture, 5 * BLOCK, 2 * EACH));
    assert_true(is_there(fixture, "new", "a.ignored"));
    assert_false(is_there(fixture, "", "size"));
}

static void
a_count_that_cannot_be_written_is_temporary(void **state)
{
    const Fixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    gboolean is_fitting;
    g_autofree char *path = path_of(fixture, "", "size");
    assert_int_equal(g_mkdir(path, 0700), 0);
    assert_false(quarantine_bound_add(fixture->directory, 1, 100 * EACH, &is_fitting, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
}

static void
pruning_deletes_by_age_then_by_size(void **state)
{
    const Fixture *fixture = *state;
    gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
    QuarantineBound bound = {.oldest_s = now_s - 250, .max_bytes = 100 * EACH};
    guint dropped;
    put(fixture, "new", "a.ignored", 300);
    put(fixture, "new", "b.ignored", 200);
    put(fixture, "new", "c.ignored", 100);
    assert_true(quarantine_bound_prune(fixture->directory, &bound, &dropped, NULL));
    assert_int_equal(dropped, 1);
    assert_false(is_there(fixture, "new", "a.ignored"));
    bound.max_bytes = EACH;
    assert_true(quarantine_bound_prune(fixture->directory, &bound, &dropped, NULL));
    assert_int_equal(dropped, 1);
    assert_true(is_there(fixture, "new", "c.ignored"));
    g_autofree char *text = count(fixture);
    assert_int_equal(g_ascii_strtoll(text, NULL, 10), EACH);
}

static void
pruning_a_missing_directory_makes_none(void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *missing = path_of(fixture, "", "missing");
    const QuarantineBound bound = {.max_bytes = 1};
    guint dropped = 7;
    assert_true(quarantine_bound_prune(missing, &bound, &dropped, NULL));
    assert_int_equal(dropped, 0);
    assert_false(g_file_test(missing, G_FILE_TEST_EXISTS));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            the_oldest_goes_with_its_reason_where_one_more_would_not_fit, setup, teardown),
        cmocka_unit_test_setup_teardown(what_a_crash_left_of_the_count_is_counted_anew, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(one_that_alone_is_too_large_pushes_nothing_out, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_count_that_cannot_be_written_is_temporary, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(pruning_deletes_by_age_then_by_size, setup, teardown),
        cmocka_unit_test_setup_teardown(pruning_a_missing_directory_makes_none, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

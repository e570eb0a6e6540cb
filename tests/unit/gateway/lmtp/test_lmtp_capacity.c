/* How many workers a machine or a control group has memory for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>

#include "gateway/lmtp/lmtp_capacity.h"

#define MIB (G_GUINT64_CONSTANT(1) << 20)

static void
the_number_of_workers_follows_postfix_or_the_memory(void **state)
{
    static const struct {
        guint64 memory;
        guint workers;
    } rows[] = {{0, 1},
                {31 * MIB, 1},
                {128 * MIB, 4},
                {256 * MIB, 8},
                {639 * MIB, 19},
                {640 * MIB, 20},
                {G_GUINT64_CONSTANT(1) << 50, 20}};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(lmtp_capacity_workers(rows[i].memory), rows[i].workers);
}

typedef struct {
    char *root, *slice, *service, *membership;
} Groups;

static int
setup(void **state)
{
    Groups *groups = g_new0(Groups, 1);
    groups->root = g_dir_make_tmp("capacity-XXXXXX", NULL);
    groups->slice = g_build_filename(groups->root, "a.slice", NULL);
    groups->service = g_build_filename(groups->slice, "b.service", NULL);
    groups->membership = g_build_filename(groups->root, "self", NULL);
    assert_int_equal(g_mkdir_with_parents(groups->service, 0700), 0);
    *state = groups;
    return 0;
}

static void
remove_files(const char *folder)
{
    static const char *const names[] = {"memory.max", "memory.high", "self"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(folder, names[i], NULL);
        (void)g_unlink(path);
    }
    (void)g_rmdir(folder);
}

static int
teardown(void **state)
{
    Groups *groups = *state;
    remove_files(groups->service);
    remove_files(groups->slice);
    remove_files(groups->root);
    g_free(groups->root);
    g_free(groups->slice);
    g_free(groups->service);
    g_free(groups->membership);
    g_free(groups);
    return 0;
}

static void
write_file(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static guint64
memory_of(const Groups *groups)
{
    return lmtp_capacity_memory(groups->membership, groups->root);
}

static void
the_smallest_limit_of_the_group_and_those_above_it_counts(void **state)
{
    const Groups *groups = *state;
    guint64 machine = memory_of(groups); /* nothing can be read */
    assert_true(machine > 32 * MIB);
    write_file(groups->root, "self", "1:name=systemd:/other\n0::/a.slice/b.service\n");
    assert_true(memory_of(groups) == machine);
    write_file(groups->service, "memory.max", "max\n");
    write_file(groups->service, "memory.high", "nonsense\n");
    write_file(groups->slice, "memory.max", "99999999999999999999\n");
    assert_true(memory_of(groups) == machine);
    write_file(groups->slice, "memory.max", "33554432\n");
    assert_true(memory_of(groups) == 32 * MIB);
    write_file(groups->service, "memory.high", "16777216\n");
    assert_true(memory_of(groups) == 16 * MIB);
    write_file(groups->root, "self", "0::/\n");
    assert_true(memory_of(groups) == machine);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_number_of_workers_follows_postfix_or_the_memory),
        cmocka_unit_test_setup_teardown(the_smallest_limit_of_the_group_and_those_above_it_counts,
                                        setup, teardown),
    };
    return cmocka_run_group_tests_name("lmtp_capacity", tests, NULL, NULL);
}

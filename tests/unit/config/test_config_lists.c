/* Lists whose files change while a process uses them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config_lists.h"

typedef struct {
    Config *config;
    char *path;
} Lists;

static void
write_file(const Lists *lists, const char *text)
{
    assert_true(g_file_set_contents(lists->path, text, -1, NULL)); /* a new inode */
    assert_int_equal(chmod(lists->path, 0600), 0);
}

static int
setup(void **state)
{
    Lists *lists = g_new0(Lists, 1);
    g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
    int fd = g_file_open_tmp("lists-XXXXXX", &lists->path, NULL);

    close(fd);
    write_file(lists, "one@example.org\n");
    lists->config = g_new0(Config, 1);
    lists->config->routes = g_ptr_array_new();
    lists->config->deny = g_new0(char *, 3);
    lists->config->deny[0] = g_strdup("first@example.org");
    lists->config->deny[1] = g_strdup(lists->path);
    config_lists_read(lists->config, mistakes);
    assert_int_equal(mistakes->len, 0);
    *state = lists;
    return 0;
}

static int
teardown(void **state)
{
    Lists *lists = *state;

    g_unlink(lists->path);
    g_free(lists->path);
    config_free(lists->config);
    g_free(lists);
    return 0;
}

/* What a call finds, and what the list is after it. */
static void
expect(const Lists *lists, ConfigListsState state, const char *deny)
{
    g_autofree char *mistake = NULL;

    assert_int_equal(config_lists_renew(lists->config, &mistake), state);
    assert_true((mistake != NULL) ==
                (state == CONFIG_LISTS_BROKEN || state == CONFIG_LISTS_WAITING));
    if (mistake != NULL)
        assert_true(g_str_has_prefix(mistake, "[policy] deny"));
    g_autofree char *joined = g_strjoinv(" ", lists->config->deny);
    assert_string_equal(joined, deny);
}

static void
a_changed_file_is_read_again(void **state)
{
    const Lists *lists = *state;

    expect(lists, CONFIG_LISTS_SAME, "first@example.org one@example.org");
    write_file(lists, "two@example.org\n");
    expect(lists, CONFIG_LISTS_SAME, "first@example.org two@example.org");
    expect(lists, CONFIG_LISTS_SAME, "first@example.org two@example.org");
    write_file(lists, "");
    expect(lists, CONFIG_LISTS_SAME, "first@example.org");
}

/* A value that was put in after the configuration was read, as the ticket system's pattern of
 * numbers is, is not its mistake. */
static void
only_the_lists_are_checked_again(void **state)
{
    const Lists *lists = *state;

    lists->config->number_pattern = g_strdup("INC\\\\\\\\#[0-9]+");
    write_file(lists, "two@example.org\n");
    expect(lists, CONFIG_LISTS_SAME, "first@example.org two@example.org");
}

static void
an_unchanged_file_is_not_read(void **state)
{
    const Lists *lists = *state;
    const char *before = lists->config->deny[1];

    expect(lists, CONFIG_LISTS_SAME, "first@example.org one@example.org");
    assert_ptr_equal(lists->config->deny[1], before);
}

static void
a_broken_file_leaves_the_lists_and_is_told_once(void **state)
{
    const Lists *lists = *state;
    static const char *const broken[] = {"two words@\n", "\xff\n", "*\n"};

    for (gsize i = 0; i < G_N_ELEMENTS(broken); i++) {
        write_file(lists, broken[i]);
        expect(lists, CONFIG_LISTS_BROKEN, "first@example.org one@example.org");
        expect(lists, CONFIG_LISTS_WAITING, "first@example.org one@example.org");
    }
    g_unlink(lists->path);
    expect(lists, CONFIG_LISTS_BROKEN, "first@example.org one@example.org");
    expect(lists, CONFIG_LISTS_WAITING, "first@example.org one@example.org");
    write_file(lists, "two@example.org\n");
    expect(lists, CONFIG_LISTS_MENDED, "first@example.org two@example.org");
    expect(lists, CONFIG_LISTS_SAME, "first@example.org two@example.org");
}

/* chmod changes no time but one. */
static void
a_file_that_others_can_write_is_broken(void **state)
{
    const Lists *lists = *state;

    assert_int_equal(chmod(lists->path, 0666), 0);
    expect(lists, CONFIG_LISTS_BROKEN, "first@example.org one@example.org");
    assert_int_equal(chmod(lists->path, 0600), 0);
    expect(lists, CONFIG_LISTS_MENDED, "first@example.org one@example.org");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_changed_file_is_read_again, setup, teardown),
        cmocka_unit_test_setup_teardown(only_the_lists_are_checked_again, setup, teardown),
        cmocka_unit_test_setup_teardown(an_unchanged_file_is_not_read, setup, teardown),
        cmocka_unit_test_setup_teardown(a_broken_file_leaves_the_lists_and_is_told_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_file_that_others_can_write_is_broken, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

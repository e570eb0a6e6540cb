/* Patterns that are in separate files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config_patterns.h"

static char *
file_with(const char *text)
{
    char *path = NULL;
    int fd = g_file_open_tmp("patterns-XXXXXX", &path, NULL);
    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static char **
expand(const char *first, const char *second, GPtrArray *mistakes)
{
    char **patterns = g_new0(char *, 3);
    patterns[0] = g_strdup(first);
    patterns[1] = g_strdup(second);
    config_patterns_expand(&patterns, "[policy] deny", mistakes);
    return patterns;
}

static void
files_stand_for_their_lines(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path =
        file_with("# partners\n\n  a@example.org \r\n*@b.example\n#c@c.example\nd.example");
    g_auto(GStrv) patterns = expand("first@example.org", path, mistakes);
    g_autofree char *joined = g_strjoinv(" ", patterns);
    assert_string_equal(joined, "first@example.org a@example.org *@b.example d.example");
    assert_int_equal(mistakes->len, 0);
    g_unlink(path);
}

static void
an_empty_file_has_no_patterns(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path = file_with("");
    g_auto(GStrv) patterns = expand(path, NULL, mistakes);
    assert_null(patterns[0]);
    assert_int_equal(mistakes->len, 0);
    g_unlink(path);
}

static void
unusable_files_are_named(void **state)
{
    (void)state;
    g_autofree char *latin = file_with("\xe9@example.org\n");
    const char *const paths[] = {"/nonexistent/patterns", "/dev", "/dev/null", latin};
    for (guint i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
        g_auto(GStrv) patterns = expand(paths[i], NULL, mistakes);
        assert_int_equal(mistakes->len, 1);
        assert_non_null(strstr(g_ptr_array_index(mistakes, 0), paths[i]));
        assert_true(g_str_has_prefix(g_ptr_array_index(mistakes, 0), "[policy] deny: "));
        assert_string_equal(patterns[0], paths[i]);
    }
    g_unlink(latin);
}

static void
lines_that_are_no_patterns_are_named(void **state)
{
    static const struct {
        const char *text;
        mode_t mode;
        const char *mistake;
    } rows[] = {
        {"a.example\n", 0644, NULL},
        {"a.example\r\nb.example\r\n", 0644, NULL},
        {"a.example\rb.example\r", 0644, "line ends of old Macs"},
        {"# partners\ra.example", 0644, "line ends of old Macs"},
        {"/etc/ticketgate/partners\n", 0644, "names a further file"},
        {"a.example\n", 0646, "others can write "},
        {"a.example\n", 0664, "others can write "},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
        g_autofree char *path = file_with(rows[i].text);
        assert_int_equal(chmod(path, rows[i].mode), 0);
        g_auto(GStrv) patterns = expand(path, NULL, mistakes);
        if (mistakes->len != (rows[i].mistake != NULL) ||
            (mistakes->len > 0 && strstr(g_ptr_array_index(mistakes, 0), rows[i].mistake) == NULL))
            fail_msg("row %u: %u mistakes", i, mistakes->len);
        g_unlink(path);
    }
}

static void
no_list_stays_no_list(void **state)
{
    (void)state;
    char **patterns = NULL;
    config_patterns_expand(&patterns, "x", NULL);
    assert_null(patterns);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_stand_for_their_lines),
        cmocka_unit_test(an_empty_file_has_no_patterns),
        cmocka_unit_test(unusable_files_are_named),
        cmocka_unit_test(lines_that_are_no_patterns_are_named),
        cmocka_unit_test(no_list_stays_no_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

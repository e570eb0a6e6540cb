/* What occurs twice in the file, and what comes before the first group. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "config/config_file.h"

static void
what_stands_twice_is_named(void **state)
{
    static const struct {
        const char *text, *mistakes;
    } rows[] = {
        {"", ""},
        {"[a]\nx = 1\ny = 2\n[b]\nx = 1\n", ""},
        {"[a]\nx = 1\n#x = 2\n # x = 3\n", ""},
        {"[a]\nx = 1\nx = 2\n", "[a] x: set twice, in lines 2 and 3; take one of them out"},
        {"[a]\r\nx=1\r\n  x =2\r\n", "[a] x: set twice, in lines 2 and 3; take one of them out"},
        {"[a]\nx = 1\n[b]\n[a]\ny = 2\n", ""},
        {"[a]\nx = 1\n[a]\nx = 2\n", "[a] x: set twice, in lines 2 and 4; take one of them out"},
        {"[route a]\nx = y = z\n[route b]\nx = 1\n", ""},
        {"x = 1\nx = 2\n", ""}, /* GKeyFile says that it is in no group */
        {"\xef\xbb\xbf[a]\nx = 1\nx = 2\n",
         "the file begins with a byte order mark; save it as UTF-8 without one|"
         "[a] x: set twice, in lines 2 and 3; take one of them out"},
        {"\xff\xfe[", "the file is UTF-16; save it as UTF-8"},
        {"\xfe\xff[", "the file is UTF-16; save it as UTF-8"},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
        const char *rest = config_file_check(rows[i].text, mistakes);
        assert_true(rest == rows[i].text || (guchar)rows[i].text[0] == 0xef);
        g_ptr_array_add(mistakes, NULL);
        g_autofree char *all = g_strjoinv("|", (char **)mistakes->pdata);
        if (strcmp(all, rows[i].mistakes) != 0)
            fail_msg("row %zu: %s", i, all);
    }
}

static void
what_cannot_be_read_says_so(void **state)
{
    static const char *const paths[] = {"/nonexistent/x.conf", "/dev"};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(config_file_read(paths[i], &error));
        assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_READ));
        assert_non_null(strstr(error->message, paths[i]));
    }
}

/* GKeyFile would stop there, so denied senders after it would be let in. */
static void
a_nul_byte_is_named(void **state)
{
    static const char text[] = "[a]\nx = 1\n\0[policy]\ndeny = a.example\n";
    g_autofree char *path = NULL;
    g_autoptr(GError) error = NULL;
    int fd = g_file_open_tmp("config-XXXXXX", &path, NULL);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    assert_int_equal(close(fd), 0);
    assert_null(config_file_read(path, &error));
    assert_int_equal(unlink(path), 0);
    assert_true(g_error_matches(error, CONFIG_ERROR, CONFIG_ERROR_READ));
    assert_non_null(strstr(error->message, "has a NUL byte in line 3"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_twice_is_named),
        cmocka_unit_test(what_cannot_be_read_says_so),
        cmocka_unit_test(a_nul_byte_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

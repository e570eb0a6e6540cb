/* test_charset_tables.c - finds the C library's conversion modules. */
#include "gateway/sandbox/charset_tables.h"

#include <fcntl.h>
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void
the_folder_found_holds_the_charset_modules(void **state)
{
    g_autofree char *folder = charset_tables_find();
    g_autofree char *module = NULL;

    (void)state;
    if (folder == NULL)
        skip(); /* a C library without modules */
    assert_true(g_path_is_absolute(folder));
    module = g_build_filename(folder, "ISO-2022-JP.so", NULL);
    assert_true(g_file_test(module, G_FILE_TEST_IS_REGULAR));
}

/* Loaded tables stay loaded: a child still knows a charset when it can open no file any more. In a
 * child, because they are never unloaded. */
static int
load_and_convert(void)
{
    struct rlimit no_files = {0, 0};
    iconv_t converter;

    charset_tables_load();
    if (setrlimit(RLIMIT_NOFILE, &no_files) != 0 || open("/dev/null", O_RDONLY) >= 0)
        return 1;
    converter = iconv_open("UTF-8", "KOI8-R");
    return converter != (iconv_t)-1 ? 0 : 2;
}

static void
loaded_tables_convert_without_opening_a_file(void **state)
{
    int status = -1;
    pid_t pid = fork();

    (void)state;
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(load_and_convert());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_found_holds_the_charset_modules),
        cmocka_unit_test(loaded_tables_convert_without_opening_a_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

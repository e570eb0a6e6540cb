/* test_c_library.c - finds only files in the folder of the C library. */
#include "parsers/c_library.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
the_c_library_is_found_beside_itself(void **state)
{
    g_autofree char *path = c_library_find_beside("libc.so.6");

    (void)state;
    if (path == NULL)
        skip(); /* another C library */
    assert_true(g_path_is_absolute(path));
    assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
}

static void
a_library_that_is_missing_is_not_found(void **state)
{
    (void)state;
    assert_null(c_library_find_beside("no-such-library.so"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_c_library_is_found_beside_itself),
        cmocka_unit_test(a_library_that_is_missing_is_not_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

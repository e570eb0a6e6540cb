/* test_charset_tables.c - the C library's conversion modules are found where they are. */
#include "gateway/sandbox/charset_tables.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
test_folder_holds_modules(void **state)
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

/* Loading is no fault whatever is missing, and leaves iconv as useful as before. */
static void
test_load(void **state)
{
    iconv_t converter;

    (void)state;
    charset_tables_load();
    converter = iconv_open("UTF-8", "KOI8-R");
    assert_true(converter != (iconv_t)-1);
    (void)iconv_close(converter);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folder_holds_modules),
        cmocka_unit_test(test_load),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* libpq is loaded at the first use, with all functions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/journal/store/postgres_library.h"

/* Whether a file of this name is part of this process. */
static gboolean
is_loaded(const char *name)
{
    g_autofree char *maps = NULL;

    assert_true(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
    return strstr(maps, name) != NULL;
}

static void
it_is_loaded_when_it_is_asked_for(void **state)
{
    g_autoptr(GError) error = NULL;

    (void)state;
    assert_false(is_loaded("libpq.so"));
    const PostgresLibrary *library = postgres_library(&error);
    if (library == NULL)
        fail_msg("%s", error->message);
    assert_true(is_loaded("libpq.so"));
    assert_ptr_equal(postgres_library(NULL), library);
}

static void
every_function_of_the_table_is_there(void **state)
{
    const PostgresLibrary *library = postgres_library(NULL);
    PostgresLibrary table = *library;

    (void)state;
    for (gsize at = 0; at < sizeof table; at += sizeof(void *))
        assert_non_null(G_STRUCT_MEMBER(void *, &table, at));
    assert_true(library->libVersion() >= 140000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_loaded_when_it_is_asked_for),
        cmocka_unit_test(every_function_of_the_table_is_there),
    };

    return cmocka_run_group_tests_name("postgres_library", tests, NULL, NULL);
}

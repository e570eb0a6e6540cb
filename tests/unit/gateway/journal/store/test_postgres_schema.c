/* The steps of PostgreSQL lead to the same version as those of SQLite. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/journal/store/postgres_schema.h"
#include "gateway/journal/store/sqlite_schema.h"

static void
both_engines_have_the_same_version(void **state)
{
    (void)state;
    assert_int_equal(postgres_schema_version(), sqlite_schema_version());
}

static void
each_step_is_one_version_newer_than_the_one_before(void **state)
{
    const PostgresSchemaStep *first = postgres_schema_step(0);
    const PostgresSchemaStep *step = NULL;
    guint version = first->version;

    (void)state;
    while ((step = postgres_schema_step(version)) != NULL) {
        assert_int_equal(step->version, version + 1);
        assert_in_range(step->usable_from, first->version, step->version);
        version = step->version;
    }
    assert_int_equal(version, postgres_schema_version());
}

/* libpq sends them one by one. */
static void
no_step_has_two_statements_in_one(void **state)
{
    guint version = 0;
    const PostgresSchemaStep *step = NULL;

    (void)state;
    for (; (step = postgres_schema_step(version)) != NULL; version = step->version)
        for (gsize i = 0; step->sql[i] != NULL; i++)
            assert_null(strchr(step->sql[i], ';'));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_engines_have_the_same_version),
        cmocka_unit_test(each_step_is_one_version_newer_than_the_one_before),
        cmocka_unit_test(no_step_has_two_statements_in_one),
    };

    return cmocka_run_group_tests_name("postgres_schema", tests, NULL, NULL);
}

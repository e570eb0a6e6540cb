/* What the codes of PostgreSQL's errors mean. Those of a real server are in test_postgres_store.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/journal/store/postgres_internal.h"

static void
each_code_says_what_can_be_done(void **state)
{
    static const struct {
        const char *sqlstate;
        StoreError code;
    } rows[] = {
        {"08006", STORE_ERROR_GONE},      /* connection failure */
        {"57P01", STORE_ERROR_GONE},      /* shut down by an administrator */
        {"57P02", STORE_ERROR_GONE},      /* another session crashed */
        {"57P03", STORE_ERROR_GONE},      /* starting up */
        {"53300", STORE_ERROR_GONE},      /* too many connections */
        {"25P03", STORE_ERROR_GONE},      /* idle in a transaction for too long */
        {"58030", STORE_ERROR_GONE},      /* its disk fails */
        {"25006", STORE_ERROR_READ_ONLY}, /* a standby */
        {"53100", STORE_ERROR_FULL},      /* disk full */
        {"55P03", STORE_ERROR_BUSY},      /* lock timeout */
        {"57014", STORE_ERROR_BUSY},      /* statement timeout */
        {"40001", STORE_ERROR_BUSY},      /* cannot be serialised */
        {"40P01", STORE_ERROR_BUSY},      /* deadlock */
        {"XX001", STORE_ERROR_DAMAGED},   {"XX002", STORE_ERROR_DAMAGED},
        {"28P01", STORE_ERROR_OTHER}, /* wrong password */
        {"3D000", STORE_ERROR_OTHER}, /* no such database */
        {"42601", STORE_ERROR_OTHER},     {NULL, STORE_ERROR_OTHER},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        if (postgres_error_code(rows[i].sqlstate) != rows[i].code)
            fail_msg("%s: %d", rows[i].sqlstate, (int)postgres_error_code(rows[i].sqlstate));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_says_what_can_be_done),
    };

    return cmocka_run_group_tests_name("postgres_error", tests, NULL, NULL);
}

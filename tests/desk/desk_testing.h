#pragma once

/* Shared by the desk's tests: cmocka with the headers it needs, and a database in memory. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "desk_store.h"

static inline void
assert_desk_error(const GError *error, DeskError code, const char *words)
{
    assert_non_null(error);
    assert_true(error->domain == DESK_ERROR);
    assert_int_equal(error->code, code);
    if (strstr(error->message, words) == NULL)
        fail_msg("'%s' does not say '%s'", error->message, words);
}

static inline DeskStore *
open_memory_store(void)
{
    g_autoptr(GError) error = NULL;
    DeskStore *store = desk_store_open(":memory:", TRUE, &error);
    if (store == NULL)
        fail_msg("%s", error->message);
    return store;
}

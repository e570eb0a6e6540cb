#include "desk_testing.h"

#include <string.h>

#include "desk_ledger.h"

static void
lets_in_with_a_token(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    g_autofree char *token = desk_ledger_issue_token(store, 60, NULL);
    assert_int_equal(strlen(token), 64);
    g_autofree char *header = g_strconcat("Bearer ", token, NULL);
    assert_true(desk_ledger_check_token(store, header, NULL));

    g_autoptr(GError) error = NULL;
    assert_true(desk_ledger_revoke_tokens(store, NULL));
    assert_false(desk_ledger_check_token(store, header, &error));
    assert_desk_error(error, DESK_ERROR_UNAUTHORIZED, "unknown or dead");
}

static void
keeps_out_without(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    g_autofree char *token = desk_ledger_issue_token(store, 0, NULL);
    g_autofree char *dead = g_strconcat("Bearer ", token, NULL);
    const struct {
        const char *header;
        const char *words;
    } cases[] = {
        {NULL, "no Bearer"},
        {"", "no Bearer"},
        {"Basic eDp5", "no Bearer"},
        {"Bearer ", "unknown or dead"},
        {"Bearer x", "unknown or dead"},
        {dead, "unknown or dead"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_false(desk_ledger_check_token(store, cases[i].header, &error));
        assert_desk_error(error, DESK_ERROR_UNAUTHORIZED, cases[i].words);
    }
}

static void
keeps_no_token_readable(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    g_autofree char *token = desk_ledger_issue_token(store, 60, NULL);
    g_autoptr(DeskStatement) find = desk_store_prepare(store, "SELECT hash FROM tokens", NULL);
    assert_true(desk_statement_step(find, NULL, NULL));
    assert_string_not_equal(desk_statement_text(find, 0), token);
}

static void
logs_the_end(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    DeskLogEntry entry = {.operation = "get", .method = "GET", .path = "/x", .bytes = 0};
    gint64 id = desk_ledger_log(store, &entry, NULL);
    assert_int_equal(id, 1);
    assert_true(desk_ledger_log_end(store, id, 200, NULL, NULL));
    g_autoptr(DeskStatement) find =
        desk_store_prepare(store, "SELECT status, fault FROM requests WHERE path = '/x'", NULL);
    assert_true(desk_statement_step(find, NULL, NULL));
    assert_string_equal(desk_statement_text(find, 0), "200");
    assert_string_equal(desk_statement_text(find, 1), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lets_in_with_a_token),
        cmocka_unit_test(keeps_out_without),
        cmocka_unit_test(keeps_no_token_readable),
        cmocka_unit_test(logs_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

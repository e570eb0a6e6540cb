/* [journal] url: what cannot be one, and a password in it, are mistakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/config_journal.h"

#define TEXT(text) ((char[]){text})
#define HAS_PASSWORD "[journal] url: has a password"
#define NO_URL "[journal] url: does not begin with postgresql://"

static void
each_mistake_is_named_with_its_key(void **state)
{
    const struct {
        Config config;
        const char *beginning; /* NULL: no mistake */
    } rows[] = {
        {{0}, NULL},
        {{.journal_url = TEXT("postgresql://ticketgate@db.example.org/ticketgate")}, NULL},
        {{.journal_url = TEXT("postgres://a,b:5433/x?target_session_attrs=read-write")}, NULL},
        {{.journal_url = TEXT("postgresql://?service=ticketgate")}, NULL},
        {{.journal_url = TEXT("postgresql://[::1]:5432/x")}, NULL},
        {{.journal_url = TEXT("postgresql://u@%2Frun%2Fpostgresql/x"),
          .journal_password_file = TEXT("p"),
          .is_journal_insecure = TRUE},
         NULL},
        {{.journal_url = TEXT("postgresql://u:secret@db.example.org/x")}, HAS_PASSWORD},
        {{.journal_url = TEXT("postgresql://u:@db.example.org/x")}, HAS_PASSWORD},
        {{.journal_url = TEXT("postgresql://db/x?user=u&password=secret")}, HAS_PASSWORD},
        {{.journal_url = TEXT("postgresql://db/x?pass%77ord=secret")}, HAS_PASSWORD},
        {{.journal_url = TEXT("/var/lib/ticketgate/journal.db")}, NO_URL},
        {{.journal_url = TEXT("mysql://db/x")}, NO_URL},
        {{.journal_url = TEXT("host=db dbname=x")}, NO_URL},
        {{.journal_password_file = TEXT("p")}, "[journal] password_file: only counts"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);
        config_journal_check(&rows[i].config, mistakes);
        const char *line = mistakes->len > 0 ? g_ptr_array_index(mistakes, 0) : "nothing";
        if (mistakes->len != (rows[i].beginning != NULL) ||
            (mistakes->len > 0 && !g_str_has_prefix(line, rows[i].beginning)))
            fail_msg("row %u: %u mistakes, first: %s", i, mistakes->len, line);
    }
}

static void
the_password_itself_is_never_told(void **state)
{
    const Config config = {.journal_url = TEXT("postgresql://u:hunter2@db.example.org/x")};
    g_autoptr(GPtrArray) mistakes = g_ptr_array_new_with_free_func(g_free);

    (void)state;
    config_journal_check(&config, mistakes);
    assert_int_equal(mistakes->len, 1);
    assert_null(g_strstr_len(g_ptr_array_index(mistakes, 0), -1, "hunter2"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_is_named_with_its_key),
        cmocka_unit_test(the_password_itself_is_never_told),
    };

    return cmocka_run_group_tests_name("config_journal", tests, NULL, NULL);
}

/* A file that waits for a journal does not count as one, and one that moved away makes room. */
#include "tests/unit/journal_fixture.h"

#include "gateway/journal/journal_target.h"

#define FROM "postgresql://user@db.example.org/mail"

static char *
path_in(const Fixture *fixture)
{
    return g_build_filename(fixture->directory, "target.sqlite", NULL);
}

static gboolean
agrees(gpointer unused, GError **error)
{
    (void)unused;
    (void)error;
    return TRUE;
}

static void
a_file_that_waits_is_no_journal(void **state)
{
    g_autofree char *path = path_in(*state);
    g_autofree char *put_aside = NULL;
    const StoreLocation location = {.path = path};
    gboolean has_rows = TRUE;

    for (guint i = 0; i < 2; i++) { /* the second time, it is found waiting */
        JournalTarget target = {.location = &location, .from = FROM};
        assert_true(journal_target_open(&target, FALSE, &put_aside, NULL));
        assert_null(put_aside);
        assert_true(journal_target_wait(&target, agrees, NULL, NULL));
        assert_true(journal_target_has(&target, "a move", &has_rows, NULL));
        assert_false(has_rows);
        store_close(target.store);
        assert_false(store_file_is_in_use(path));
        assert_true(store_file_has_moved(path));
    }
    assert_null(journal_open(path, NULL));
}

/* Not even between being made and being marked: the process may die there. */
static void
a_file_that_is_made_is_no_journal_for_a_moment(void **state)
{
    g_autofree char *path = path_in(*state);
    g_autofree char *put_aside = NULL;
    const StoreLocation location = {.path = path};
    JournalTarget target = {.location = &location, .from = FROM};
    g_autoptr(GError) error = NULL;

    assert_true(journal_target_open(&target, FALSE, &put_aside, NULL));
    store_close(target.store);
    assert_null(journal_open(path, &error));
    assert_non_null(strstr(error->message, "has moved to " FROM));
}

static void
a_file_that_moved_elsewhere_gets_another_name(void **state)
{
    g_autofree char *path = path_in(*state);
    g_autofree char *put_aside = NULL;
    const StoreLocation location = {.path = path};
    JournalTarget earlier = {.location = &location, .from = "postgresql://another/"};
    JournalTarget target = {.location = &location, .from = FROM};
    gboolean has_rows = TRUE;
    g_autoptr(GError) error = NULL;

    assert_true(journal_target_open(&earlier, FALSE, NULL, NULL));
    assert_true(journal_target_wait(&earlier, agrees, NULL, NULL));
    store_close(earlier.store);
    assert_true(journal_target_open(&target, FALSE, NULL, NULL));
    assert_false(journal_target_has(&target, "a move", &has_rows, &error));
    assert_int_equal(error->code, STORE_ERROR_FOREIGN);
    assert_non_null(strstr(error->message, "has moved to postgresql://another/"));
    store_close(target.store);
    assert_true(journal_target_open(&target, FALSE, &put_aside, NULL));
    assert_non_null(put_aside);
    assert_true(journal_target_has(&target, "a move", &has_rows, NULL));
    store_close(target.store);
    assert_true(store_file_has_moved(path)); /* there is always one that says where it is */
    assert_true(store_file_has_moved(put_aside));
}

static void
the_option_of_a_direction_is_that_of_its_target(void **unused)
{
    (void)unused;
    assert_string_equal(journal_target_option(&(StoreLocation){.path = "/x"}), " --back");
    assert_string_equal(journal_target_option(&(StoreLocation){.url = FROM}), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_file_that_waits_is_no_journal),
        fixture_test(a_file_that_is_made_is_no_journal_for_a_moment),
        fixture_test(a_file_that_moved_elsewhere_gets_another_name),
        cmocka_unit_test(the_option_of_a_direction_is_that_of_its_target),
    };
    return cmocka_run_group_tests_name("journal_target", tests, NULL, NULL);
}

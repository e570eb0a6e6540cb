/* Messages in the quarantine: found by the beginning of their name, wherever a mail reader moved
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/quarantine/quarantine.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "tests/unit/delivery_fixture.h"

typedef struct {
    char *root;
    char *directory;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->root = g_dir_make_tmp("shelf-XXXXXX", NULL);
    fixture->directory = g_build_filename(fixture->root, "kept", NULL);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    char *argv[] = {(char *)"rm", (char *)"-rf", fixture->root, NULL};
    g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
    g_free(fixture->directory);
    g_free(fixture->root);
    g_free(fixture);
    return 0;
}

static void
keep(const Fixture *fixture, const char *name, gint64 kept_s)
{
    g_autoptr(QuarantineReason) reason = quarantine_reason_new();
    reason->kind = g_strdup("refused");
    reason->kept_s = kept_s;
    reason->text = g_strdup(name);
    g_autofree char *text = quarantine_reason_write(reason);
    int fd = delivery_fixture_message("Subject: x\n\ny\n");
    assert_true(quarantine_keep(fixture->directory, name, fd, text, NULL));
    close(fd);
}

/* The names in order, with a space between. */
static char *
names(const Fixture *fixture)
{
    g_autoptr(GPtrArray) items = quarantine_shelf_list(fixture->directory, NULL);
    GString *text = g_string_new(NULL);
    assert_non_null(items);
    for (guint i = 0; i < items->len; i++)
        g_string_append_printf(text, "%s%s", i > 0 ? " " : "",
                               ((QuarantineItem *)g_ptr_array_index(items, i))->name);
    return g_string_free(text, FALSE);
}

static void
a_missing_directory_is_empty(void **state)
{
    g_autofree char *all = names(*state);
    assert_string_equal(all, "");
}

static void
the_oldest_comes_first(void **state)
{
    keep(*state, "b.refused", 100);
    keep(*state, "a.refused", 300);
    keep(*state, "c.refused", 200);
    g_autofree char *all = names(*state);
    assert_string_equal(all, "b.refused c.refused a.refused");
}

static void
what_a_mail_reader_moved_is_still_there(void **state)
{
    const Fixture *fixture = *state;
    keep(fixture, "a1.refused", 100);
    g_autofree char *from = g_build_filename(fixture->directory, "new", "a1.refused", NULL);
    g_autofree char *to = g_build_filename(fixture->directory, "cur", "a1.refused:2,S", NULL);
    assert_int_equal(g_rename(from, to), 0);
    g_autoptr(QuarantineItem) item = quarantine_shelf_find(fixture->directory, "a1", NULL);
    assert_non_null(item);
    assert_string_equal(item->name, "a1.refused");
    assert_string_equal(item->path, to);
    assert_string_equal(item->reason->text, "a1.refused");
    assert_int_equal(item->size, 14);
}

static void
a_name_has_to_be_one(void **state)
{
    static const struct {
        const char *name;
        const char *found; /* NULL: no message */
    } rows[] = {{"ab.refused", "ab.refused"},
                {"ab.r", "ab.refused"},
                {"ab", NULL},
                {"abc", "abc.refused"},
                {"x", NULL},
                {"", NULL},
                {"../new/abc", NULL},
                {"ab.refused:2", NULL}};
    const Fixture *fixture = *state;
    keep(fixture, "ab.refused", 100);
    keep(fixture, "abc.refused", 100);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(QuarantineItem) item =
            quarantine_shelf_find(fixture->directory, rows[i].name, &error);
        if (g_strcmp0(item != NULL ? item->name : NULL, rows[i].found) != 0)
            fail_msg("%s finds %s", rows[i].name, item != NULL ? item->name : "nothing");
        assert_true(item != NULL || g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_USAGE));
    }
}

static void
dropped_is_gone_with_its_reason(void **state)
{
    const Fixture *fixture = *state;
    keep(fixture, "a.refused", 100);
    keep(fixture, "b.refused", 200);
    g_autoptr(QuarantineItem) item = quarantine_shelf_find(fixture->directory, "a", NULL);
    assert_true(quarantine_shelf_drop(item, NULL));
    g_autofree char *all = names(fixture);
    assert_string_equal(all, "b.refused");
    g_autofree char *reason =
        g_build_filename(fixture->directory, "reasons", "a.refused.txt", NULL);
    assert_false(g_file_test(reason, G_FILE_TEST_EXISTS));
}

/* "a" is the beginning of a name of both kinds: ignored mail is searched last. */
static void
what_was_ignored_is_found_and_not_listed_with_the_others(void **state)
{
    const Fixture *fixture = *state;
    keep(fixture, "a.refused", 100);
    keep(fixture, "a.ignored", 50);
    keep(fixture, "b.ignored", 60);
    g_autofree char *all = names(fixture);
    assert_string_equal(all, "a.refused");
    g_autoptr(QuarantineItem) refused = quarantine_shelf_find(fixture->directory, "a", NULL);
    assert_string_equal(refused->name, "a.refused");
    g_autoptr(QuarantineItem) ignored = quarantine_shelf_find(fixture->directory, "b", NULL);
    assert_string_equal(ignored->name, "b.ignored");
    assert_true(quarantine_shelf_drop(ignored, NULL));
    assert_null(quarantine_shelf_find(fixture->directory, "b", NULL));
}

static void
one_without_its_reason_is_listed(void **state)
{
    const Fixture *fixture = *state;
    keep(fixture, "a.oversize", 100);
    g_autofree char *reason =
        g_build_filename(fixture->directory, "reasons", "a.oversize.txt", NULL);
    assert_int_equal(g_unlink(reason), 0);
    g_autoptr(QuarantineItem) item = quarantine_shelf_find(fixture->directory, "a", NULL);
    assert_string_equal(item->reason->kind, "oversize");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_missing_directory_is_empty, setup, teardown),
        cmocka_unit_test_setup_teardown(the_oldest_comes_first, setup, teardown),
        cmocka_unit_test_setup_teardown(what_a_mail_reader_moved_is_still_there, setup, teardown),
        cmocka_unit_test_setup_teardown(a_name_has_to_be_one, setup, teardown),
        cmocka_unit_test_setup_teardown(dropped_is_gone_with_its_reason, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_ignored_is_found_and_not_listed_with_the_others,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(one_without_its_reason_is_listed, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The table of kinds, and their folders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/delivery/quarantine_copy.h"

static void
every_kind_that_is_kept_is_in_the_table(void **state)
{
    static const char *const names[] = {QUARANTINE_COPY_UNPARSED,      QUARANTINE_COPY_OVERSIZE,
                                        QUARANTINE_COPY_REFUSED,       QUARANTINE_COPY_INFECTED,
                                        QUARANTINE_COPY_REFUSED_FILES, QUARANTINE_IGNORED,
                                        QUARANTINE_PART_FLOOD};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *file = g_strconcat("0123abcd.", names[i], NULL);
        assert_string_equal(quarantine_kind_of(names[i])->name, names[i]);
        assert_string_equal(quarantine_kind_of(file)->name, names[i]);
    }
}

static void
only_what_may_go_has_a_bound_and_a_place_of_its_own(void **state)
{
    (void)state;
    for (const QuarantineKind *kind = quarantine_kinds(); kind->name != NULL; kind++) {
        gboolean may_go = g_str_equal(kind->name, "ignored") || g_str_equal(kind->name, "flood");
        gboolean is_part = g_str_equal(kind->name, QUARANTINE_PART_FLOOD);
        if (quarantine_kind_is_unproven(kind) || is_part) {
            assert_false(kind->is_bounded); /* synced before the mail continues */
            assert_string_equal(kind->folder, is_part ? "participant" : "unproven");
            continue;
        }
        g_autofree char *directory = quarantine_kind_directory(kind, "/q");
        g_autofree char *own = g_strconcat("/q/", kind->name, NULL);
        assert_int_equal(kind->is_bounded, may_go);
        assert_true(may_go ? g_str_equal(directory, own)
                           : g_str_equal(directory, "/q") || g_str_equal(directory, "/q/"));
    }
}

static void
only_copies_whose_ticket_exists_are_of_another_kind_where_they_are_unproven(void **state)
{
    static const struct {
        const char *kind, *unproven;
    } rows[] = {{QUARANTINE_COPY_UNPARSED, "unproven-unparsed"},
                {QUARANTINE_COPY_OVERSIZE, "unproven-oversize"},
                {QUARANTINE_COPY_INFECTED, "unproven-infected"},
                {QUARANTINE_COPY_REFUSED_FILES, "unproven-refused-files"},
                {QUARANTINE_COPY_REFUSED_TEXT, "unproven-refused-text"},
                {QUARANTINE_COPY_REFUSED, "unproven-refused"}, /* it was returned to its sender */
                {QUARANTINE_IGNORED, QUARANTINE_IGNORED},
                {QUARANTINE_FLOOD, QUARANTINE_FLOOD},
                {QUARANTINE_PART_FLOOD, QUARANTINE_PART_FLOOD}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const QuarantineKind *kind = quarantine_kind_unproven(rows[i].kind);
        assert_string_equal(kind->name, rows[i].unproven);
        assert_int_equal(quarantine_kind_is_unproven(kind), i < 6);
    }
}

static void
an_unknown_kind_is_kept_where_everything_is(void **state)
{
    (void)state;
    assert_null(quarantine_kind_of("abc.later")->name);
    assert_string_equal(quarantine_kind_of("abc.later")->folder, "");
    assert_false(quarantine_kind_of("abc.later")->is_bounded);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_that_is_kept_is_in_the_table),
        cmocka_unit_test(only_what_may_go_has_a_bound_and_a_place_of_its_own),
        cmocka_unit_test(
            only_copies_whose_ticket_exists_are_of_another_kind_where_they_are_unproven),
        cmocka_unit_test(an_unknown_kind_is_kept_where_everything_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

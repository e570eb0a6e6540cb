/* Making room in the quarantine: some mail may be deleted; for mail that must never be deleted, new
 * mail waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/quarantine/quarantine.h"
#include "gateway/quarantine/quarantine_bound.h"
#include "gateway/quarantine/quarantine_quota.h"

#define BLOCK 8192 /* the size of a message of a few octets and its reason */

static int
setup(void **state)
{
    *state = g_dir_make_tmp("ticketgate-quota-XXXXXX", NULL);
    return *state == NULL;
}

static int
teardown(void **state)
{
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", (char *)*state);
    g_free(*state);
    return system(command);
}

/* The result for one more message. */
typedef enum { KEPT, TAKEN, NEARLY_FULL, DROPPED, WAITS } Outcome;

static Outcome
keep(const char *directory, guint64 max_bytes, guint64 min_free, const char *name)
{
    const QuarantineQuota quota = {.quarantine = directory,
                                   .max_bytes = max_bytes,
                                   .min_free = min_free,
                                   .ignored_bytes = (guint64)1000 * BLOCK};
    const QuarantineKind *kind = quarantine_kind_of(name);
    QuarantineRoom room;
    g_autoptr(GError) error = NULL;
    assert_true(quarantine_make_directories(directory, NULL));
    if (!quarantine_quota_make_room(&quota, kind, 10, &room, &error)) {
        assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
        return WAITS;
    }
    if (room == QUARANTINE_ROOM_NONE)
        return DROPPED;
    g_autofree char *path = g_build_filename(directory, "in", NULL);
    assert_true(g_file_set_contents(path, "0123456789", 10, NULL));
    FILE *file = fopen(path, "r");
    assert_true(quarantine_keep(directory, name, fileno(file), "why", NULL));
    fclose(file);
    g_unlink(path);
    if (room == QUARANTINE_ROOM_TAKEN)
        return TAKEN;
    return room == QUARANTINE_ROOM_NEARLY_FULL ? NEARLY_FULL : KEPT;
}

static guint
count(const char *directory, const char *folder)
{
    g_autofree char *path = g_build_filename(directory, folder, "new", NULL);
    g_autoptr(GDir) opened = g_dir_open(path, 0, NULL);
    guint n = 0;
    while (opened != NULL && g_dir_read_name(opened) != NULL)
        n++;
    return n;
}

static void
the_oldest_ignored_then_floods_go(void **state)
{
    const char *directory = *state;
    const guint64 max = (guint64)10 * BLOCK;
    for (guint i = 0; i < 4; i++) {
        g_autofree char *ignored = g_strdup_printf("i%u.ignored", i);
        g_autofree char *flood = g_strdup_printf("f%u.flood", i);
        assert_int_equal(keep(directory, max, 0, ignored), KEPT);
        assert_int_equal(keep(directory, max, 0, flood), KEPT);
    }
    static const struct {
        Outcome outcome;
        guint n_ignored, n_flood;
    } rows[] = {
        {KEPT, 4, 4},        {KEPT, 4, 4},        {KEPT, 3, 4},  {KEPT, 2, 4},
        {KEPT, 1, 4},        {KEPT, 0, 4},        {KEPT, 0, 3},  {KEPT, 0, 2},
        {NEARLY_FULL, 0, 1}, {NEARLY_FULL, 0, 0}, {WAITS, 0, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = g_strdup_printf("r%u.refused", i);
        if (keep(directory, max, 0, name) != rows[i].outcome ||
            count(directory, "ignored") != rows[i].n_ignored ||
            count(directory, "flood") != rows[i].n_flood)
            fail_msg("row %u: %u ignored, %u of floods", i, count(directory, "ignored"),
                     count(directory, "flood"));
    }
    assert_int_equal(keep(directory, max, 0, "i.ignored"), DROPPED);
    assert_int_equal(keep(directory, max, 0, "f.flood"), WAITS);
    assert_int_equal(keep(directory, 0, 0, "more.refused"), KEPT);
}

static void
a_flood_makes_room_for_itself(void **state)
{
    const char *directory = *state;
    const guint64 max = (guint64)4 * BLOCK;
    assert_int_equal(keep(directory, max, 0, "r.refused"), KEPT);
    for (guint i = 0; i < 6; i++) {
        g_autofree char *flood = g_strdup_printf("f%u.flood", i);
        assert_int_equal(keep(directory, max, 0, flood), KEPT);
    }
    assert_int_equal(count(directory, "flood"), 3);
    assert_int_equal(count(directory, ""), 1);
}

/* A stranger sends many files that are too large for a ticket. */
static void
copies_of_unproven_mail_take_half_and_nobody_elses_room(void **state)
{
    const char *directory = *state;
    const guint64 max = (guint64)10 * BLOCK;
    for (guint i = 0; i < 40; i++) {
        g_autofree char *name = g_strdup_printf("u%u.unproven-oversize", i);
        assert_int_equal(keep(directory, max, 0, name), i < 5 ? KEPT : TAKEN);
    }
    assert_in_range(count(directory, "unproven"), 4, 5);
    assert_int_equal(keep(directory, max, 0, "i.ignored"), KEPT);
    for (guint i = 0; i < 10; i++) { /* mail of others never waits because of it */
        g_autofree char *name = g_strdup_printf("o%u.oversize", i);
        assert_int_not_equal(keep(directory, max, 0, name), WAITS);
    }
    assert_int_equal(count(directory, "unproven") + count(directory, "ignored"), 0);
    assert_int_equal(keep(directory, max, 0, "u.unproven-oversize"), WAITS);
    assert_int_equal(keep(directory, max, 0, "o.oversize"),
                     WAITS); /* mail that must never be deleted */
    assert_int_equal(count(directory, ""), 10);
}

static void
copies_go_behind_floods_and_before_what_never_goes(void **state)
{
    const char *directory = *state;
    const guint64 max = (guint64)4 * BLOCK;
    assert_int_equal(keep(directory, max, 0, "p.participant-flood"), KEPT);
    assert_int_equal(keep(directory, max, 0, "f.flood"), KEPT);
    for (guint i = 0; i < 3; i++) {
        g_autofree char *name = g_strdup_printf("u%u.unproven-infected", i);
        assert_int_not_equal(keep(directory, max, 0, name), WAITS);
    }
    assert_int_equal(count(directory, "unproven"), 2);
    assert_int_equal(count(directory, "participant"), 1);
    assert_int_not_equal(keep(directory, max, 0, "q.participant-flood"), WAITS);
    assert_int_equal(keep(directory, max, 0, "g.flood"),
                     WAITS); /* and floods do not delete copies */
    assert_int_equal(count(directory, "unproven"), 2);
}

/* A stranger opens a ticket and comments on it without end. */
static void
floods_of_participants_take_half_and_hold_up_nobody(void **state)
{
    const char *directory = *state;
    const guint64 max = (guint64)10 * BLOCK;
    for (guint i = 0; i < 40; i++) {
        g_autofree char *name = g_strdup_printf("p%u.participant-flood", i);
        assert_int_equal(keep(directory, max, 0, name), i < 5 ? KEPT : TAKEN);
    }
    assert_in_range(count(directory, "participant"), 4, 5);
    for (guint i = 0; i < 5; i++) { /* nor do unproven copies delete them */
        g_autofree char *name = g_strdup_printf("u%u.unproven-oversize", i);
        assert_int_not_equal(keep(directory, max, 0, name), WAITS);
    }
    assert_in_range(count(directory, "participant"), 4, 5);
    for (guint i = 0; i < 10; i++) {
        g_autofree char *name = g_strdup_printf("o%u.oversize", i);
        assert_int_not_equal(keep(directory, max, 0, name), WAITS);
    }
    assert_int_equal(count(directory, "participant"), 0);
    assert_int_equal(keep(directory, max, 0, "p.participant-flood"), WAITS);
}

static void
the_disk_keeps_some_room(void **state)
{
    const char *directory = *state;
    const guint64 never = (guint64)1 << 60;
    assert_int_equal(keep(directory, 0, 0, "i.ignored"), KEPT);
    assert_int_equal(keep(directory, 0, 0, "f.flood"), KEPT);
    assert_int_equal(keep(directory, 0, never, "j.ignored"), DROPPED);
    assert_int_equal(keep(directory, 0, never, "r.refused"), WAITS);
    assert_int_equal(count(directory, "ignored") + count(directory, "flood"), 0);
    assert_int_equal(keep(directory, 0, 1, "r.refused"), KEPT);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_oldest_ignored_then_floods_go, setup, teardown),
        cmocka_unit_test_setup_teardown(a_flood_makes_room_for_itself, setup, teardown),
        cmocka_unit_test_setup_teardown(copies_of_unproven_mail_take_half_and_nobody_elses_room,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(floods_of_participants_take_half_and_hold_up_nobody, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(copies_go_behind_floods_and_before_what_never_goes, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_disk_keeps_some_room, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Counts and reasons of an import, in memory that has a limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/delivery/envelope.h"
#include "gateway/import/import_tally.h"
#include "gateway/policy/decision.h"

static void
every_decision_has_its_outcome(void **state)
{
    (void)state;
    for (guint kind = DECISION_CREATE; kind <= DECISION_REJECT; kind++) {
        const char *name = decision_kind_name((DecisionKind)kind);
        assert_string_equal(import_tally_name(import_tally_outcome(name)), name);
    }
    assert_int_equal(import_tally_outcome(DELIVERY_DUPLICATE), IMPORT_KNOWN);
}

static void
the_line_has_what_there_is(void **state)
{
    (void)state;
    g_autoptr(ImportTally) tally = import_tally_new(50);
    g_autofree char *empty = import_tally_line(tally);
    assert_string_equal(empty, "");
    tally->counts[IMPORT_CREATE] = 40;
    tally->counts[IMPORT_KNOWN] = 9;
    g_autofree char *line = import_tally_line(tally);
    assert_string_equal(line, "create 40, delivered before 9");
}

static void
reasons_count_without_their_numbers(void **state)
{
    (void)state;
    g_autoptr(ImportTally) tally = import_tally_new(5);
    import_tally_add(tally, IMPORT_COMMENT, "the subject names INC0000001, which is open");
    import_tally_add(tally, IMPORT_COMMENT, "the subject names INC0000002, which is open");
    import_tally_add(tally, IMPORT_REOPEN, "the subject names INC0000002, which is open");
    import_tally_add_quarantined(tally, "oversize");
    assert_int_equal(tally->counts[IMPORT_COMMENT], 2);
    assert_int_equal(tally->reasons->len, 2);
    const ImportReason *first = g_ptr_array_index(tally->reasons, 0);
    assert_string_equal(first->text, "the subject names ..., which is open");
    assert_int_equal(first->count, 2);
    assert_int_equal(tally->quarantined, 1);
}

static void
a_flood_of_reasons_and_faults_stays_small(void **state)
{
    (void)state;
    g_autoptr(ImportTally) tally = import_tally_new(5000);
    for (guint i = 0; i < 5000; i++) {
        g_autofree char *reason = g_strdup_printf("reason %c%c%c", 'a' + (int)(i % 26),
                                                  'a' + (int)(i / 26 % 26), 'a' + (int)(i / 676));
        const ImportFault fault = {.place = reason, .reason = reason, .is_left = i % 2 == 0};
        import_tally_add_fault(tally, &fault);
    }
    assert_int_equal(tally->counts[IMPORT_FAULT], 2500);
    assert_int_equal(tally->counts[IMPORT_LEFT], 2500);
    assert_true(tally->reasons->len <= 102);
    assert_int_equal(tally->faults->len, 1000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_decision_has_its_outcome),
        cmocka_unit_test(the_line_has_what_there_is),
        cmocka_unit_test(reasons_count_without_their_numbers),
        cmocka_unit_test(a_flood_of_reasons_and_faults_stays_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

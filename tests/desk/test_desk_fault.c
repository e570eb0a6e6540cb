#include "desk_testing.h"

#include <string.h>

#include "desk_fault.h"

static void
reads_every_word(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        DeskFault want;
    } cases[] = {
        {"create after drop", {.kind = DESK_FAULT_DROP, .is_after = TRUE, .times = 1}},
        {" any\tdrop ", {.kind = DESK_FAULT_DROP, .times = 1}},
        {"update before status=503 retry-after=1 times=2",
         {.kind = DESK_FAULT_STATUS, .status = 503, .times = 2}},
        {"token torn times=ever", {.kind = DESK_FAULT_TORN, .times = -1}},
        {"list slow", {.kind = DESK_FAULT_SLOW, .pause_ms = 100, .times = 1}},
        {"list slow=7", {.kind = DESK_FAULT_SLOW, .pause_ms = 7, .times = 1}},
        {"get nonsense skip=3", {.kind = DESK_FAULT_NONSENSE, .skip = 3, .times = 1}},
        {"api 202-without-number", {.kind = DESK_FAULT_WITHOUT_NUMBER, .times = 1}},
        {"api unwrapped", {.kind = DESK_FAULT_UNWRAPPED, .times = 1}},
        {"news repeat", {.kind = DESK_FAULT_REPEAT, .times = 1}},
        {"attachment without=name", {.kind = DESK_FAULT_WITHOUT, .times = 1}},
        {"acknowledge shape=flat status=500",
         {.kind = DESK_FAULT_STATUS, .status = 500, .shape = DESK_SHAPE_FLAT, .times = 1}},
        {"list header=Quota-Used:9", {.kind = DESK_FAULT_NONE, .times = 1}},
        {"get delay=50", {.kind = DESK_FAULT_NONE, .delay_ms = 50, .times = 1}},
        {"get redirect=http://x.example/", {.kind = DESK_FAULT_STATUS, .status = 302, .times = 1}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskFault) fault = desk_fault_parse(cases[i].line, &error);
        if (fault == NULL)
            fail_msg("%s", error->message);
        const DeskFault *want = &cases[i].want;
        assert_int_equal(fault->kind, want->kind);
        assert_int_equal(fault->is_after, want->is_after);
        assert_int_equal(fault->status, want->status);
        assert_int_equal(fault->shape, want->shape);
        assert_int_equal(fault->times, want->times);
        assert_int_equal(fault->skip, want->skip);
        assert_int_equal(fault->delay_ms, want->delay_ms);
        if (want->pause_ms != 0)
            assert_int_equal(fault->pause_ms, want->pause_ms);
    }
}

static void
reads_dates_and_addresses(void **state)
{
    (void)state;
    g_autoptr(DeskFault) date =
        desk_fault_parse("any status=429 retry-after=Wed,_21_Oct_2026_07:28:00_GMT", NULL);
    assert_string_equal(date->retry_after, "Wed, 21 Oct 2026 07:28:00 GMT");
    g_autoptr(DeskFault) fields =
        desk_fault_parse("news header=sunset:Sat,_1_Jan_2028 header=X:a:b without=state", NULL);
    assert_int_equal(fields->headers->len, 2);
    assert_string_equal(g_ptr_array_index(fields->headers, 0), "sunset: Sat, 1 Jan 2028");
    assert_string_equal(g_ptr_array_index(fields->headers, 1), "X: a:b");
    assert_string_equal(fields->member, "state");
    g_autoptr(DeskFault) away = desk_fault_parse("any redirect=http://x.example/?a=b", NULL);
    assert_string_equal(away->location, "http://x.example/?a=b");
}

static void
names_the_wrong_word(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *words;
    } cases[] = {
        {"", "does not say what"},
        {"create", "does not say what"},
        {"create after", "does not say what"},
        {"delete drop", "'delete'"},
        {"drop", "'drop'"},
        {"create dorp", "'dorp'"},
        {"create status=99", "'status=99'"},
        {"create status=x", "'status=x'"},
        {"create drop torn", "'torn'"},
        {"create drop times=0", "'times=0'"},
        {"create drop times=-1", "'times=-1'"},
        {"create drop twice=2", "'twice=2'"},
        {"create delay=", "'delay='"},
        {"create delay=99999999999", "'delay=99999999999'"},
        {"create redirect=", "'redirect='"},
        {"create retry-after=", "'retry-after='"},
        {"create shape=flat", "does not say what"},
        {"create status=500 shape=round", "'shape=round'"},
        {"create header=x", "'header=x'"},
        {"create header=:x", "'header=:x'"},
        {"create without=", "'without='"},
        {"create drop repeat", "'repeat'"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(desk_fault_parse(cases[i].line, &error));
        assert_desk_error(error, DESK_ERROR_USAGE, cases[i].words);
    }
}

/* Takes a fault and compares its line. want: (nullable): NULL if no fault is due. */
static void
assert_taken(DeskStore *store, const char *operation, const char *want)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskFault) fault = NULL;
    assert_true(desk_fault_take(store, operation, &fault, &error));
    if (want == NULL)
        assert_null(fault);
    else if (fault == NULL)
        fail_msg("%s: no fault", want);
    else
        assert_string_equal(fault->line, want);
}

static void
takes_in_order(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    assert_true(desk_fault_add(store,
                               "# on a bad day\ncreate drop times=2\n\n api torn # half\n"
                               "update status=500 skip=1; any nonsense times=ever",
                               NULL));
    assert_taken(store, "token", "any nonsense times=ever");
    assert_taken(store, "create", "create drop times=2");
    assert_taken(store, "create", "create drop times=2");
    assert_taken(store, "create", "api torn");
    assert_taken(store, "update", NULL);
    assert_taken(store, "update", "update status=500 skip=1");
    assert_taken(store, "update", "any nonsense times=ever");
    assert_taken(store, "list", "any nonsense times=ever");
    assert_true(desk_fault_clear(store, NULL));
    assert_taken(store, "list", NULL);
}

static void
adds_all_or_nothing(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    g_autoptr(GError) error = NULL;
    assert_false(desk_fault_add(store, "any drop\nany dorp", &error));
    assert_desk_error(error, DESK_ERROR_USAGE, "'dorp'");
    assert_taken(store, "get", NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_word),     cmocka_unit_test(reads_dates_and_addresses),
        cmocka_unit_test(names_the_wrong_word), cmocka_unit_test(takes_in_order),
        cmocka_unit_test(adds_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

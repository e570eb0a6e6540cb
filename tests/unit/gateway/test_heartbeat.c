/* test_heartbeat.c - what may be sent while another host may have taken over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/delivery_error.h"
#include "gateway/heartbeat.h"

/* A holder that another replaces after a number of questions. */
typedef struct {
    guint proofs_left;
    guint n_kept;
} Holder;

static gboolean
prove(gpointer data, GError **error)
{
    Holder *holder = data;
    if (holder->proofs_left > 0) {
        holder->proofs_left--;
        return TRUE;
    }
    g_set_error_literal(error, DELIVERY_ERROR, DELIVERY_ERROR_BUSY, "taken over");
    return FALSE;
}

static gboolean
keep(gpointer data, GError **error)
{
    Holder *holder = data;
    (void)error;
    holder->n_kept++;
    return TRUE;
}

static void
without_a_heartbeat_everything_is_allowed(void **state)
{
    g_auto(HeartbeatWatch) watch = {0};
    (void)state;
    assert_true(heartbeat_prove(NULL, NULL));
    assert_int_equal(heartbeat_watch_begin(&watch, NULL), 0);
    assert_int_equal(heartbeat_watch_allow(&watch, 100, 100), 100);
    assert_int_equal(heartbeat_watch_allow(&watch, 100, 1), 100);
}

static void
the_last_byte_is_sent_only_after_a_proof(void **state)
{
    static const struct {
        gsize size;
        guint64 left;
        gssize allowed;
        guint proofs; /* that it needs */
    } rows[] = {{100, 1000, 100, 0}, {100, 101, 100, 0}, {100, 100, 99, 0},
                {100, 2, 1, 0},      {100, 1, 100, 1},   {100, 0, 100, 1}};
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        Holder holder = {.proofs_left = rows[i].proofs};
        const Heartbeat heartbeat = {.prove = prove, .keep = keep, .data = &holder};
        g_auto(HeartbeatWatch) watch = {.heartbeat = &heartbeat};
        assert_int_equal(heartbeat_watch_allow(&watch, rows[i].size, rows[i].left),
                         rows[i].allowed);
        assert_int_equal(holder.proofs_left, 0);
        assert_null(watch.problem);
    }
}

static void
what_was_lost_once_stays_lost(void **state)
{
    Holder holder = {0};
    const Heartbeat heartbeat = {.prove = prove, .keep = keep, .data = &holder};
    g_auto(HeartbeatWatch) watch = {.heartbeat = &heartbeat};
    (void)state;
    assert_int_equal(heartbeat_watch_allow(&watch, 100, 1), -1);
    assert_true(g_error_matches(watch.problem, DELIVERY_ERROR, DELIVERY_ERROR_BUSY));
    holder.proofs_left = 1;
    assert_int_equal(heartbeat_watch_allow(&watch, 100, 1), -1);
    assert_int_equal(heartbeat_watch_allow(&watch, 100, 1000), -1);
    assert_int_equal(holder.n_kept, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_heartbeat_everything_is_allowed),
        cmocka_unit_test(the_last_byte_is_sent_only_after_a_proof),
        cmocka_unit_test(what_was_lost_once_stays_lost),
    };
    return cmocka_run_group_tests_name("heartbeat", tests, NULL, NULL);
}

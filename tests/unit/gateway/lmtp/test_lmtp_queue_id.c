/* The queue id in Received fields as mail servers write them, and as strangers forge them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "gateway/lmtp/lmtp_queue_id.h"
#include "tests/unit/delivery_fixture.h"

static const struct {
    const char *received, *id;
} cases[] = {
    {"from a.example (a.example [192.0.2.1])\tby mta.example (Postfix) with ESMTPS id 4c9Xy13zqJz"
     " for <s@desk.example>; Sat, 28 Nov 2026 10:00:00 +0000",
     "4c9Xy13zqJz"},
    {"by MTA.example (Postfix, from userid 0) id 1A2B3C; Sat, 28 Nov 2026 10:00:00 +0000",
     "1A2B3C"},
    {"from a ([192.0.2.1]) by mta.example with esmtps (TLS1.3) tls X (Exim 4.96)"
     " (envelope-from <a@b>) id 1tGabc-000000001Xy-2abc for s@desk.example; x",
     "1tGabc-000000001Xy-2abc"},
    {"from a by mta.example with ESMTP id 4XYZ", "4XYZ"},
    /* another host's */
    {"from a by other.example (Postfix) with ESMTP id 4XYZ; x", NULL},
    {"from a by mta.example.org with ESMTP id 4XYZ; x", NULL},
    /* what a client calls itself stands in comments, or before "by" */
    {"from a (Client CN \"by mta.example id 6EV1L\") by mta.example (x (y) id no) id 4XYZ; x",
     "4XYZ"},
    {"from a (x \\) by mta.example id 6EV1L) by mta.example id 4XYZ; x", "4XYZ"},
    {"from a (by mta.example id 6EV1L", NULL},
    {"from id by mta.example with id 4XYZ; x", "4XYZ"},
    {"from a by mta.example; id 4XYZ", NULL},
    {"from a by mta.example id 4X\"Z; x", NULL},
    {"from a by mta.example id", NULL},
    {"from a by", NULL},
    {"", NULL},
};

static void
the_id_of_the_peer_is_found_and_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *id = lmtp_queue_id_of_received(cases[i].received, "mta.example");
        assert_true(g_strcmp0(id, cases[i].id) == 0);
    }
}

static char *
read_id(const char *message, const char *host)
{
    int fd = delivery_fixture_message(message);
    char *id = lmtp_queue_id_read(fd, strlen(message), host);
    close(fd);
    return id;
}

static void
only_the_topmost_field_counts(void **state)
{
    (void)state;
    g_autofree char *top = read_id("X: y\nReceived: from a\n\tby mta.example id 4XYZ; x\n"
                                   "Received: by mta.example id 6EV1L; x\n\nhi\n",
                                   "mta.example");
    g_autofree char *second = read_id("Received: by other.example id 4XYZ; x\n"
                                      "Received: by mta.example id 6EV1L; x\n\nhi\n",
                                      "mta.example");
    g_autofree char *body =
        read_id("X: y\n\nReceived: by mta.example id 6EV1L; x\n", "mta.example");
    g_autofree char *nobody = read_id("Received: by mta.example id 4XYZ; x\n\n", NULL);
    assert_string_equal(top, "4XYZ");
    assert_null(second);
    assert_null(body);
    assert_null(nobody);
}

static void
an_id_is_short_and_plain(void **state)
{
    g_autofree char *longest = g_strnfill(64, 'x');
    g_autofree char *too_long = g_strnfill(65, 'x');

    (void)state;
    g_autofree char *good = lmtp_queue_id_new(longest);
    assert_non_null(good);
    assert_null(lmtp_queue_id_new(too_long));
    assert_null(lmtp_queue_id_new("a b"));
    assert_null(lmtp_queue_id_new("a=b"));
    assert_null(lmtp_queue_id_new("\xc3\xa9"));
    assert_null(lmtp_queue_id_new(""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_id_of_the_peer_is_found_and_no_other),
        cmocka_unit_test(only_the_topmost_field_counts),
        cmocka_unit_test(an_id_is_short_and_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

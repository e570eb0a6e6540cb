#include "desk_testing.h"

#include "desk_json.h"
#include "desk_shape.h"

/* The body as a pattern says it: transactionId is another each time. */
static void
says_what_went_wrong_in_each_shape(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *pattern;
    } cases[] = {
        {"failure", "{\"error\":{\"message\":\"Unauthorized\",\"detail\":\"no\"},"
                    "\"status\":\"failure\"}"},
        {"error", "{\"error\":{\"code\":\"Unauthorized\",\"message\":\"no\"}}"},
        {"fault", "{\"fault\":{\"faultstring\":\"no\",\"detail\":{\"errorcode\":"
                  "\"gateway.Unauthorized\"}}}"},
        {"transaction", "{\"error\":{\"transactionId\":\"*\",\"status\":401,\"name\":"
                        "\"Unauthorized\",\"message\":\"no\",\"info\":\"\"}}"},
        {"flat", "{\"transactionId\":\"*\",\"status\":401,\"name\":\"Unauthorized\","
                 "\"message\":\"no\",\"info\":\"\"}"},
        {"token", "{\"ErrorCode\":\"invalid_client\",\"Error\":\"no\"}"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        DeskShape shape = desk_shape_find(cases[i].name);
        g_autoptr(DeskAnswer) answer = desk_shape_answer(shape, 401, "no");
        gsize size = 0;
        const char *bytes = g_bytes_get_data(answer->body, &size);
        g_autofree char *text = g_strndup(bytes, size);
        assert_int_equal(answer->status, 401);
        if (!g_pattern_match_simple(cases[i].pattern, text))
            fail_msg("%s: %s", cases[i].name, text);
    }
    assert_int_equal(desk_shape_find("Error"), DESK_SHAPE_NONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_went_wrong_in_each_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_json_response.c - hostile, incomplete and odd responses. */
#include "gateway/ticket_system/json_response.h"

#include "gateway/delivery_error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static JsonNode *
parse(const char *json)
{
    g_autoptr(GError) error = NULL;
    JsonNode *root = json_response_parse(json, strlen(json), &error);

    if (root == NULL)
        fail_msg("%s: %s", json, error->message);
    return root;
}

static void
assert_refused(const char *data, gsize length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) root = json_response_parse(data, length, &error);

    if (root != NULL)
        fail_msg("taken as JSON: %.60s", data);
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_API_DOUBT));
}

static void
anything_but_json_is_refused(void **state)
{
    static const char *const texts[] = {"",           " \n",         "<html>no</html>",
                                        "{",          "[1,2",        "{\"a\":",
                                        "\"a\"",      "var x = {};", "{\"a\":1}}",
                                        "null",       "/* */{",      "{\"a\":\"\xff\"}",
                                        "{\"a\":1",   "{\"a\" 1}",   "{\"result\":{\"state\":\"ins",
                                        "{\"a\":\"b}"};

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_refused(texts[i], strlen(texts[i]));
    assert_refused("{}\0", 3);
    assert_refused("\0", 1);
}

static void
deep_nesting_is_refused_before_parsing(void **state)
{
    static const gsize depths[] = {JSON_RESPONSE_MAX_DEPTH + 1, 1000, 80000, 500000};

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(depths); i++) {
        g_autofree char *lists = g_strnfill(depths[i], '[');
        g_autoptr(GString) objects = g_string_new(NULL);

        assert_refused(lists, strlen(lists));
        for (gsize n = 0; n < depths[i]; n++)
            g_string_append(objects, "{\"a\":");
        assert_refused(objects->str, objects->len);
    }
}

static void
brackets_in_strings_do_not_count_as_nesting(void **state)
{
    g_autofree char *brackets = g_strnfill(1000, '[');
    g_autofree char *json = g_strdup_printf("{\"a\":\"\\\"%s\\\\\"}", brackets);
    g_autoptr(JsonNode) root = parse(json);

    (void)state;
    assert_non_null(root);
}

static void
too_many_values_are_refused(void **state)
{
    g_autoptr(GString) json = g_string_new("[1");

    (void)state;
    for (int i = 0; i < JSON_RESPONSE_MAX_VALUES; i++)
        g_string_append(json, ",1");
    g_string_append_c(json, ']');
    assert_refused(json->str, json->len);
}

static void
an_object_is_found_with_and_without_a_wrapper(void **state)
{
    static const struct {
        const char *json, *number;
    } cases[] = {
        {"{\"result\":{\"ticket_number\":\"INC1\"}}", "INC1"},
        {"{\"ticket_number\":\"INC1\"}", "INC1"},
        {"{\"result\":[{\"ticket_number\":\"INC1\"}]}", "INC1"},
        {"[{\"ticket_number\":\"INC1\"}]", "INC1"},
        {"{\"result\":{\"ticket_number\":12}}", "12"},
        {"{\"result\":{\"ticket_number\":{\"display_value\":\"INC1\",\"link\":\"x\"}}}", "INC1"},
        {"{\"result\":{\"ticket_number\":null}}", NULL},
        {"{\"result\":{\"ticket_number\":{}}}", NULL},
        {"{\"result\":{\"ticket_number\":[]}}", NULL},
        {"{\"result\":{}}", NULL},
        {"{\"result\":null}", NULL},
        {"{\"result\":\"x\"}", NULL},
        {"{\"result\":[]}", NULL},
        {"{\"result\":[1]}", NULL},
        {"{}", NULL},
        {"[]", NULL},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(JsonNode) root = parse(cases[i].json);
        g_autofree char *number = json_response_text(json_response_object(root), "ticket_number");

        if (g_strcmp0(number, cases[i].number) != 0)
            fail_msg("%s: %s", cases[i].json, number);
    }
}

static void
a_list_is_found_with_and_without_a_wrapper(void **state)
{
    static const struct {
        const char *json;
        int length; /* -1: not a list */
    } cases[] = {
        {"{\"result\":[1,2]}", 2}, {"[1]", 1}, {"{\"result\":[]}", 0}, {"{\"result\":{}}", -1},
        {"{\"result\":null}", -1}, {"{}", -1},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(JsonNode) root = parse(cases[i].json);
        JsonArray *list = json_response_list(root);

        assert_int_equal(list != NULL ? (int)json_array_get_length(list) : -1, cases[i].length);
    }
}

static void
a_number_is_read_also_from_a_string(void **state)
{
    static const struct {
        const char *json;
        gint64 number;
    } cases[] = {
        {"{\"n\":\"3599\"}", 3599}, {"{\"n\":3599}", 3599},
        {"{\"n\":3599.5}", 3599},   {"{\"n\":\" 7 \"}", 7},
        {"{\"n\":\"\"}", -9},       {"{\"n\":\"soon\"}", -9},
        {"{\"n\":null}", -9},       {"{}", -9},
        {"{\"n\":1e300}", -9},      {"{\"n\":\"-1\"}", -1},
        {"{\"n\":{}}", -9},         {"{\"n\":\"12x\"}", -9},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(JsonNode) root = parse(cases[i].json);

        assert_int_equal(json_response_number(json_response_object(root), "n", -9),
                         cases[i].number);
    }
}

static void
a_value_is_shown_as_text(void **state)
{
    static const struct {
        const char *json, *shown;
    } cases[] = {
        {"{\"v\":\"a\"}", "a"},
        {"{\"v\":null}", ""},
        {"{\"v\":{}}", ""},
        {"{\"v\":[]}", ""},
        {"{\"v\":true}", "true"},
        {"{\"v\":[1,\"x\"]}", "[1,\"x\"]"},
        {"{\"v\":{\"a\":1}}", "{\"a\":1}"},
        {"{\"v\":{\"value\":\"x\",\"link\":1}}", "x"},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(JsonNode) root = parse(cases[i].json);
        g_autofree char *shown =
            json_response_show(json_object_get_member(json_response_object(root), "v"));

        assert_string_equal(shown, cases[i].shown);
    }
}

static void
a_lone_surrogate_is_replaced_and_the_rest_is_read(void **state)
{
    static const struct {
        const char *json, *text;
    } rows[] = {
        {"\\ud800", "\ufffd"},
        {"a\\uDC00b", "a\ufffdb"},
        {"\\ud83d\\ude00", "\U0001f600"},
        {"\\ud83d\\ud83d\\ude00", "\ufffd\U0001f600"},
        {"\\ud83d\\u0041", "\ufffdA"},
        {"\\\\ud800", "\\ud800"}, /* a backslash and a word */
        {"\\ud800 \\\\", "\ufffd \\"},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *json = g_strdup_printf("{\"v\":\"%s\"}", rows[i].json);
        g_autoptr(JsonNode) root = parse(json);
        g_autofree char *text = json_response_text(json_response_object(root), "v");
        assert_string_equal(text, rows[i].text);
    }
    assert_refused("{\"v\":\"\\ud800", 12);
    assert_refused("{\"v\":\"\\", 7);
}

static void
each_shape_of_error_gives_its_reason(void **state)
{
    static const struct {
        const char *data, *reason;
        gboolean is_error;
    } cases[] = {
        {"{\"error\":{\"message\":\"No ci\",\"detail\":\"ci is missing\"},\"status\":\"failure\"}",
         "No ci: ci is missing", TRUE},
        {"{\"error\":\"invalid_request\"}", "invalid_request", TRUE},
        {"{\"fault\":{\"faultstring\":\"Bad\"}}", "Bad", TRUE},
        {"{\"fault\":{\"faultstring\":\"Invalid token\",\"detail\":{\"errorcode\":\"k.x\"}}}",
         "Invalid token: k.x", TRUE},
        {"{\"error\":{\"code\":\"400\",\"message\":\"No service\"}}", "No service", TRUE},
        {"{\"error\":{\"transactionId\":\"t\",\"status\":404,\"name\":\"NotFound\","
         "\"message\":\"No such path\",\"info\":\"\"}}",
         "No such path", TRUE},
        {"{\"transactionId\":\"t\",\"status\":404,\"message\":\"No such path\"}", "No such path",
         FALSE},
        {"{\"result\":{\"state\":\"error\",\"error_message\":\"CI unknown\"}}", "CI unknown", TRUE},
        {"{\"result\":{\"state\":\"inserted\"},\"error\":{}}", NULL, FALSE},
        {"{\"message\":\"two\\nlines \\u001b[31m\"}", "two lines [31m", FALSE},
        {"{\"ErrorCode\":\"17\",\"Error\":\"No such ci\"}", "17: No such ci", FALSE},
        {"{\"error\":null}", NULL, FALSE},
        {"{}", NULL, FALSE},
        {"  plain \x1b text\xff\r\n", "plain text\xef\xbf\xbd", FALSE},
        {"", NULL, FALSE},
        {" \n", NULL, FALSE},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *reason = json_response_reason(cases[i].data, strlen(cases[i].data));
        g_autoptr(JsonNode) root = json_response_parse(cases[i].data, strlen(cases[i].data), NULL);

        if (g_strcmp0(reason, cases[i].reason) != 0)
            fail_msg("%s: %s", cases[i].data, reason);
        if (root != NULL)
            assert_int_equal(json_response_is_error(root), cases[i].is_error);
    }
}

static void
a_transaction_id_is_a_short_word(void **state)
{
    static const char *const rows[][2] = {
        {"{\"transactionId\":\"a-1_b.c:d\"}", "a-1_b.c:d"},
        {"{\"error\":{\"transactionId\":17}}", "17"},
        {"{\"fault\":{\"transactionId\":\"f\"}}", "f"},
        {"{\"transactionId\":\"two words\"}", NULL},
        {"{\"transactionId\":\"\"}", NULL},
        {"{\"transactionId\":"
         "\"0123456789012345678901234567890123456789012345678901234567890123x\"}",
         NULL},
        {"{}", NULL},
        {"no JSON", NULL},
    };
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *id = json_response_transaction_id(rows[i][0], strlen(rows[i][0]));
        if (g_strcmp0(id, rows[i][1]) != 0)
            fail_msg("%s: %s", rows[i][0], id);
    }
}

static void
a_long_reason_is_cut(void **state)
{
    g_autofree char *text = g_strnfill(100000, 'x');
    g_autofree char *reason = json_response_reason(text, 100000);

    (void)state;
    assert_int_equal(strlen(reason), 160);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anything_but_json_is_refused),
        cmocka_unit_test(deep_nesting_is_refused_before_parsing),
        cmocka_unit_test(brackets_in_strings_do_not_count_as_nesting),
        cmocka_unit_test(too_many_values_are_refused),
        cmocka_unit_test(an_object_is_found_with_and_without_a_wrapper),
        cmocka_unit_test(a_list_is_found_with_and_without_a_wrapper),
        cmocka_unit_test(a_number_is_read_also_from_a_string),
        cmocka_unit_test(a_value_is_shown_as_text),
        cmocka_unit_test(a_lone_surrogate_is_replaced_and_the_rest_is_read),
        cmocka_unit_test(each_shape_of_error_gives_its_reason),
        cmocka_unit_test(a_long_reason_is_cut),
        cmocka_unit_test(a_transaction_id_is_a_short_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

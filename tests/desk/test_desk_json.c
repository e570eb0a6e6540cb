#include "desk_testing.h"

#include <string.h>

#include "desk_json.h"

static JsonNode *
read_text(const char *text, GError **error)
{
    g_autoptr(GBytes) data = g_bytes_new_static(text, strlen(text));
    return desk_json_read(data, error);
}

static void
reads_what_the_standard_has(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *compact;
    } cases[] = {
        {" {\"a\" : [1, -0, 2.5e1, true, false, null, {}, []] }\r\n",
         "{\"a\":[1.0,-0.0,25.0,true,false,null,{},[]]}"},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\""},
        {"\"\\u00e9\\ud83d\\ude00\"", "\"\xc3\xa9\xf0\x9f\x98\x80\""},
        {"\"\xc3\xa9\"", "\"\xc3\xa9\""},
        {"{\"\":\"\"}", "{\"\":\"\"}"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) node = read_text(cases[i].text, &error);
        if (node == NULL)
            fail_msg("%s: %s", cases[i].text, error->message);
        g_autofree char *compact = desk_json_write(node, FALSE);
        assert_string_equal(compact, cases[i].compact);
    }
}

static void
refuses_what_the_standard_has_not(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        " ",
        "{",
        "[",
        "\"",
        "\"a",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "{a:1}",
        "{'a':1}",
        "01",
        "1.",
        ".5",
        "1e",
        "+1",
        "-",
        "tru",
        "nul",
        "NaN",
        "/* */ 1",
        "1 // x",
        "1 1",
        "{} x",
        "\"\n\"",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u0000\"",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83d\\u0041\"",
        "\"\xff\"",
        "\"\xc3\"",
        "{\"a\":1,\"a\":2}",
        "\xef\xbb\xbf{}",
        "\"\\",
        "\"\\u",
        "{\"a\":1",
        "[1",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) node = read_text(cases[i], &error);
        if (node != NULL)
            fail_msg("'%s' was read", cases[i]);
        assert_desk_error(error, DESK_ERROR_BAD_REQUEST, "not JSON");
    }
}

static void
refuses_every_cut(void **state)
{
    (void)state;
    static const char whole[] = "{\"a\":[\"\\u00e9x\",{\"b\":true}],\"c\":null}";
    for (gsize length = 0; length < sizeof(whole) - 1; length++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) data = g_bytes_new(whole, length);
        assert_null(desk_json_read(data, &error));
        assert_desk_error(error, DESK_ERROR_BAD_REQUEST, "not JSON");
    }
}

static void
refuses_depth(void **state)
{
    (void)state;
    g_autofree char *open = g_strnfill(100000, '[');
    g_autoptr(GError) error = NULL;
    assert_null(read_text(open, &error));
    assert_desk_error(error, DESK_ERROR_BAD_REQUEST, "nested too deeply");

    g_autofree char *some = g_strnfill(DESK_JSON_MAX_DEPTH, '[');
    g_autofree char *back = g_strnfill(DESK_JSON_MAX_DEPTH, ']');
    g_autofree char *good = g_strconcat(some, back, NULL);
    g_autoptr(JsonNode) node = read_text(good, NULL);
    assert_non_null(node);
}

static void
writes_strings_that_it_reads_again(void **state)
{
    (void)state;
    g_autoptr(GString) text = g_string_new("\xd7\xa9 \xf0\x9f\x98\x80 \"\\\x7f");
    for (char byte = 1; byte < ' '; byte++)
        g_string_append_c(text, byte);
    g_autoptr(GString) json = g_string_new(NULL);
    desk_json_add_string(json, text->str);
    for (gsize i = 0; i < json->len; i++)
        assert_true((guchar)json->str[i] >= ' ');
    g_autoptr(JsonNode) node = read_text(json->str, NULL);
    assert_non_null(node);
    assert_string_equal(json_node_get_string(node), text->str);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_the_standard_has),
        cmocka_unit_test(refuses_what_the_standard_has_not),
        cmocka_unit_test(refuses_every_cut),
        cmocka_unit_test(refuses_depth),
        cmocka_unit_test(writes_strings_that_it_reads_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

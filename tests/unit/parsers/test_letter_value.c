/* test_letter_value.c - reads values of an untrusted document. */
#include "parsers/letter_value.h"

#include "parsers/letter_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void
a_value_of_another_type_is_an_error_that_names_its_place(void **state)
{
    static const char *const documents[] = {"5",         "true", "\"a\"", "[1]",
                                            "{\"a\":1}", "5.5",  "null"};
    static const char *const names[] = {"a"};

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(documents); i++) {
        g_autoptr(JsonNode) node = json_from_string(documents[i], NULL);
        g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func(g_free);
        g_autofree char *string = NULL;
        gboolean is_true = FALSE;
        gint64 number = 0;

        assert_int_equal(letter_value_int(node, "x", &number, NULL), i == 0);
        assert_int_equal(letter_value_boolean(node, "x", &is_true, NULL), i == 1);
        assert_int_equal(letter_value_string(node, "x", &string, NULL), i == 2);
        assert_int_equal(letter_value_array(node, "x", NULL) != NULL, i == 3);
        assert_int_equal(letter_value_object(node, "x", names, 1, NULL) != NULL, i == 4);
        g_autoptr(GError) error = NULL;
        assert_false(letter_value_strings(node, "x", strings, &error));
        assert_true(g_error_matches(error, LETTER_ERROR, LETTER_ERROR_INVALID));
        assert_int_equal(strncmp(error->message, "x: ", 3), 0);
    }
    assert_null(letter_value_array(NULL, "x", NULL));
    assert_null(letter_value_object(NULL, "x", names, 1, NULL));
    assert_null(letter_value_text(NULL, "x", NULL));
}

static void
a_string_with_control_characters_is_refused_and_the_old_one_stays(void **state)
{
    g_autoptr(JsonNode) bad = json_from_string("\"a\\u0007\"", NULL);
    g_autoptr(JsonNode) good = json_from_string("\"a\\n\\t\"", NULL);
    g_autofree char *string = g_strdup("old");

    (void)state;
    assert_false(letter_value_string(bad, "x", &string, NULL));
    assert_string_equal(string, "old");
    assert_true(letter_value_string(good, "x", &string, NULL));
    assert_string_equal(string, "a\n\t");
}

static void
a_length_is_not_below_zero(void **state)
{
    g_autoptr(JsonNode) below = json_from_string("-1", NULL);
    guint64 length = 7;

    (void)state;
    assert_false(letter_value_length(below, "x", &length, NULL));
    assert_int_equal(length, 7);
}

static void
an_absent_string_may_be_left_out_but_no_other_member_stand_there(void **state)
{
    static const char *const names[] = {"b"};
    g_autoptr(JsonNode) node = json_from_string("{\"a\":\"x\"}", NULL);
    g_autofree char *string = NULL;

    (void)state;
    assert_true(letter_value_optional(json_node_get_object(node), "b", &string, NULL));
    assert_null(string);
    assert_null(letter_value_object(node, "x", names, 1, NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_of_another_type_is_an_error_that_names_its_place),
        cmocka_unit_test(a_string_with_control_characters_is_refused_and_the_old_one_stays),
        cmocka_unit_test(a_length_is_not_below_zero),
        cmocka_unit_test(an_absent_string_may_be_left_out_but_no_other_member_stand_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The types and forms of JSON that commands print for programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/commands/json_print.h"

static void
each_member_has_its_form(void **state)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();

    (void)state;
    json_builder_begin_object(builder);
    json_print_text(builder, "text", "a");
    json_print_text(builder, "no_text", NULL);
    json_print_number(builder, "number", -1);
    json_print_truth(builder, "truth", TRUE);
    json_print_time(builder, "time", 1000000000);
    json_print_time(builder, "no_time", 0);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *text = json_to_string(root, FALSE);
    assert_string_equal(text, "{\"text\":\"a\",\"no_text\":null,\"number\":-1,\"truth\":true,"
                              "\"time\":\"2001-09-09T01:46:40Z\",\"no_time\":null}");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_member_has_its_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

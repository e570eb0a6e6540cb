/* One form of a number, however it was written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parsers/header/ticket_number.h"

static void
each_way_to_write_the_sign_is_one_number(void **state)
{
    static const char *const texts[] = {"INC#34567890",
                                        "inc#34567890",
                                        "INC# 34567890",
                                        "INC #34567890",
                                        " INC \t# 34567890 ",
                                        "INC\xef\xbc\x83"
                                        "34567890",
                                        "INC\xef\xb9\x9f"
                                        "34567890",
                                        "INC&#35;34567890",
                                        "INC&#035;34567890",
                                        "INC&#x23;34567890",
                                        "INC&#X23;34567890",
                                        "INC&num;34567890",
                                        "INC&amp;#35;34567890",
                                        "INC%2334567890",
                                        "INC=2334567890",
                                        "INC\\#34567890",
                                        "\xef\xbc\xa9\xef\xbc\xae\xef\xbc\xa3#\xef\xbc\x93"
                                        "4567890",
                                        "INC\xc2\xa0#34567890"};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *number = ticket_number_fold(texts[i], strlen(texts[i]));
        assert_string_equal(number, "INC#34567890");
    }
}

static void
a_number_without_the_sign_keeps_its_characters(void **state)
{
    static const char *const rows[][2] = {{"inc0012345", "INC0012345"},
                                          {" req/12 ", "REQ/12"},
                                          {"CASE 12", "CASE 12"},
                                          {"A&B12", "A&B12"},
                                          {"", ""}};
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *number = ticket_number_fold(rows[i][0], strlen(rows[i][0]));
        assert_string_equal(number, rows[i][1]);
    }
    g_autofree char *part = ticket_number_fold("INC#123", 5);
    assert_string_equal(part, "INC#1");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_to_write_the_sign_is_one_number),
        cmocka_unit_test(a_number_without_the_sign_keeps_its_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "desk_testing.h"

#include <string.h>

#include "desk_base64.h"

static void
decodes_what_rfc4648_shows(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *bytes;
    } cases[] = {
        {"", ""},
        {"Zg==", "f"},
        {"Zm8=", "fo"},
        {"Zm9v", "foo"},
        {"Zm9vYg==", "foob"},
        {"Zm9vYmE=", "fooba"},
        {"Zm9vYmFy", "foobar"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = desk_base64_decode(cases[i].text, &error);
        assert_non_null(bytes);
        assert_int_equal(g_bytes_get_size(bytes), strlen(cases[i].bytes));
        if (g_bytes_get_size(bytes) > 0)
            assert_memory_equal(g_bytes_get_data(bytes, NULL), cases[i].bytes,
                                strlen(cases[i].bytes));
    }
}

static void
agrees_with_glib_on_every_byte(void **state)
{
    (void)state;
    guint8 all[256];
    for (gsize i = 0; i < sizeof(all); i++)
        all[i] = (guint8)i;
    for (gsize length = 1; length <= sizeof(all); length++) {
        g_autofree char *text = g_base64_encode(all, length);
        g_autoptr(GBytes) bytes = desk_base64_decode(text, NULL);
        assert_non_null(bytes);
        assert_int_equal(g_bytes_get_size(bytes), length);
        assert_memory_equal(g_bytes_get_data(bytes, NULL), all, length);
    }
}

static void
refuses_what_section_4_does_not_have(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "Zg",
        "Zg=",
        "Zm9",
        "Z",
        "Zm9v\n",
        "Zm9v\r\nYmFy",
        "Zm9v Zg=",
        "Zm9-",
        "Zm9_",
        "Zg==Zg==",
        "Zm=v",
        "=m9v",
        "====",
        "Z===",
        "Zh==",
        "Zm9=",
        "Zm9vYmFy====",
        "Zm9\xc3",
        "\xff\xff\xff\xff",
        "Zm9v\nmFyYmF6",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) bytes = desk_base64_decode(cases[i], &error);
        if (bytes != NULL)
            fail_msg("'%s' was decoded", cases[i]);
        assert_desk_error(error, DESK_ERROR_BAD_REQUEST, "not Base64");
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_what_rfc4648_shows),
        cmocka_unit_test(agrees_with_glib_on_every_byte),
        cmocka_unit_test(refuses_what_section_4_does_not_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

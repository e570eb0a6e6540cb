/* The style attribute, and colours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "parsers/text/html_declaration.h"

static void
declarations_are_found_whole(void **state)
{
    char style[HTML_DECLARATION_BYTES];
    (void)state;
    html_declaration_squeeze("Color : RED;x-width:1px; width: 2 px !important", style);
    assert_string_equal(style, "color:red;x-width:1px;width:2px!important;");
    assert_true(html_declaration_is(style, "color:red"));
    assert_true(html_declaration_is(style, "width:2px"));
    assert_false(html_declaration_is(style, "width:1px"));
    assert_false(html_declaration_is(style, "color:re"));
    assert_true(g_str_has_prefix(html_declaration_value(style, "width"), "2px"));
    assert_null(html_declaration_value(style, "height"));
    assert_null(html_declaration_value(style, "idth"));
}

static void
a_style_of_any_length_fits(void **state)
{
    char style[HTML_DECLARATION_BYTES];
    g_autofree char *is_long = g_strnfill((gsize)2 * HTML_DECLARATION_BYTES, 'a');
    (void)state;
    html_declaration_squeeze(is_long, style);
    assert_int_equal(strlen(style), HTML_DECLARATION_BYTES - 1);
    assert_int_equal(style[HTML_DECLARATION_BYTES - 2], ';');
}

static void
colours_are_read_in_each_form(void **state)
{
    static const struct {
        const char *value;
        int rgb; /* -1: not a colour */
    } rows[] = {
        {"red", 0xff0000},
        {"red;", 0xff0000},
        {"reddish", -1},
        {"#12aBff!", 0x12abff},
        {"#f80;", 0xff8800},
        {"#f8", -1},
        {"#", -1},
        {"#12345", -1},
        {"rgb(255,128,0)", 0xff8000},
        {"rgb(255,", -1},
        {"rgb", -1},
        {"rgba(1,2,3,.5)", 0x010203},
        {"rgb(999,0,0)", 0xff0000},
        {"rgb(100%,20%,0%)", 0xff3300},
        {"rgb(255,0,0/50%)", 0xff0000},
        {"hsl(0,100%,50%)", 0xff0000},
        {"hsl(120deg,100%,25%)", 0x008000},
        {"hsla(-120,100%,50%,.5)", 0x0000ff},
        {"hsl(0,0%,50%)", 0x808080},
        {"hsl(x", -1},
        {"hsl(nan,1%,1%)", -1},
        {"var(--a,red)", 0xff0000},
        {"var(--a)", -1},
        {"darkgreen", 0x006400},
        {"windowtext", -1},
        {"", -1},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        int parts[3];
        gboolean is_read = html_declaration_colour(rows[i].value, parts);
        assert_int_equal(is_read ? parts[0] << 16 | parts[1] << 8 | parts[2] : -1, rows[i].rgb);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declarations_are_found_whole),
        cmocka_unit_test(a_style_of_any_length_fits),
        cmocka_unit_test(colours_are_read_in_each_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_charset.c - text in every charset, declared rightly, wrongly or not at all, whole and in
 * pieces. */
#include "parsers/encoding/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *declared;
    const char *bytes;
    gsize length;
    const char *name;
    const char *text;
} Case;

#define B(text) text, sizeof(text) - 1

static const Case cases[] = {
    {"utf-8", B("gr\xc3\xbc\xc3\x9f"), "utf-8", "gr\xc3\xbc\xc3\x9f"},
    {NULL, B("gr\xc3\xbc\xc3\x9f"), "utf-8", "gr\xc3\xbc\xc3\x9f"},
    {NULL, B("gr\xfc\xdf"), "windows-1252", "gr\xc3\xbc\xc3\x9f"},
    {NULL, B("caf\xe9"), "windows-1252", "caf\xc3\xa9"},
    {"utf-8", B("gr\xfc\xdf"), "windows-1252", "gr\xc3\xbc\xc3\x9f"},
    {"utf-8", B("\xc3\xbc \xff \xc3"), "utf-8", "\xc3\xbc \xef\xbf\xbd \xef\xbf\xbd"},
    {"iso-8859-1", B("\x80\x81"), "windows-1252", "\xe2\x82\xac\xef\xbf\xbd"},
    {"iso-8859-1", B("\xc3\xbc"), "utf-8", "\xc3\xbc"},
    {"koi8-r", B("\xf0\xd2"), "koi8-r", "\xd0\x9f\xd1\x80"},
    {"iso-2022-jp", B("\x1b$B4A;z\x1b(B"), "iso-2022-jp", "\xe6\xbc\xa2\xe5\xad\x97"},
    {NULL, B("\x1b$B4A;z\x1b(B"), "iso-2022-jp", "\xe6\xbc\xa2\xe5\xad\x97"},
    {"utf-16", B("\xff\xfeh\0i\0"), "utf-16le", "\xef\xbb\xbfhi"},
    {"utf-16", B("\xfe\xff\0h\0i"), "utf-16be", "\xef\xbb\xbfhi"},
    {"utf-16", B("h\0i\0"), "utf-16le", "hi"},
    {"utf-16", B("\0h\0i"), "utf-16be", "hi"},
    {"utf-16", B("hi"), "utf-8", "hi"},
    {"utf-32", B("h\0\0\0"), "utf-32le", "h"},
    {"utf-32", B("\0\0\0h"), "utf-32be", "h"},
    {NULL, B("\xff\xfe\0\0h\0\0\0"), "utf-32le", "\xef\xbb\xbfh"},
    {NULL, B("\0\0\xfe\xff\0\0\0h"), "utf-32be", "\xef\xbb\xbfh"},
    {NULL, B("\xef\xbb\xbfhi"), "utf-8", "\xef\xbb\xbfhi"},
    {"utf-7", B("Gr+APw-"), "utf-7", "Gr\xc3\xbc"},
    {"no-such-charset", B("hi"), "utf-8", "hi"},
    {"us-ascii", B("\xe9t\xe9"), "windows-1252", "\xc3\xa9t\xc3\xa9"},
    {"gb2312", B("\xd6\xd0"), "gb18030", "\xe4\xb8\xad"},
    {"gb2312", B("\xd6"), "gb18030", "\xef\xbf\xbd"},
    {"utf-8", B(""), "utf-8", ""},
};

static void
each_charset_gives_its_name_and_its_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *test = &cases[i];
        g_autoptr(GString) text =
            charset_to_utf8(test->declared, test->bytes, test->length, "windows-1252");
        assert_string_equal(text->str, test->text);
        g_autoptr(Charset) charset =
            charset_choose(test->declared, test->bytes, test->length, TRUE, "windows-1252");
        assert_string_equal(charset_name(charset), test->name);
    }
}

/* Cut at every octet: the text is the same. */
static void
a_text_cut_at_any_byte_is_the_same(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const Case *test = &cases[i];
        for (gsize cut = 0; cut <= test->length; cut++) {
            g_autoptr(Charset) charset =
                charset_choose(test->declared, test->bytes, test->length, TRUE, "windows-1252");
            g_autoptr(GString) text = g_string_new(NULL);
            charset_decode(charset, test->bytes, cut, FALSE, text);
            charset_decode(charset, test->bytes + cut, test->length - cut, TRUE, text);
            assert_string_equal(text->str, test->text);
        }
    }
}

static void
an_unknown_label_uses_the_default_charset(void **state)
{
    g_autoptr(GString) text = charset_to_utf8(NULL, "\xf0\xd2", 2, "koi8-r");
    g_autoptr(GString) unusable = charset_to_utf8("nonsense", "\xfc", 1, "also-nonsense");
    g_autoptr(Charset) charset = charset_choose("nonsense", "x", 1, TRUE, NULL);
    g_autoptr(Charset) known = charset_choose("utf-8", "x", 1, TRUE, NULL);

    (void)state;
    assert_string_equal(text->str, "\xd0\x9f\xd1\x80");
    assert_string_equal(unusable->str, "\xc3\xbc");
    assert_true(charset_is_unknown_label(charset));
    assert_false(charset_is_unknown_label(known));
    charset_free(NULL);
}

/* Every pair of octets in every charset gives valid UTF-8. */
static void
every_charset_gives_valid_utf8(void **state)
{
    static const char *const labels[] = {"utf-8",     "iso-8859-1", "iso-2022-jp", "utf-7",
                                         "shift_jis", "gb18030",    "utf-16",      "euc-kr"};

    (void)state;
    for (gsize l = 0; l < G_N_ELEMENTS(labels); l++) {
        for (guint pair = 0; pair < 65536; pair += 7) {
            const char bytes[4] = {'\x1b', (char)(pair >> 8), (char)(pair & 0xff), 'x'};
            g_autoptr(GString) text = charset_to_utf8(labels[l], bytes, sizeof bytes, NULL);
            assert_true(g_utf8_validate_len(text->str, text->len, NULL) ||
                        memchr(text->str, '\0', text->len) != NULL);
        }
    }
}

/* At the end of a beginning, a cut character may be UTF-8; at the end of a whole text it is an
 * error. */
static void
a_beginning_may_end_inside_a_character(void **state)
{
    g_autoptr(Charset) beginning = charset_choose(NULL, "caf\xc3", 4, FALSE, NULL);
    g_autoptr(Charset) whole = charset_choose(NULL, "caf\xc3", 4, TRUE, NULL);

    (void)state;
    assert_string_equal(charset_name(beginning), "utf-8");
    assert_string_equal(charset_name(whole), "windows-1252");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_charset_gives_its_name_and_its_text),
        cmocka_unit_test(a_text_cut_at_any_byte_is_the_same),
        cmocka_unit_test(an_unknown_label_uses_the_default_charset),
        cmocka_unit_test(a_beginning_may_end_inside_a_character),
        cmocka_unit_test(every_charset_gives_valid_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_attachment_name.c - names are safe, of limited length, and different from each other. */
#include "parsers/attachment/attachment_name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *given;
    const char *type;
    const char *name;
} Case;

static const Case cases[] = {
    {"plan.pdf", "application/pdf", "plan.pdf"},
    {"/etc/passwd", "text/plain", "passwd"},
    {"..\\..\\boot.ini", "text/plain", "boot.ini"},
    {"a/b\\c.txt", "text/plain", "c.txt"},
    {"..", "text/plain", "text.txt"},
    {".profile", "text/plain", "profile"},
    {"  spaced  .txt ", "text/plain", "spaced .txt"},
    {"a\r\nb.txt", "text/plain", "a b.txt"},
    {"a\x07\x1b.txt", "text/plain", "a.txt"},
    {"gpj\xe2\x80\xaetxt.exe", "image/png", "gpjtxt.exe"},
    {"what?*:\"<>|.txt", "text/plain", "what_______.txt"},
    {NULL, "message/rfc822", "message.eml"},
    {NULL, "text/calendar", "invitation.ics"},
    {NULL, "image/png", "image-1.png"},
    {NULL, "image/jpeg", "image-1.jpg"},
    {"", "audio/mpeg", "audio-1.mp3"},
    {NULL, "video/quicktime", "video-1.mov"},
    {NULL, "application/x-strange-thing", "file-1.bin"},
    {NULL, "application/pdf", "file-1.pdf"},
    {NULL, "broken", "file-1.bin"},
};

static void
a_given_name_becomes_a_safe_one(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(AttachmentNames) names = attachment_names_new();
        g_autofree char *name = attachment_names_add(names, cases[i].given, cases[i].type, 200);
        assert_string_equal(name, cases[i].name);
    }
}

static void
equal_names_are_numbered(void **state)
{
    static const char *const given[][2] = {
        {"a.png", "a.png"},       {"a.png", "a-2.png"},  {"A.PNG", "A-3.PNG"},
        {"a-2.png", "a-2-2.png"}, {NULL, "image-1.png"}, {NULL, "image-2.png"},
        {NULL, "image-3.png"},    {"noext", "noext"},    {"noext", "noext-2"},
    };
    g_autoptr(AttachmentNames) names = attachment_names_new();

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(given); i++) {
        g_autofree char *name = attachment_names_add(names, given[i][0], "image/png", 200);
        assert_string_equal(name, given[i][1]);
    }
}

static void
a_long_name_is_cut_and_keeps_its_extension(void **state)
{
    g_autoptr(AttachmentNames) names = attachment_names_new();
    g_autofree char *long_name = g_strnfill(400, 'x');
    g_autofree char *with_extension = g_strconcat(long_name, ".tar.gz", NULL);
    g_autofree char *umlauts =
        g_strdup("\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6.txt");

    (void)state;
    for (guint i = 0; i < 20; i++) {
        g_autofree char *name = attachment_names_add(names, with_extension, "text/plain", 50);
        assert_true(strlen(name) <= 50);
        assert_true(g_str_has_suffix(name, ".gz"));
    }
    g_autofree char *cut = attachment_names_add(names, umlauts, "text/plain", 17);
    assert_true(g_utf8_validate(cut, -1, NULL));
    assert_string_equal(cut, "\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6.txt");
    g_autofree char *tiny = attachment_names_add(names, with_extension, "text/plain", 1);
    assert_true(strlen(tiny) <= 16);
}

/* Five hundred equal names: each new name is found without trying all earlier ones. */
static void
five_hundred_equal_names_are_told_apart(void **state)
{
    g_autoptr(AttachmentNames) names = attachment_names_new();
    g_autofree char *last = NULL;

    (void)state;
    for (guint i = 0; i < 500; i++) {
        g_free(last);
        last = attachment_names_add(names, "a.png", "image/png", 200);
    }
    assert_string_equal(last, "a-500.png");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_given_name_becomes_a_safe_one),
        cmocka_unit_test(equal_names_are_numbered),
        cmocka_unit_test(a_long_name_is_cut_and_keeps_its_extension),
        cmocka_unit_test(five_hundred_equal_names_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

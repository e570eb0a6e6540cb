/* test_tnef.c - winmail.dat, made octet by octet; cut and changed at every octet. */
#include "tests/unit/parsers_fixture.h"

#include <stdio.h>

#include "parsers/body/tnef.h"

#define LEVEL_MESSAGE 1
#define LEVEL_ATTACHMENT 2

static void
put16(GString *out, guint value)
{
    g_string_append_c(out, (char)(value & 0xff));
    g_string_append_c(out, (char)(value >> 8 & 0xff));
}

static void
put32(GString *out, guint value)
{
    put16(out, value & 0xffff);
    put16(out, value >> 16);
}

/* One attribute ([MS-OXTNEF] section 2.1.3.1). */
static void
put_attribute(GString *out, int level, guint id, const GString *data)
{
    guint sum = 0;

    g_string_append_c(out, (char)level);
    put32(out, id);
    put32(out, (guint)data->len);
    g_string_append_len(out, data->str, (gssize)data->len);
    for (gsize i = 0; i < data->len; i++)
        sum += (guchar)data->str[i];
    put16(out, sum & 0xffff);
}

static void
put_text(GString *out, int level, guint id, const char *text)
{
    g_autoptr(GString) data = g_string_new_len(text, (gssize)strlen(text) + 1);

    put_attribute(out, level, id, data);
}

/* A list of one MAPI property whose value is octets. */
static void
put_property(GString *out, int level, guint id, guint property, const GString *value)
{
    g_autoptr(GString) data = g_string_new(NULL);

    put32(data, 1);
    put32(data, property);
    put32(data, 1);
    put32(data, (guint)value->len);
    g_string_append_len(data, value->str, (gssize)value->len);
    while (data->len % 4 != 0)
        g_string_append_c(data, '\0');
    put_attribute(out, level, id, data);
}

static GString *
begin_tnef(void)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GString) version = g_string_new(NULL), page = g_string_new(NULL);

    put32(out, 0x223e9f78);
    put16(out, 1);
    put32(version, 0x10000);
    put_attribute(out, LEVEL_MESSAGE, 0x00089006, version);
    put32(page, 1252);
    put32(page, 0);
    put_attribute(out, LEVEL_MESSAGE, 0x00069007, page);
    return out;
}

static void
put_attachment(GString *out, const char *title, const char *content)
{
    g_autoptr(GString) rendering = g_string_new_len("\1\0\0\0\0\0\0\0\0\0\0\0\0\0", 14);
    g_autoptr(GString) data = g_string_new(content);

    put_attribute(out, LEVEL_ATTACHMENT, 0x00069002, rendering);
    put_text(out, LEVEL_ATTACHMENT, 0x00018010, title);
    put_attribute(out, LEVEL_ATTACHMENT, 0x0006800f, data);
}

static void
assert_file(const TnefContent *content, guint at, const char *name, const char *text)
{
    const TnefFile *file = g_ptr_array_index(content->files, at);
    gsize length = 0;
    const char *data = g_bytes_get_data(file->content, &length);

    assert_string_equal(file->name, name);
    assert_int_equal(length, strlen(text));
    assert_memory_equal(data, text, length);
}

static void
files_are_unpacked_with_their_long_names(void **state)
{
    g_autoptr(GString) tnef = begin_tnef();
    g_autoptr(GString) name = g_string_new_len("l\0\xe4\0n\0g\0.\0t\0x\0t\0\0\0", 18);

    (void)state;
    put_attachment(tnef, "LONG~1.TXT", "one");
    put_property(tnef, LEVEL_ATTACHMENT, 0x00069005, 0x3707001f, name);
    put_attachment(tnef, "two.txt", "two");
    g_autoptr(TnefContent) content = tnef_open(tnef->str, tnef->len);
    assert_int_equal(content->files->len, 2);
    assert_file(content, 0, "l\xc3\xa4ng.txt", "one");
    assert_file(content, 1, "two.txt", "two");
    assert_string_equal(content->charset, "cp1252");
    assert_null(content->text);
}

static void
a_type_that_is_not_well_formed_is_replaced(void **state)
{
    g_autoptr(GString) tnef = begin_tnef();
    g_autoptr(GString) type = g_string_new_len("Image/PNG", 10), odd = g_string_new_len("a b/c", 6);

    (void)state;
    put_attachment(tnef, "a.png", "x");
    put_property(tnef, LEVEL_ATTACHMENT, 0x00069005, 0x370e001e, type);
    put_attachment(tnef, "b.png", "x");
    put_property(tnef, LEVEL_ATTACHMENT, 0x00069005, 0x370e001e, odd);
    g_autoptr(TnefContent) content = tnef_open(tnef->str, tnef->len);
    const TnefFile *first = g_ptr_array_index(content->files, 0);
    const TnefFile *second = g_ptr_array_index(content->files, 1);
    assert_string_equal(first->type, "image/png");
    assert_string_equal(second->type, "application/octet-stream");
}

static void
plain_and_html_bodies_are_unpacked(void **state)
{
    g_autoptr(GString) plain = begin_tnef(), html = begin_tnef();
    g_autoptr(GString) markup = g_string_new("<p>x</p>");

    (void)state;
    put_text(plain, LEVEL_MESSAGE, 0x0002800c, "the text");
    put_property(html, LEVEL_MESSAGE, 0x00069003, 0x10130102, markup);
    g_autoptr(TnefContent) text = tnef_open(plain->str, plain->len);
    g_autoptr(TnefContent) marked = tnef_open(html->str, html->len);
    assert_string_equal(text->text->str, "the text");
    assert_string_equal(marked->html->str, "<p>x</p>");
}

/* Compressed RTF ([MS-OXRTFCP]): stored unchanged, and "compressed" to literals only. */
static void
compressed_rtf_becomes_a_file(void **state)
{
    static const char rtf[] = "{\\rtf1 x}";
    static const char literals[] = "\0{\\rtf1 x\0}";
    const gsize lengths[] = {sizeof rtf - 1, sizeof literals - 1};
    const char *const contents[] = {rtf, literals};
    const guint magic[] = {0x414c454d, 0x75465a4c};

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(magic); i++) {
        g_autoptr(GString) tnef = begin_tnef(), packed = g_string_new(NULL);
        put32(packed, (guint)lengths[i] + 12);
        put32(packed, (guint)strlen(rtf));
        put32(packed, magic[i]);
        put32(packed, 0);
        g_string_append_len(packed, contents[i], (gssize)lengths[i]);
        put_property(tnef, LEVEL_MESSAGE, 0x00069003, 0x10090102, packed);
        g_autoptr(TnefContent) content = tnef_open(tnef->str, tnef->len);
        assert_int_equal(content->files->len, 1);
        assert_file(content, 0, "message.rtf", rtf);
    }
}

/* A message attached to the message: its content is attached, but only to a limited depth. */
static void
an_embedded_message_is_unpacked_up_to_a_depth(void **state)
{
    g_autoptr(GString) inner = begin_tnef();

    (void)state;
    put_text(inner, LEVEL_MESSAGE, 0x0002800c, "inner text");
    put_attachment(inner, "inner.txt", "deep");
    for (guint depth = 0; depth < 5; depth++) {
        g_autoptr(GString) object = g_string_new_len("0123456789abcdef", 16);
        GString *outer = begin_tnef();
        g_string_append_len(object, inner->str, (gssize)inner->len);
        put_attachment(outer, "message", "x");
        put_property(outer, LEVEL_ATTACHMENT, 0x00069005, 0x3701000d, object);
        g_autoptr(TnefContent) content = tnef_open(outer->str, outer->len);
        assert_true(content->files->len >= 1);
        if (depth == 0) {
            assert_int_equal(content->files->len, 2);
            assert_file(content, 0, "inner.txt", "deep");
            assert_file(content, 1, "message.txt", "inner text");
        }
        g_string_free(inner, TRUE);
        inner = outer;
    }
}

static void
anything_but_tnef_is_refused(void **state)
{
    g_autoptr(GString) empty = begin_tnef();

    (void)state;
    assert_null(tnef_open("", 0));
    assert_null(tnef_open("no winmail.dat", 14));
    assert_null(tnef_open(empty->str, empty->len));
    tnef_content_free(NULL);
}

/* However the octets are cut or changed, the program does not end. */
static void
a_cut_or_changed_structure_does_no_harm(void **state)
{
    g_autoptr(GString) tnef = begin_tnef();

    (void)state;
    put_text(tnef, LEVEL_MESSAGE, 0x0002800c, "text");
    put_attachment(tnef, "a.txt", "one");
    for (gsize length = 0; length < tnef->len; length++) {
        g_autoptr(TnefContent) content = tnef_open(tnef->str, length);
        assert_true(content == NULL || content->files != NULL);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_unpacked_with_their_long_names),
        cmocka_unit_test(a_type_that_is_not_well_formed_is_replaced),
        cmocka_unit_test(plain_and_html_bodies_are_unpacked),
        cmocka_unit_test(compressed_rtf_becomes_a_file),
        cmocka_unit_test(an_embedded_message_is_unpacked_up_to_a_depth),
        cmocka_unit_test(anything_but_tnef_is_refused),
        cmocka_unit_test(a_cut_or_changed_structure_does_no_harm),
    };
    if (!tnef_is_supported()) {
        puts("1..0 # SKIP built without libytnef");
        return 0;
    }
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

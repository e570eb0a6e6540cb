/* test_part_text.c - the text of a part: in pieces, cut, and with a charset that HTML declares. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/text/part_text.h"

static GString *
read_text(const char *mail, gsize max_bytes, gboolean *ret_is_cut, GPtrArray **ret_notes)
{
    g_autoptr(GMimeMessage) message = fixture_message(mail);
    g_autoptr(FixtureRun) fixture = fixture_run_new();
    GMimePart *part = GMIME_PART(g_mime_message_get_mime_part(message));
    GString *text = part_text_read(&fixture->run, part, max_bytes, ret_is_cut);

    if (ret_notes != NULL)
        *ret_notes = g_ptr_array_ref(fixture->run.letter->notes);
    return text;
}

static void
the_text_of_a_part_is_decoded(void **state)
{
    static const char *const cases[][2] = {
        {"Content-Type: text/plain; charset=iso-8859-1\n\n\xe9\n", "\xc3\xa9\n"},
        {"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nw6k=\n",
         "\xc3\xa9"},
        {"Content-Type: text/html\n\n<meta charset='koi8-r'>\xf0\n",
         "<meta charset='koi8-r'>\xd0\x9f\n"},
        {"Content-Type: text/html\n\n<META http-equiv=x content=\"text/html; "
         "charset=koi8-r\">\xf0\n",
         "<META http-equiv=x content=\"text/html; charset=koi8-r\">\xd0\x9f\n"},
        {"Content-Type: text/html; charset=utf-8\n\n<meta charset=koi8-r>\xc3\xa9\n",
         "<meta charset=koi8-r>\xc3\xa9\n"},
        {"Content-Type: text/html\n\n<meta>\xe9\n", "<meta>\xc3\xa9\n"},
        {"Content-Type: text/plain\n\na\xff\n", "a\xc3\xbf\n"},
        {"Content-Type: text/plain\n", ""},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        gboolean is_cut = TRUE;
        g_autoptr(GString) text = read_text(cases[i][0], 1000, &is_cut, NULL);
        assert_string_equal(text->str, cases[i][1]);
        assert_false(is_cut);
    }
}

static void
an_unknown_charset_is_noted(void **state)
{
    gboolean is_cut = FALSE;
    g_autoptr(GPtrArray) notes = NULL;
    g_autoptr(GString) text =
        read_text("Content-Type: text/plain; charset=odd-1\n\nx\n", 10, &is_cut, &notes);

    (void)state;
    assert_string_equal(text->str, "x\n");
    assert_int_equal(notes->len, 1);
    assert_string_equal(g_ptr_array_index(notes, 0), "charset odd-1 is not known; read as utf-8");
}

/* More than one piece, with characters across the borders; and less than all of it. */
static void
characters_across_pieces_survive(void **state)
{
    g_autoptr(GString) mail = g_string_new("Content-Type: text/plain; charset=utf-8\n\nx");
    gboolean is_cut = FALSE;

    (void)state;
    for (guint i = 0; i < 100000; i++)
        g_string_append(mail, "\xe2\x82\xac");
    g_autoptr(GString) whole = read_text(mail->str, 1000000, &is_cut, NULL);
    assert_int_equal(whole->len, 300001);
    assert_false(is_cut);
    assert_true(g_utf8_validate(whole->str, -1, NULL));
    g_autoptr(GString) cut = read_text(mail->str, 1000, &is_cut, NULL);
    assert_int_equal(cut->len, 1000);
    assert_true(is_cut);
    g_autoptr(GString) between = read_text(mail->str, 999, &is_cut, NULL);
    assert_int_equal(between->len, 997);
}

static void
an_attached_text_is_utf8(void **state)
{
    int fd = memfd_create("a", MFD_CLOEXEC);
    g_autoptr(AttachmentWriter) writer = attachment_writer_new(fd);
    g_autoptr(GMimeMessage) message =
        fixture_message("Content-Type: text/plain; charset=iso-8859-1\n\n\xe9\n");
    g_autoptr(FixtureRun) fixture = fixture_run_new();
    LetterAttachment attachment = {0};

    (void)state;
    fixture->run.writer = writer;
    part_text_attach(&fixture->run, GMIME_PART(g_mime_message_get_mime_part(message)), &attachment);
    g_autoptr(GString) content = fixture_content(&attachment, fd);
    assert_string_equal(content->str, "\xc3\xa9\n");
    (void)close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_of_a_part_is_decoded),
        cmocka_unit_test(an_unknown_charset_is_noted),
        cmocka_unit_test(characters_across_pieces_survive),
        cmocka_unit_test(an_attached_text_is_utf8),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

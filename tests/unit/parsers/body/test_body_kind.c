/* test_body_kind.c - parts that are labelled as text, and whether they are text. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/body/body_kind.h"

static void
a_file_labelled_as_text_is_seen(void **state)
{
    static const struct {
        const char *header;
        const char *content;
        gsize length;
        gboolean is_binary;
    } cases[] = {
        {"Content-Type: text/plain; name=a.pdf\n", "%PDF-1.4\n1 0 obj\n", 17, TRUE},
        {"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n", "JVBERi0xLjQK\n", 13,
         TRUE},
        {"Content-Type: text/plain\n", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16, TRUE},
        {"Content-Type: text/plain\n", "\1\2\0\3\4\5\0\6", 8, TRUE},
        {"Content-Type: text/plain\n", "a long line of text with one \0 in it\n", 37, FALSE},
        {"Content-Type: text/plain\n", "The %PDF- file\n", 15, FALSE},
        {"Content-Type: text/plain; charset=utf-16le\n", "a\0b\0c\0", 6, FALSE},
        {"Content-Type: text/plain\n",
         "\xff\xfe"
         "a\0b\0c\0",
         8, FALSE},
        {"Content-Type: text/plain; charset=iso-2022-jp\n", "\x1b$B$\"\x1b(B\n", 9, FALSE},
        {"", "\1\2\0\3\4\5\0\6", 8, FALSE},
        {"Content-Type: text/plain\n", "", 0, FALSE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GString) mail = g_string_new(cases[i].header);
        g_string_append_c(mail, '\n');
        g_string_append_len(mail, cases[i].content, (gssize)cases[i].length);
        g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(mail->str, mail->len);
        g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
        g_autoptr(GMimeObject) part = g_mime_parser_construct_part(parser, NULL);
        assert_int_equal(body_kind_is_binary(GMIME_PART(part)), cases[i].is_binary);
    }
}

static void
kinds_are_told_by_the_header(void **state)
{
    static const struct {
        const char *header;
        gboolean is_html, is_signature, is_nameless_text;
    } cases[] = {
        {"Content-Type: text/html\n", TRUE, FALSE, TRUE},
        {"Content-Type: application/xhtml+xml\n", TRUE, FALSE, TRUE},
        {"Content-Type: text/plain; name=a\n", FALSE, FALSE, FALSE},
        {"Content-Type: text/csv\n", FALSE, FALSE, FALSE},
        {"Content-Type: application/pgp-signature\n", FALSE, TRUE, FALSE},
        {"Content-Disposition: attachment\n", FALSE, FALSE, FALSE},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strconcat(cases[i].header, "\nx\n", NULL);
        g_autoptr(GMimeMessage) message = fixture_message(mail);
        GMimeObject *part = g_mime_message_get_mime_part(message);
        assert_int_equal(body_kind_is_html(part), cases[i].is_html);
        assert_int_equal(body_kind_is_signature(part), cases[i].is_signature);
        assert_int_equal(body_kind_has_nameless_text(part, 0), cases[i].is_nameless_text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_labelled_as_text_is_seen),
        cmocka_unit_test(kinds_are_told_by_the_header),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

/* test_body_file.c - the octets of attachments, and of attached messages, byte for byte. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/body/body_file.h"

#define HEAD "Content-Type: multipart/mixed; boundary=b\n\n"

static GString *
first_content(const char *mail, const ParseOptions *options)
{
    int fd = memfd_create("a", MFD_CLOEXEC);
    g_autoptr(Letter) letter = fixture_read(mail, strlen(mail), options, fd);
    assert_true(letter->attachments->len > 0);
    GString *content = fixture_content(g_ptr_array_index(letter->attachments, 0), fd);

    (void)close(fd);
    return content;
}

static void
an_attached_message_is_copied_unchanged(void **state)
{
    static const char *const inner[] = {
        "From:  odd   spacing\nX:y\n\nbody\n",
        "A: b\n\n",
        "A: b\n\nline\n\n\n",
        "A: b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--\nepilogue\n",
        "A: b\n\n--not-the-boundary\n- -\n--\n",
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(inner); i++) {
        g_autofree char *mail =
            g_strconcat(HEAD "--b\nContent-Type: message/rfc822\n\n", inner[i], "\n--b--\n", NULL);
        g_autoptr(GString) content = first_content(mail, NULL);
        assert_string_equal(content->str, inner[i]);
        g_auto(GStrv) lines = g_strsplit(mail, "\n", -1);
        g_autofree char *crlf = g_strjoinv("\r\n", lines);
        g_auto(GStrv) inner_lines = g_strsplit(inner[i], "\n", -1);
        g_autofree char *inner_crlf = g_strjoinv("\r\n", inner_lines);
        g_autoptr(GString) crlf_content = first_content(crlf, NULL);
        assert_string_equal(crlf_content->str, inner_crlf);
    }
}

/* A boundary that never comes: everything to the end. A line that is longer than the buffer. */
static void
a_message_without_a_closing_boundary_goes_to_the_end(void **state)
{
    g_autofree char *line = g_strnfill(100000, 'x');
    g_autofree char *mail =
        g_strdup_printf(HEAD "--b\nContent-Type: message/rfc822\n\nA: b\n\n%s", line);
    g_autofree char *want = g_strdup_printf("A: b\n\n%s", line);
    g_autoptr(GString) content = first_content(mail, NULL);

    (void)state;
    assert_string_equal(content->str, want);
}

static void
the_content_of_a_part_is_decoded_up_to_a_limit(void **state)
{
    g_autoptr(GMimeMessage) message =
        fixture_message("Content-Type: a/b\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n");
    g_autoptr(GMimeMessage) empty = fixture_message("Content-Type: a/b\n");
    GMimePart *part = GMIME_PART(g_mime_message_get_mime_part(message));
    g_autoptr(GString) whole = body_file_content(part, 5);
    g_autoptr(GString) nothing =
        body_file_content(GMIME_PART(g_mime_message_get_mime_part(empty)), 5);

    (void)state;
    assert_string_equal(whole->str, "hello");
    assert_null(body_file_content(part, 4));
    assert_string_equal(nothing->str, "");
}

static void
a_small_image_is_dropped_only_if_it_is_inline(void **state)
{
    static const char mail[] =
        HEAD "--b\nContent-Type: image/png; name=a.png\nContent-ID: <x>\n\nsmall\n"
             "--b\nContent-Type: image/png; name=b.png\n\nsmall\n--b--\n";
    const ParseOptions options = {.drop_images_below_bytes = 6};
    g_autoptr(Letter) letter = fixture_read(mail, strlen(mail), &options, -1);

    (void)state;
    assert_int_equal(letter->attachments->len, 1);
    const LetterAttachment *kept = g_ptr_array_index(letter->attachments, 0);
    assert_string_equal(kept->name, "b.png");
    assert_false(kept->is_inline);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attached_message_is_copied_unchanged),
        cmocka_unit_test(a_message_without_a_closing_boundary_goes_to_the_end),
        cmocka_unit_test(the_content_of_a_part_is_decoded_up_to_a_limit),
        cmocka_unit_test(a_small_image_is_dropped_only_if_it_is_inline),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

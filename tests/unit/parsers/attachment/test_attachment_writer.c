/* test_attachment_writer.c - copying Base64 and decoding it give the same octets. */
#include "tests/unit/parsers_fixture.h"

#include <errno.h>
#include <fcntl.h>

#include "parsers/attachment/attachment_writer.h"
#include "parsers/message_stream.h"

static char *
file_text(int fd)
{
    gint64 length = lseek(fd, 0, SEEK_END);
    char *text = g_malloc0((gsize)length + 1);

    assert_int_equal(pread(fd, text, (gsize)length, 0), length);
    return text;
}

static void
copy(AttachmentWriter *writer, const char *raw, GMimeContentEncoding encoding,
     LetterAttachment *attachment)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(raw, strlen(raw));

    attachment_writer_copy(writer, stream, encoding, attachment);
}

static void
each_encoding_is_copied_as_base64(void **state)
{
    static const struct {
        GMimeContentEncoding encoding;
        const char *raw;
        const char *base64;
        guint64 size;
    } cases[] = {
        {GMIME_CONTENT_ENCODING_BASE64, "aGVs\r\nbG8=\r\n", "aGVsbG8=", 5},
        {GMIME_CONTENT_ENCODING_BASE64, "aGVs!bG8=", "aGVsbG8=", 5},
        {GMIME_CONTENT_ENCODING_BASE64, "aGVsbG8", "aGVsbG8=", 5},
        {GMIME_CONTENT_ENCODING_BASE64, "aGVsbG9=", "aGVsbG8=", 5},
        {GMIME_CONTENT_ENCODING_BASE64, "", "", 0},
        {GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, "h=65llo", "aGVsbG8=", 5},
        {GMIME_CONTENT_ENCODING_7BIT, "hello", "aGVsbG8=", 5},
        {GMIME_CONTENT_ENCODING_DEFAULT, "hello", "aGVsbG8=", 5},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        int fd = memfd_create("a", MFD_CLOEXEC);
        g_autoptr(AttachmentWriter) writer = attachment_writer_new(fd);
        LetterAttachment attachment = {0};
        copy(writer, cases[i].raw, cases[i].encoding, &attachment);
        g_autofree char *text = file_text(fd);
        assert_string_equal(text, cases[i].base64);
        assert_int_equal(attachment.size, cases[i].size);
        assert_int_equal(attachment.length, strlen(cases[i].base64));
        (void)close(fd);
    }
}

/* Of the message's file, only irregular content is written again. */
static void
regular_base64_is_left_in_the_message(void **state)
{
    static const char mail[] = "--\r\naGVs\r\nbG8=\r\n--aGVs!bG8=";
    int message_fd = fixture_file(mail, strlen(mail)), fd = memfd_create("a", MFD_CLOEXEC);
    g_autoptr(GMimeStream) stream = message_stream_new(message_fd, (gint64)strlen(mail));
    g_autoptr(GMimeStream) regular = g_mime_stream_substream(stream, 4, 16);
    g_autoptr(GMimeStream) irregular = g_mime_stream_substream(stream, 18, -1);
    g_autoptr(AttachmentWriter) writer = attachment_writer_new(fd);
    LetterAttachment left = {0}, written = {0}, elsewhere = {0};

    (void)state;
    attachment_writer_leave_base64(writer, TRUE);
    attachment_writer_copy(writer, regular, GMIME_CONTENT_ENCODING_BASE64, &left);
    attachment_writer_copy(writer, irregular, GMIME_CONTENT_ENCODING_BASE64, &written);
    copy(writer, "aGVs", GMIME_CONTENT_ENCODING_BASE64, &elsewhere);
    assert_int_equal(left.offset, 4);
    assert_int_equal(left.stored_length, 12);
    assert_int_equal(left.length, 8);
    assert_int_equal(left.size, 5);
    assert_int_equal(written.stored_length, 0);
    assert_int_equal(written.offset, 0);
    assert_int_equal(elsewhere.stored_length, 0);
    assert_int_equal(elsewhere.offset, 8);
    g_autofree char *text = file_text(fd);
    assert_string_equal(text, "aGVsbG8=aGVs");
    (void)close(message_fd);
    (void)close(fd);
}

static void
attachments_follow_each_other_in_the_file(void **state)
{
    int fd = memfd_create("a", MFD_CLOEXEC);
    g_autoptr(AttachmentWriter) writer = attachment_writer_new(fd);
    LetterAttachment first = {0}, second = {0}, third = {0};

    (void)state;
    copy(writer, "aGVsbG8=", GMIME_CONTENT_ENCODING_BASE64, &first);
    attachment_writer_begin(writer);
    attachment_writer_add(writer, "dropped", 7);
    attachment_writer_end(writer, &second);
    attachment_writer_discard(writer);
    attachment_writer_begin(writer);
    attachment_writer_add(writer, "x", 1);
    attachment_writer_discard(writer);
    attachment_writer_begin(writer);
    attachment_writer_add(writer, "h", 1);
    attachment_writer_add(writer, "i", 1);
    attachment_writer_end(writer, &third);
    g_autofree char *text = file_text(fd);
    assert_string_equal(text, "aGVsbG8=aGk=");
    assert_int_equal(third.offset, 8);
    assert_false(attachment_writer_has_failed(writer));
    (void)close(fd);
}

static void
line_ends_are_those_of_the_mail(void **state)
{
    int fd = memfd_create("a", MFD_CLOEXEC);
    g_autoptr(AttachmentWriter) writer = attachment_writer_new(fd);
    LetterAttachment attachment = {0};

    (void)state;
    attachment_writer_begin(writer);
    attachment_writer_add_lines(writer, "a\nb", 3);
    attachment_writer_set_line_end(writer, '\r');
    attachment_writer_add_lines(writer, "\nc\n", 3);
    attachment_writer_add(writer, "\n", 1);
    attachment_writer_end(writer, &attachment);
    copy(writer, "a\nb\n", GMIME_CONTENT_ENCODING_7BIT, &attachment);
    g_autofree char *text = file_text(fd);
    assert_string_equal(text, "YQpiDWMNCg=="
                              "YQ1iDQ==");
    (void)close(fd);
}

/* 300 kB of valid and of broken Base64, more than any buffer. */
static void
content_larger_than_every_buffer_is_copied(void **state)
{
    g_autofree guchar *bytes = g_malloc(300000);
    for (gsize i = 0; i < 300000; i++)
        bytes[i] = (guchar)(i * 7919 >> 3);
    g_autofree char *base64 = g_base64_encode(bytes, 300000);
    g_autofree char *broken = g_strconcat("!", base64, NULL);

    (void)state;
    for (guint i = 0; i < 2; i++) {
        int fd = memfd_create("a", MFD_CLOEXEC);
        g_autoptr(AttachmentWriter) writer = attachment_writer_new(fd);
        LetterAttachment attachment = {0};
        copy(writer, i == 0 ? base64 : broken, GMIME_CONTENT_ENCODING_BASE64, &attachment);
        g_autofree char *text = file_text(fd);
        assert_int_equal(attachment.size, 300000);
        assert_string_equal(text, base64);
        (void)close(fd);
    }
}

static void
plain_lines_around_base64_are_handed_out_once(void **state)
{
    int fd = memfd_create("test", MFD_CLOEXEC);
    g_autoptr(AttachmentWriter) writer = attachment_writer_new(fd);
    LetterAttachment attachment = {0};

    (void)state;
    copy(writer, "VGhlIHRleHQgaXMgaGVyZSBhbmQgZW5kcy4uLgo=\n\nA footer, as lists write.\n",
         GMIME_CONTENT_ENCODING_BASE64, &attachment);
    g_autofree char *rest = attachment_writer_take_rest(writer);
    assert_non_null(strstr(rest, "A footer, as lists write."));
    assert_int_equal(attachment_writer_n_lost(writer), 0);
    g_autofree char *nothing = attachment_writer_take_rest(writer);
    assert_string_equal(nothing, "");
    (void)close(fd);
}

static void
the_first_error_of_a_full_disk_is_remembered(void **state)
{
    int fd = open("/dev/full", O_RDWR | O_CLOEXEC);
    g_autoptr(AttachmentWriter) writer = attachment_writer_new(fd);
    LetterAttachment attachment = {0};

    (void)state;
    copy(writer, "aGVsbG8=", GMIME_CONTENT_ENCODING_BASE64, &attachment);
    assert_true(attachment_writer_has_failed(writer));
    assert_int_equal(attachment_writer_errno(writer), ENOSPC);
    attachment_writer_begin(writer);
    attachment_writer_add(writer, "x", 1);
    attachment_writer_end(writer, &attachment);
    assert_int_equal(attachment_writer_errno(writer), ENOSPC);
    (void)close(fd);
}

static void
a_closed_file_is_an_error(void **state)
{
    g_autoptr(AttachmentWriter) writer = attachment_writer_new(-1);

    (void)state;
    assert_int_equal(attachment_writer_errno(writer), EBADF);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_ends_are_those_of_the_mail),
        cmocka_unit_test(each_encoding_is_copied_as_base64),
        cmocka_unit_test(regular_base64_is_left_in_the_message),
        cmocka_unit_test(attachments_follow_each_other_in_the_file),
        cmocka_unit_test(content_larger_than_every_buffer_is_copied),
        cmocka_unit_test(the_first_error_of_a_full_disk_is_remembered),
        cmocka_unit_test(plain_lines_around_base64_are_handed_out_once),
        cmocka_unit_test(a_closed_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

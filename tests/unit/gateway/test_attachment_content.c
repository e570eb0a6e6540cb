/* test_attachment_content.c - reads Base64 from both files, and refuses what is not Base64. */
#include "gateway/attachment_content.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static int
open_file(const char *octets)
{
    int fd = memfd_create("file", MFD_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, octets, strlen(octets)), (gssize)strlen(octets));
    return fd;
}

/* Reads all of it, at most `step` octets at a time; NULL with errno. */
static char *
read_all(const AttachmentContent *content, gsize step)
{
    AttachmentReader reader = {.content = *content};
    GString *all = g_string_new(NULL);
    g_autofree char *piece = g_malloc(step);
    gssize n = 0;

    while ((n = attachment_reader_read(&reader, piece, step)) > 0) {
        assert_true((gsize)n <= step);
        g_string_append_len(all, piece, n);
    }
    return g_string_free(all, n < 0);
}

static void
content_lies_in_the_message_or_among_the_attachments(void **state)
{
    const LetterFiles files = {.message_fd = 5, .attachments_fd = 6};
    const LetterAttachment written = {.offset = 10, .length = 4};
    const LetterAttachment left = {.offset = 20, .length = 8, .stored_length = 12};
    AttachmentContent content = attachment_content_of(&written, &files);

    (void)state;
    assert_int_equal(content.fd, 6);
    assert_int_equal(content.offset, 10);
    assert_int_equal(content.stored_length, 4);
    assert_int_equal(content.length, 4);
    content = attachment_content_of(&left, &files);
    assert_int_equal(content.fd, 5);
    assert_int_equal(content.offset, 20);
    assert_int_equal(content.stored_length, 12);
    assert_int_equal(content.length, 8);
}

typedef struct {
    const char *stored; /* between two octets that do not belong to it */
    guint64 length;
    const char *out; /* NULL: refused */
} Case;

static const Case cases[] = {
    {"QUJD", 4, "QUJD"},
    {"QUJD\r\nREVG\r\n", 8, "QUJDREVG"},
    {"\n\nQUI=\n\n\n", 4, "QUI="},
    {"QUJD", 8, NULL},     /* shorter than announced */
    {"QUJDREVG", 4, NULL}, /* longer */
    {"QUJ\"", 4, NULL},    /* the end of a JSON string */
    {"QU\\D", 4, NULL},
    {"QU=D", 4, NULL},
    {"QU D", 4, NULL},
    {"\n\n", 4, NULL},
};

static void
content_is_the_same_in_steps_of_any_size(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *octets = g_strconcat("-", cases[i].stored, "-", NULL);
        int fd = open_file(octets);
        const AttachmentContent content = {.fd = fd,
                                           .offset = 1,
                                           .stored_length = strlen(cases[i].stored),
                                           .length = cases[i].length};
        for (gsize step = 1; step <= strlen(octets); step++) {
            g_autofree char *out = read_all(&content, step);
            if (cases[i].out != NULL) {
                assert_non_null(out);
                assert_string_equal(out, cases[i].out);
            } else {
                assert_null(out);
                assert_int_equal(errno, EBADMSG);
            }
        }
        (void)close(fd);
    }
}

static void
a_short_or_closed_file_is_an_error(void **state)
{
    int fd = open_file("QUJD");
    const AttachmentContent cut = {.fd = fd, .offset = 2, .stored_length = 4, .length = 4};
    const AttachmentContent none = {.fd = -1, .stored_length = 4, .length = 4};

    (void)state;
    assert_null(read_all(&cut, 100));
    assert_int_equal(errno, EIO);
    assert_null(read_all(&none, 100));
    assert_int_equal(errno, EBADF);
    (void)close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_lies_in_the_message_or_among_the_attachments),
        cmocka_unit_test(content_is_the_same_in_steps_of_any_size),
        cmocka_unit_test(a_short_or_closed_file_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

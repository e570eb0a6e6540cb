/* The mails of an mbox, and their text as it was before it was quoted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/descriptor_io.h"
#include "gateway/import/mbox_reader.h"

#define FROM "From user@example.org Mon Jan  1 00:00:00 2024\n"
#define MAX_BYTES ((guint64)100 * 1024 * 1024)

static int
file_of(const char *text)
{
    int fd = memfd_create("mbox", MFD_CLOEXEC);
    assert_true(descriptor_write_all(fd, text, strlen(text)));
    return fd;
}

/* The mails of `text`, each between brackets, or "error". (transfer full) */
static char *
mails_of(const char *text)
{
    int fd = file_of(text);
    g_autoptr(MboxReader) reader = mbox_reader_new(fd);
    GString *all = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    MboxMail mail;
    while (mbox_reader_next(reader, &mail, &error)) {
        MailCopy copy = {.fd = memfd_create("mail", MFD_CLOEXEC), .max_bytes = MAX_BYTES};
        assert_true(mbox_reader_copy(reader, &mail, &copy, NULL));
        g_autofree char *content = g_malloc0(copy.length + 1);
        assert_int_equal(descriptor_read_at(copy.fd, content, copy.length + 1, 0), copy.length);
        g_string_append_printf(all, "[%s]", content);
        close(copy.fd);
    }
    if (error != NULL)
        g_string_append(all, "error");
    close(fd);
    return g_string_free(all, FALSE);
}

static void
mails_are_found_and_unquoted(void **state)
{
    static const struct {
        const char *text, *wanted;
    } rows[] = {
        {"", ""},
        {"\n\n", ""},
        {FROM "Subject: a\n\nHello\n\n" FROM "Subject: b\n\nHi\n",
         "[Subject: a\n\nHello\n][Subject: b\n\nHi\n]"},
        {"\n" FROM "Subject: a\n\nHello\n\n", "[Subject: a\n\nHello\n]"},
        {FROM "Subject: a\n\nHello", "[Subject: a\n\nHello]"},
        /* quoted, as mboxrd and mboxo do it */
        {FROM "Subject: a\n\n>From here\n>>From there\n> From\nx >From\n\n",
         "[Subject: a\n\nFrom here\n>From there\n> From\nx >From\n]"},
        /* a sentence of somebody, which nobody quoted */
        {FROM "Subject: a\n\nHello\n\nFrom what I know,\nit burns.\n\n" FROM "Subject: b\n\n",
         "[Subject: a\n\nHello\n\nFrom what I know,\nit burns.\n][Subject: b\n\n]"},
        /* no empty line between them */
        {FROM "Subject: a\n\nHello\n" FROM "Subject: b\n\nHi\n\n",
         "[Subject: a\n\nHello\n][Subject: b\n\nHi\n]"},
        /* only a header, or nothing */
        {FROM "Subject: a\n" FROM "Subject: b\n\n", "[Subject: a\n][Subject: b\n\n]"},
        {FROM, "[]"},
        {FROM "\n" FROM "Subject: b\n\nHi\n", "[\n][Subject: b\n\nHi\n]"},
        /* from Windows */
        {"From - Mon Jan  1 00:00:00 2024\r\nSubject: a\r\n\r\nHello\r\n\r\nFrom - Mon Jan  1 "
         "00:00:00 2024\r\nSubject: b\r\n\r\nHi\r\n",
         "[Subject: a\r\n\r\nHello\r\n][Subject: b\r\n\r\nHi\r\n]"},
        {"Subject: a\n\nHello\n", "error"},
        {"\n\nHello\n", "error"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *mails = mails_of(rows[i].text);
        if (strcmp(mails, rows[i].wanted) != 0)
            fail_msg("row %u: %s", i, mails);
    }
}

/* A writer that counts quotes nothing (mboxcl2), or quotes as well (mboxcl). */
static void
counted_mails_end_where_they_say(void **state)
{
    static const char inner[] = "Hello\n\n" FROM "Subject: inner\n\n>From x\n";
    (void)state;
    g_autofree char *box = g_strdup_printf(FROM "Content-Length: %zu\nSubject: a\n\n%s\n" FROM
                                                "Content-Length: 9\n\n>From y\n\n\n",
                                           strlen(inner), inner);
    g_autofree char *mails = mails_of(box);
    g_autofree char *wanted =
        g_strdup_printf("[Content-Length: %zu\nSubject: a\n\n%s][Content-Length: 9\n\nFrom y\n\n]",
                        strlen(inner), inner);
    assert_string_equal(mails, wanted);
}

/* Whoever writes a mail may write this field, too; it hides no other mail. */
static void
a_count_of_a_sender_is_not_believed(void **state)
{
    static const char second[] = "Hi\n\n" FROM "Subject: hidden\n\nLook\n";
    (void)state;
    g_autofree char *box =
        g_strdup_printf(FROM "Subject: a\n\nHello\n\n" FROM "Content-Length: %zu\n\n%s\n" FROM
                             "Subject: d\n\nEnd\n",
                        strlen(second), second);
    g_autofree char *mails = mails_of(box);
    assert_non_null(strstr(mails, "][Subject: hidden\n\nLook\n][Subject: d"));
    g_autofree char *wrong = mails_of(FROM "Content-Length: 3\n\nHello\n\n" FROM "Subject: b\n\n");
    assert_string_equal(wrong, "[Content-Length: 3\n\nHello\n][Subject: b\n\n]");
    g_autofree char *huge =
        mails_of(FROM "Content-Length: 999999999999\n\nHello\n\n" FROM "Subject: b\n\n");
    assert_string_equal(huge, "[Content-Length: 999999999999\n\nHello\n][Subject: b\n\n]");
}

/* Wherever the buffer of the reader ends. */
static void
pieces_of_the_file_make_no_difference(void **state)
{
    (void)state;
    for (gsize fill = 256 * 1024 - 120; fill < 256 * 1024 + 20; fill += 7) {
        g_autofree char *words = g_strnfill(fill, 'x');
        g_autofree char *box =
            g_strdup_printf(FROM "Subject: a\n\n%s\n>From z\n\n" FROM "Subject: b\n\nHi\n", words);
        g_autofree char *mails = mails_of(box);
        g_autofree char *wanted =
            g_strdup_printf("[Subject: a\n\n%s\nFrom z\n][Subject: b\n\nHi\n]", words);
        assert_string_equal(mails, wanted);
    }
}

static void
a_mail_that_is_too_large_or_gone_is_not_copied(void **state)
{
    (void)state;
    int fd = file_of(FROM "Subject: a\n\nHello\n");
    MailCopy copy = {.fd = memfd_create("mail", MFD_CLOEXEC), .max_bytes = 10};
    g_autoptr(MboxReader) reader = mbox_reader_new(fd);
    g_autoptr(GError) error = NULL;
    MboxMail mail;
    assert_true(mbox_reader_next(reader, &mail, &error));
    g_autofree char *line = mbox_reader_line(reader, &mail, NULL);
    assert_true(g_str_has_prefix(FROM, line));
    assert_false(mbox_reader_copy(reader, &mail, &copy, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TOO_LARGE));
    g_clear_error(&error);
    mail.length = 1000;
    copy.max_bytes = MAX_BYTES;
    assert_false(mbox_reader_copy(reader, &mail, &copy, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    close(fd);
    close(copy.fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mails_are_found_and_unquoted),
        cmocka_unit_test(counted_mails_end_where_they_say),
        cmocka_unit_test(a_count_of_a_sender_is_not_believed),
        cmocka_unit_test(pieces_of_the_file_make_no_difference),
        cmocka_unit_test(a_mail_that_is_too_large_or_gone_is_not_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

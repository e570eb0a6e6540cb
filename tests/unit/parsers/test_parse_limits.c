/* test_parse_limits.c - each limit of ParseOptions: a mail just within it, and one just beyond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "parsers/parse.h"

static Letter *
parse(const char *mail, const ParseOptions *options)
{
    g_autoptr(GError) error = NULL;
    int message_fd = memfd_create("message", MFD_CLOEXEC);
    int attachments_fd = memfd_create("attachments", MFD_CLOEXEC);

    assert_int_equal(write(message_fd, mail, strlen(mail)), (gssize)strlen(mail));
    Letter *letter = parse_message(message_fd, attachments_fd, options, &error);
    assert_null(error);
    (void)close(message_fd);
    (void)close(attachments_fd);
    return letter;
}

static gboolean
has_note(const Letter *letter, const char *words)
{
    for (guint i = 0; i < letter->notes->len; i++) {
        if (strstr(g_ptr_array_index(letter->notes, i), words) != NULL)
            return TRUE;
    }
    return FALSE;
}

static gboolean
has_original(const Letter *letter)
{
    for (guint i = 0; i < letter->attachments->len; i++) {
        const LetterAttachment *attachment = g_ptr_array_index(letter->attachments, i);
        if (strcmp(attachment->content_type, "message/rfc822") == 0)
            return TRUE;
    }
    return FALSE;
}

/* A multipart of `count` files. (transfer full) */
static char *
mail_of_files(guint count)
{
    GString *mail = g_string_new("Content-Type: multipart/mixed; boundary=b\n\n");

    for (guint i = 0; i < count; i++)
        g_string_append_printf(mail,
                               "--b\nContent-Type: image/png\nContent-Disposition: attachment; "
                               "filename=%u.png\n\nx\n",
                               i);
    g_string_append(mail, "--b--\n");
    return g_string_free(mail, FALSE);
}

static void
fields_beyond_the_limit_are_noted(void **state)
{
    static const char mail[] = "X: 1\nSubject: late\n\ntext\n";
    const ParseOptions two = {.max_headers = 2}, one = {.max_headers = 1};
    g_autoptr(Letter) within = parse(mail, &two);
    g_autoptr(Letter) beyond = parse(mail, &one);

    (void)state;
    assert_string_equal(within->subject, "late");
    assert_int_equal(within->notes->len, 0);
    assert_string_equal(beyond->subject, "");
    assert_string_equal(beyond->text, "text\n");
    assert_true(has_note(beyond, "header of the mail is larger"));
    assert_true(has_original(beyond));
}

static void
header_bytes_beyond_the_limit_are_noted(void **state)
{
    g_autofree char *long_field = g_strnfill(300, 'x');
    g_autofree char *mail = g_strconcat("X: ", long_field, "\nSubject: late\n\ntext\n", NULL);
    const ParseOptions large = {.max_header_bytes = 16 * 304},
                       small = {.max_header_bytes = 16 * 303};
    g_autoptr(Letter) within = parse(mail, &large);
    g_autoptr(Letter) beyond = parse(mail, &small);

    (void)state;
    assert_false(has_note(within, "header"));
    assert_true(has_note(beyond, "header"));
    assert_string_equal(beyond->subject, "late");
    assert_true(has_original(beyond));
}

static void
attachments_beyond_the_limit_are_noted(void **state)
{
    g_autofree char *mail = mail_of_files(4);
    const ParseOptions four = {.max_attachments = 4}, three = {.max_attachments = 3};
    g_autoptr(Letter) within = parse(mail, &four);
    g_autoptr(Letter) beyond = parse(mail, &three);

    (void)state;
    assert_int_equal(within->attachments->len, 4);
    assert_false(has_original(within));
    assert_true(has_note(beyond, "only the first 3 attachments"));
    assert_true(has_original(beyond));
}

static void
parts_beyond_the_limit_are_noted(void **state)
{
    g_autofree char *mail = mail_of_files(4);
    const ParseOptions five = {.max_parts = 5}, four = {.max_parts = 4};
    g_autoptr(Letter) within = parse(mail, &five); /* the multipart is a part, too */
    g_autoptr(Letter) beyond = parse(mail, &four);

    (void)state;
    assert_false(has_note(within, "more parts"));
    assert_true(has_note(beyond, "more parts"));
    assert_true(has_original(beyond));
}

static void
parts_too_deep_are_noted(void **state)
{
    static const char mail[] = "Content-Type: multipart/mixed; boundary=a\n\n--a\n"
                               "Content-Type: multipart/mixed; boundary=b\n\n--b\n\ninner\n";
    const ParseOptions three = {.max_depth = 3}, two = {.max_depth = 2};
    g_autoptr(Letter) within = parse(mail, &three);
    g_autoptr(Letter) beyond = parse(mail, &two);

    (void)state;
    assert_string_equal(within->text, "inner\n");
    assert_true(has_note(beyond, "more parts, or deeper ones"));
    assert_true(has_original(beyond));
}

static void
a_text_beyond_the_limit_is_cut_and_attached(void **state)
{
    const ParseOptions eight = {.max_text_bytes = 8}, seven = {.max_text_bytes = 7};
    g_autoptr(Letter) within = parse("\n1234567\n", &eight);
    g_autoptr(Letter) beyond = parse("\n1234567\n", &seven);

    (void)state;
    assert_false(within->text_is_truncated);
    assert_int_equal(within->attachments->len, 0);
    assert_true(beyond->text_is_truncated);
    assert_true(strlen(beyond->text) <= 7);
    const LetterAttachment *whole = g_ptr_array_index(beyond->attachments, 0);
    assert_int_equal(whole->role, LETTER_ROLE_FULL_TEXT);
    assert_int_equal(whole->size, 8);
}

static void
a_name_beyond_the_limit_is_cut(void **state)
{
    static const char mail[] = "Content-Type: image/png\nContent-Disposition: attachment; "
                               "filename=1234567890123456.png\n\nx\n";
    const ParseOptions fits = {.max_name_bytes = 20}, cuts = {.max_name_bytes = 19};
    g_autoptr(Letter) within = parse(mail, &fits);
    g_autoptr(Letter) beyond = parse(mail, &cuts);
    const LetterAttachment *whole = g_ptr_array_index(within->attachments, 0);
    const LetterAttachment *cut = g_ptr_array_index(beyond->attachments, 0);

    (void)state;
    assert_string_equal(whole->name, "1234567890123456.png");
    assert_string_equal(cut->name, "123456789012345.png");
}

static void
recipients_beyond_the_limit_are_noted(void **state)
{
    static const char mail[] = "To: a@example.org, group: b@example.org, c@example.org;\n\nx\n";
    const ParseOptions three = {.max_recipients = 3}, two = {.max_recipients = 2};
    g_autoptr(Letter) within = parse(mail, &three);
    g_autoptr(Letter) beyond = parse(mail, &two);

    (void)state;
    assert_int_equal(within->to->len, 3);
    assert_int_equal(within->notes->len, 0);
    assert_int_equal(beyond->to->len, 2);
    assert_true(has_note(beyond, "only the first 2 addresses"));
}

static void
the_oldest_and_the_newest_references_stay(void **state)
{
    static const char mail[] = "References: <1@e> <2@e> <3@e> <4@e>\n\nx\n";
    const ParseOptions four = {.max_references = 4}, three = {.max_references = 3};
    g_autoptr(Letter) within = parse(mail, &four);
    g_autoptr(Letter) beyond = parse(mail, &three);

    (void)state;
    assert_int_equal(within->references->len, 4);
    assert_int_equal(within->notes->len, 0);
    assert_int_equal(beyond->references->len, 3);
    assert_string_equal(beyond->references->pdata[0], "1@e"); /* the oldest and the newest stay */
    assert_string_equal(beyond->references->pdata[2], "4@e");
    assert_true(has_note(beyond, "only 3 of 4"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_beyond_the_limit_are_noted),
        cmocka_unit_test(header_bytes_beyond_the_limit_are_noted),
        cmocka_unit_test(parts_beyond_the_limit_are_noted),
        cmocka_unit_test(parts_too_deep_are_noted),
        cmocka_unit_test(a_text_beyond_the_limit_is_cut_and_attached),
        cmocka_unit_test(attachments_beyond_the_limit_are_noted),
        cmocka_unit_test(a_name_beyond_the_limit_is_cut),
        cmocka_unit_test(recipients_beyond_the_limit_are_noted),
        cmocka_unit_test(the_oldest_and_the_newest_references_stay),
    };

    parse_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_raw_letter.c - the plain Letter of a mail that could not be parsed. */
#include "gateway/intake/raw_letter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gateway/delivery_error.h"
#include "gateway/spool.h"
#include "parsers/letter_json.h"

static int
open_file(const char *data, gsize length)
{
    int fd = spool_open_file(g_get_tmp_dir(), NULL);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, length), (gssize)length);
    return fd;
}

static Letter *
read_letter(const char *mail, const char *envelope_sender)
{
    int message_fd = open_file(mail, strlen(mail));
    int attachments_fd = open_file("", 0);
    g_autoptr(GError) error = NULL;
    Letter *letter =
        raw_letter_read(message_fd, strlen(mail), envelope_sender, attachments_fd, &error);

    assert_null(error);
    assert_non_null(letter);
    (void)close(message_fd);
    (void)close(attachments_fd);
    return letter;
}

static void
the_fields_of_the_header_fill_the_letter(void **state)
{
    g_autoptr(Letter) letter =
        read_letter("From: Staff <a@Example.org>\nSubject: =?UTF-8?Q?caf=C3=A9?=\n"
                    "Message-ID: <1@example.org>\nIn-Reply-To: <0@example.org>\n\nSubject: no\n",
                    "a@example.org");
    const LetterAddress *from = letter->from->pdata[0];

    (void)state;
    assert_string_equal(from->address, "a@example.org");
    assert_string_equal(from->name, "Staff");
    assert_string_equal(letter->subject, "caf\xc3\xa9");
    assert_string_equal(letter->message_id, "1@example.org");
    assert_string_equal(letter->in_reply_to->pdata[0], "0@example.org");
    assert_true(letter->is_reply);
    assert_int_equal(letter->mail_class, LETTER_CLASS_HUMAN);
    assert_int_equal(letter->date_s, -1);
    assert_non_null(strstr(letter->text, "message.eml"));
    assert_string_equal(letter->text, letter->reply_text);
    assert_int_equal(letter->notes->len, 1);
}

/* The same rules apply as for a mail that could be parsed. */
static void
what_decides_about_other_mail_is_read_here_too(void **state)
{
    g_autoptr(Letter) letter = read_letter(
        "Authentication-Results: mx.desk.example; dmarc=fail header.from=example.org\n"
        "Authentication-Results: mx.desk.example;\n dkim=none\x01\n"
        "X-Spam-Flag: NO\nX-Spam-Status: Yes, score=9.1\n required=5.0\n"
        "From: a@example.org\nReply-To: b@example.org\nTo: Desk <support@desk.example>\n"
        "Cc: c@example.org\nDelivered-To: support+x@desk.example\n"
        "In-Reply-To: <0@example.org>\nReferences: <8@example.org> <bad id> <9@example.org>\n\n",
        NULL);

    (void)state;
    assert_string_equal(letter->spam_mark, "X-Spam-Status: Yes, score=9.1 required=5.0");
    assert_int_equal(letter->authentication_results->len, 2);
    assert_string_equal(letter->authentication_results->pdata[0],
                        "mx.desk.example; dmarc=fail header.from=example.org");
    assert_string_equal(letter->authentication_results->pdata[1], "mx.desk.example; dkim=none");
    assert_string_equal(((const LetterAddress *)letter->reply_to->pdata[0])->address,
                        "b@example.org");
    assert_string_equal(((const LetterAddress *)letter->to->pdata[0])->address,
                        "support@desk.example");
    assert_string_equal(((const LetterAddress *)letter->cc->pdata[0])->address, "c@example.org");
    assert_string_equal(((const LetterAddress *)letter->delivered_to->pdata[0])->address,
                        "support+x@desk.example");
    assert_int_equal(letter->in_reply_to->len, 1);
    assert_int_equal(letter->references->len, 2);
    assert_string_equal(letter->references->pdata[1], "9@example.org");
}

static void
a_mail_without_usable_fields_is_still_a_letter(void **state)
{
    static const char *const mails[] = {
        "", "\n", "\n\nbody", "no header at all", "From: \xff\xfe\n", "From\nSubject\n", ":\n:\n"};

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(Letter) letter = read_letter(mails[i], NULL);

        assert_int_equal(letter->from->len, 0);
        assert_string_equal(letter->subject, "");
        assert_null(letter->message_id);
        assert_int_equal(letter->attachments->len, 1);
    }
}

static void
the_class_comes_from_the_sender_and_the_header(void **state)
{
    static const struct {
        const char *head, *envelope_sender;
        LetterClass mail_class;
    } cases[] = {
        {"From: a@example.org\n\n", NULL, LETTER_CLASS_HUMAN},
        {"From: a@example.org\n\n", "a@example.org", LETTER_CLASS_HUMAN},
        {"From: a@example.org\n\n", "", LETTER_CLASS_BOUNCE},
        {"From: a@example.org\n\n", "MAILER-DAEMON@example.org", LETTER_CLASS_AUTO_GENERATED},
        {"From: a@example.org\n\n", "noreply@example.org", LETTER_CLASS_AUTO_GENERATED},
        {"From: No-Reply@example.org\n\n", NULL, LETTER_CLASS_AUTO_GENERATED},
        {"Auto-Submitted: no\n\n", NULL, LETTER_CLASS_HUMAN},
        {"Auto-Submitted: auto-replied\n\n", NULL, LETTER_CLASS_AUTO_GENERATED},
        {"auto-submitted: no; x\n\n", NULL, LETTER_CLASS_AUTO_GENERATED},
        {"Precedence: bulk\n\n", NULL, LETTER_CLASS_AUTO_GENERATED},
        {"List-Id: <l.example.org>\n\n", NULL, LETTER_CLASS_AUTO_GENERATED},
        {"X-Loop: x\n\n", NULL, LETTER_CLASS_AUTO_GENERATED},
        {"Return-Path: <>\n\n", NULL, LETTER_CLASS_AUTO_GENERATED},
        {"Return-Path: <a@example.org>\n\n", NULL, LETTER_CLASS_HUMAN},
        {"A: b\n\nPrecedence: bulk\n", NULL, LETTER_CLASS_HUMAN},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Letter) letter = read_letter(cases[i].head, cases[i].envelope_sender);

        assert_int_equal(letter->mail_class, cases[i].mail_class);
        assert_non_null(letter->class_reason);
    }
}

static void
an_endless_header_is_a_sign_of_a_machine(void **state)
{
    g_autofree char *filler = g_strnfill(70000, 'x');
    g_autofree char *mail = g_strconcat("X: ", filler, "\nAuto-Submitted: yes\n\nb", NULL);
    g_autoptr(Letter) letter = read_letter(mail, "a@example.org");

    (void)state;
    assert_int_equal(letter->mail_class, LETTER_CLASS_AUTO_GENERATED);
}

/* The copy is the message, octet for octet, wherever a chunk ends. */
static void
the_whole_message_is_attached_unchanged(void **state)
{
    static const gsize lengths[] = {0, 1, 2, 3, 58367, 58368, 58369, 200001};

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        gsize length = lengths[i], decoded_length = 0;
        g_autofree char *mail = g_malloc(length + 1);
        g_autofree char *encoded = g_malloc0(length * 2 + 10);
        g_autofree guchar *decoded = NULL;
        g_autoptr(Letter) letter = NULL;
        g_autoptr(Letter) again = NULL;
        g_autoptr(GBytes) json = NULL;
        const LetterAttachment *attachment = NULL;
        int message_fd, attachments_fd = open_file("abcd", 4);

        for (gsize j = 0; j < length; j++)
            mail[j] = (char)(j * 31 % 256);
        message_fd = open_file(mail, length);
        letter = raw_letter_read(message_fd, length, NULL, attachments_fd, NULL);
        attachment = letter->attachments->pdata[0];
        assert_string_equal(attachment->name, "message.eml");
        assert_string_equal(attachment->content_type, "message/rfc822");
        assert_int_equal(attachment->offset, 4);
        assert_int_equal(attachment->length, (length + 2) / 3 * 4);
        assert_int_equal(attachment->size, length);
        assert_int_equal(pread(attachments_fd, encoded, length * 2 + 10, 4), attachment->length);
        decoded = g_base64_decode(encoded, &decoded_length);
        assert_int_equal(decoded_length, length);
        assert_memory_equal(decoded, mail, length);
        json = letter_write(letter, FALSE);
        again = letter_read(json, 0, 4 + attachment->length, NULL);
        assert_non_null(again); /* as good a Letter as any */
        (void)close(message_fd);
        (void)close(attachments_fd);
    }
}

static void
failing_files_are_temporary_errors(void **state)
{
    int message_fd = open_file("Subject: x\n\n", 12);
    int attachments_fd = open_file("", 0);
    int ends[2];
    g_autoptr(GError) read_error = NULL;
    g_autoptr(GError) write_error = NULL;

    (void)state;
    assert_int_equal(pipe(ends), 0); /* can be read neither at an offset nor from the start again */
    assert_null(raw_letter_read(ends[0], 12, NULL, attachments_fd, &read_error));
    assert_true(g_error_matches(read_error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    assert_null(raw_letter_read(message_fd, 12, NULL, ends[1], &write_error));
    assert_true(g_error_matches(write_error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
    (void)close(ends[0]);
    (void)close(ends[1]);
    (void)close(message_fd);
    (void)close(attachments_fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fields_of_the_header_fill_the_letter),
        cmocka_unit_test(what_decides_about_other_mail_is_read_here_too),
        cmocka_unit_test(a_mail_without_usable_fields_is_still_a_letter),
        cmocka_unit_test(the_class_comes_from_the_sender_and_the_header),
        cmocka_unit_test(an_endless_header_is_a_sign_of_a_machine),
        cmocka_unit_test(the_whole_message_is_attached_unchanged),
        cmocka_unit_test(failing_files_are_temporary_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

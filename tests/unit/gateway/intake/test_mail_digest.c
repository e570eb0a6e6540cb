/* How two mails with the same Message-ID are told apart, and what does not count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "gateway/intake/intake.h"
#include "gateway/intake/mail_digest.h"
#include "parsers/parse.h"
#include "tests/unit/delivery_fixture.h"

/* (transfer full) */
static char *
digest_of(const DeliveryFixture *fixture, const char *text)
{
    int fd = delivery_fixture_message(text);
    g_autoptr(Intake) intake = intake_read(fixture->config, fd, NULL, fixture->directory, NULL);
    close(fd);
    assert_non_null(intake);
    assert_non_null(intake->identity.digest);
    return g_strdup(intake->identity.digest);
}

/* As if the parser had failed. (transfer full) */
static char *
raw_digest_of(const char *text)
{
    int fd = delivery_fixture_message(text);
    const MailDigestInput input = {.fd = fd, .length = strlen(text)}; /* not parsed */
    char *digest = mail_digest_new(&input);
    close(fd);
    return digest;
}

static gboolean
is_same(const DeliveryFixture *fixture, const char *one, const char *other)
{
    g_autofree char *first = digest_of(fixture, one);
    g_autofree char *second = digest_of(fixture, other);
    gboolean is_same = mail_digest_is_same(first, second);
    assert_int_equal(mail_digest_is_same(second, first), is_same);
    return is_same;
}

#define FROM "From: Ann <ann@customer.example>\n"
#define DATE "Date: Mon, 2 Nov 2026 10:00:00 +0100\n"
#define SUBJECT "Subject: Printer on floor two\n"
#define HEAD FROM DATE SUBJECT "Message-ID: <a@customer.example>\n"
#define LIST "List-Id: <all.lists.example>\n"
#define LIST_END "_______________\nall mailing list\nall@lists.example\n"
#define MULTIPART "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
#define TEXT_PART "--b\nContent-Type: text/plain\n\nHello\n"
#define FILE_PART(name, content)                                                                   \
    "--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; "               \
    "filename=" name "\nContent-Transfer-Encoding: base64\n\n" content "\n--b--\n"

static void
what_a_mail_says_tells_it_from_others(void **state)
{
    const DeliveryFixture *fixture = *state;
    static const struct {
        const char *one, *other;
        gboolean is_same;
    } rows[] = {
        {HEAD "\nHello\n", HEAD "\nHello\n", TRUE},
        /* what relays add and change */
        {HEAD "\nHello\n", "Received: from a by b\nDelivered-To: x@y.example\n" HEAD "\nHello\n",
         TRUE},
        {HEAD "\nHello\n", FROM DATE "Subject: Printer\n on  floor two\n\nHello\n", TRUE},
        {HEAD "\nHello\n", HEAD "\nHello\r\n", TRUE},
        {HEAD "\nHello\n", HEAD "Content-Transfer-Encoding: base64\n\nSGVsbG8K\n", TRUE},
        /* what lists add */
        {HEAD "\nHello\n", LIST HEAD "\nHello\n" LIST_END, TRUE},
        {HEAD "\nHello\n", LIST FROM DATE "Subject: [all] Printer on floor two\n\nHello\n", TRUE},
        {HEAD "\nHello\n", FROM DATE "Subject: [all] Printer on floor two\n\nHello\n", FALSE},
        /* other mails */
        {HEAD "\nHello\n", HEAD "\nHullo\n", FALSE},
        {HEAD "\nHello\n", "From: eve@other.example\n" DATE SUBJECT "\nHello\n", FALSE},
        {HEAD "\nHello\n", FROM SUBJECT "\nHello\n", FALSE},
        {HEAD "\nHello\n", FROM DATE "Subject: Printer on floor six\n\nHello\n", FALSE},
        {HEAD MULTIPART TEXT_PART FILE_PART("a.bin", "AAAA"),
         HEAD MULTIPART TEXT_PART FILE_PART("a.bin", "AAAB"), FALSE},
        {HEAD MULTIPART TEXT_PART FILE_PART("a.bin", "AAAA"),
         HEAD MULTIPART TEXT_PART FILE_PART("b.bin", "AAAA"), FALSE},
        {HEAD MULTIPART TEXT_PART FILE_PART("a.bin", "AAAA"),
         HEAD MULTIPART "A preamble\n" TEXT_PART FILE_PART("a.bin", "AA\nAA"), TRUE},
        {LIST HEAD "\nPort one is down\n" LIST_END, LIST HEAD "\nPort two is down\n" LIST_END,
         FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (is_same(fixture, rows[i].one, rows[i].other) != rows[i].is_same)
            fail_msg("row %u", i);
}

/* The middle of a long file, too. (transfer full) */
static char *
long_mail(char letter, gsize place)
{
    const gsize length = 2 * 1024 * 1024;
    GString *text =
        g_string_new(HEAD MULTIPART TEXT_PART "--b\nContent-Type: application/octet-stream\n"
                                              "Content-Transfer-Encoding: base64\n\n");
    gsize start = text->len;
    for (gsize i = 0; i < length / 64; i++)
        g_string_append(text, "QUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVG\n");
    text->str[start + place] = letter;
    g_string_append(text, "\n--b--\n");
    return g_string_free(text, FALSE);
}

static void
one_octet_in_the_middle_of_a_long_file_counts(void **state)
{
    const DeliveryFixture *fixture = *state;
    const gsize place = 1024 * 1024 - 1024 * 1024 % 65;
    g_autofree char *one = long_mail('Q', place);
    g_autofree char *other = long_mail('R', place);
    assert_true(is_same(fixture, one, one));
    assert_false(is_same(fixture, one, other));
}

/* One try at which the parser failed, and one at which it did not. */
static void
the_same_octets_are_the_same_mail_whatever_the_parser_makes_of_them(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autofree char *large = long_mail('Q', 0);
    const char *const texts[] = {HEAD "\nHello\n", HEAD MULTIPART TEXT_PART "--b--\n", large};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *parsed = digest_of(fixture, texts[i]);
        g_autofree char *raw = raw_digest_of(texts[i]);
        assert_true(mail_digest_is_same(raw, parsed));
        assert_true(mail_digest_is_same(parsed, raw));
        g_autofree char *common = mail_digest_common(parsed);
        g_autofree char *raw_common = mail_digest_common(raw);
        assert_string_equal(common, raw_common);
        g_autofree char *exact = mail_digest_exact(parsed);
        g_autofree char *raw_exact = mail_digest_exact(raw);
        assert_string_equal(exact, raw_exact);
    }
    g_autofree char *raw = raw_digest_of(HEAD "\nHello\n");
    g_autofree char *other = raw_digest_of(HEAD "\nHullo\n");
    assert_false(mail_digest_is_same(raw, other));
}

/* If the mail itself is attached, its files do not tell everything. */
static void
encrypted_mails_are_told_apart(void **state)
{
    const DeliveryFixture *fixture = *state;
    static const char form[] =
        HEAD "MIME-Version: 1.0\nContent-Type: multipart/encrypted; "
             "protocol=\"application/pgp-encrypted\"; boundary=b\n\n--b\nContent-Type: "
             "application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: "
             "application/octet-stream\n\n%s\n--b--\n";
    g_autofree char *one = g_strdup_printf(form, "AAAA");
    g_autofree char *other = g_strdup_printf(form, "AAAB");
    assert_true(is_same(fixture, one, one));
    assert_false(is_same(fixture, one, other));
}

static void
without_a_digest_any_mail_is_the_same(void **state)
{
    (void)state;
    static const char *const none[] = {NULL, "", "1", "9 a b c wd f g", "nonsense"};
    g_autofree char *digest = raw_digest_of(HEAD "\nHello\n");
    for (guint i = 0; i < G_N_ELEMENTS(none); i++) {
        assert_true(mail_digest_is_same(none[i], digest));
        g_autofree char *common = mail_digest_common(none[i]);
        assert_string_equal(common, "");
    }
}

static void
a_message_id_is_what_stands_in_the_field(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"Message-ID: <a@customer.example>\n\nx\n", "a@customer.example"},
        {"message-id:\n <a@customer.example> \n\nx\n", "a@customer.example"},
        {"Message-ID: <alarm@10.0.0.7:5001>\n\nx\n", "alarm@10.0.0.7:5001"},
        {"Message-ID: <cam@host@10:30>\n\nx\n", "cam@host@10:30"},
        {"Message-ID: <a b@host>\n\nx\n", "a b@host"},
        {"Message-ID: <a@host> <b@host>\n\nx\n", "<a@host> <b@host>"},
        {"Message-ID: a@host\n\nx\n", "a@host"},
        {"Message-ID: <>\n\nx\n", NULL},
        {"Message-ID:\n\nx\n", NULL},
        {"Subject: x\n\nMessage-ID: <a@host>\n", NULL},
        {"", NULL},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        int fd = delivery_fixture_message(rows[i][0]);
        g_autofree char *id = NULL;
        assert_true(mail_digest_message_id(fd, strlen(rows[i][0]), &id));
        close(fd);
        if (g_strcmp0(id, rows[i][1]) != 0)
            fail_msg("row %u: %s", i, id);
    }
}

/* Otherwise a try with a failing disk would use another name than the next try. */
static void
what_cannot_be_read_is_no_mail_without_a_message_id(void **state)
{
    (void)state;
    char *id = NULL;
    assert_false(mail_digest_message_id(-1, 100, &id));
    const MailDigestInput input = {.fd = -1, .length = 100};
    assert_null(mail_digest_new(&input));
}

static void
a_digest_is_one_short_line(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(GString) text = g_string_new(LIST HEAD "\nHello\n");
    for (guint i = 0; i < 100; i++)
        g_string_append(text, "---\n");
    g_autofree char *digest = digest_of(fixture, text->str);
    assert_true(strlen(digest) <= 300);
    assert_true(g_str_is_ascii(digest));
    assert_null(strchr(digest, '\n'));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(what_a_mail_says_tells_it_from_others),
        delivery_fixture_test(one_octet_in_the_middle_of_a_long_file_counts),
        delivery_fixture_test(the_same_octets_are_the_same_mail_whatever_the_parser_makes_of_them),
        delivery_fixture_test(encrypted_mails_are_told_apart),
        cmocka_unit_test(without_a_digest_any_mail_is_the_same),
        cmocka_unit_test(a_message_id_is_what_stands_in_the_field),
        cmocka_unit_test(what_cannot_be_read_is_no_mail_without_a_message_id),
        delivery_fixture_test(a_digest_is_one_short_line),
    };
    parse_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_conservation.c - mails are attached whole if a part of them would be lost. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/body/conservation.h"

#define MIXED "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
#define PART "\n--b\nContent-Type: text/plain\n\nThe text.\n"

/* Whether message.eml is attached. */
static gboolean
is_kept(const char *mail)
{
    g_autoptr(Letter) letter = fixture_letter(mail);

    for (guint i = 0; i < letter->attachments->len; i++) {
        const LetterAttachment *attachment = g_ptr_array_index(letter->attachments, i);
        if (strcmp(attachment->name, "message.eml") == 0)
            return letter->notes->len > 0;
    }
    return FALSE;
}

/* `before`, words of so many octets, `after`. */
static char *
with_words(const char *before, gsize length, const char *after)
{
    g_autoptr(GString) mail = g_string_new(before);
    gsize end = mail->len + length;

    for (guint i = 0; mail->len < end; i++)
        g_string_append_printf(mail, "w%u ", i);
    g_string_truncate(mail, end);
    g_string_append(mail, after);
    return g_strdup(mail->str);
}

static void
a_mail_that_loses_some_hundred_bytes_is_attached_whole(void **state)
{
    static const struct {
        const char *before;
        const char *after;
    } mails[] = {
        {MIXED, PART "--b--\n"},               /* before the first part */
        {MIXED PART "--b--\n", "\n"},          /* after the last part */
        {MIXED PART "--b--\n\n--b\n\n", "\n"}, /* a part after the last one */
        {MIXED "--b\nContent-Type: text/plain\nForeign: ", "\n\nThe text.\n--b--\n"},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autofree char *some = with_words(mails[i].before, 100, mails[i].after);
        g_autofree char *many = with_words(mails[i].before, 900, mails[i].after);
        assert_false(is_kept(some));
        assert_true(is_kept(many));
    }
}

static void
a_mail_that_loses_nothing_is_not(void **state)
{
    static const struct {
        const char *before;
        const char *after;
    } mails[] = {
        {"Subject: x\n\n", "\n"},
        {"X-Long: ", "\n\ntext\n"},
        {MIXED "\n--b\n\n", PART "--b--\n"},
        {MIXED PART "--b\nContent-Type: message/rfc822\n\nSubject: y\n\n", "\n--b--\n"},
        {MIXED PART "--b\nContent-Type: application/x-a; name=a\n\n", "\n--b--\n"},
        {"Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
         "VGhlIHRleHQgaXMgaGVyZSBhbmQgZW5kcy4uLgo=\n\nA footer: ",
         "\n"},
        {"Subject: x\nContent-Type: text/html\n\n<style>", "</style><p>text</p>\n"},
        {"Subject: x\nContent-Type: multipart/alternative; boundary=b\n" PART
         "--b\nContent-Type: text/x-amp-html\n\n",
         "\n--b--\n"},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autofree char *mail = with_words(mails[i].before, 3000, mails[i].after);
        assert_false(is_kept(mail));
    }
}

static void
more_than_a_footer_around_base64_is_lost(void **state)
{
    g_autofree char *mail = with_words(
        "Subject: x\nContent-Type: application/x-a; name=a\nContent-Transfer-Encoding: base64\n\n"
        "VGhlIHRleHQgaXMgaGVyZSBhbmQgZW5kcy4uLgo=\n\nA footer: ",
        3000, "\n");

    (void)state;
    assert_true(is_kept(mail));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mail_that_loses_some_hundred_bytes_is_attached_whole),
        cmocka_unit_test(more_than_a_footer_around_base64_is_lost),
        cmocka_unit_test(a_mail_that_loses_nothing_is_not),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

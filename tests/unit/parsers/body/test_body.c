/* test_body.c - which parts are text and which are files; the corpus has many more forms. */
#include "tests/unit/parsers_fixture.h"

typedef struct {
    const char *mail; /* after "Content-Type: " */
    const char *text;
    const char *names; /* of the attachments, with a space between */
} Case;

#define HTML "Content-Type: text/html\n\n"
#define ALTERNATIVE "multipart/alternative; boundary=b\n\n"
#define MIXED "multipart/mixed; boundary=b\n\n"
#define TEN "xxxxxxxxxx"
#define PICTURE "<img src=\"data:image/png;base64," NAME_OF_70 TEN TEN TEN "\">"
#define RELATED "Content-Type: multipart/related; boundary=r\n\n"
#define NAME_OF_70 TEN TEN TEN TEN TEN TEN TEN

static const Case cases[] = {
    {"text/plain\n\na\n", "a", ""},
    {"text/html\n\n<p>a</p>\n", "a", ""},
    {"application/xhtml+xml\n\n<p>a</p>\n", "a", ""},
    {"image/png\n\nx\n", "", "image-1.png"},
    {"text/plain; name=a.txt\n\na\n", "a", ""},
    {"text/plain; name=a.txt\nContent-Disposition: attachment\n\na\n", "", "a.txt"},
    {"text/plain; name=a.gz\nContent-Transfer-Encoding: x-zip\n\na\n", "", "a.gz"},
    {"text/csv\n\na,b\n", "", "text-1.csv"},
    {ALTERNATIVE "--b\n\na\n--b\n" HTML "<p>b</p>\n--b--\n", "a", "text.html"},
    {ALTERNATIVE "--b\n\n \n--b\n" HTML "<p>b</p>\n--b--\n", "b", ""},
    {ALTERNATIVE "--b\n" HTML "<p>b</p>\n--b--\n", "b", ""},
    {ALTERNATIVE "--b\n\na\n--b\nContent-Type: image/png\n\nx\n--b--\n", "a", "image-1.png"},
    {ALTERNATIVE
     "--b\n\nno html here\n--b\n" HTML
     "<p>This is the whole of the long text that the sender wrote, and it goes on.</p>\n--b--\n",
     "This is the whole of the long text that the sender wrote, and it goes on.", ""},
    /* a file in the HTML itself */
    {"text/html\n\n<p>a</p>" PICTURE "\n", "a", "text.html"},
    {"text/html\n\n<p>a</p><img src=\"data:image/gif;base64,R0lG\">\n", "a", ""},
    {ALTERNATIVE "--b\n\na\n--b\n" HTML "<p>a</p>" PICTURE "\n--b--\n", "a", "text.html"},
    {ALTERNATIVE "--b\n\na\n--b\n" HTML "<p>a 7</p>" PICTURE "\n--b--\n", "a 7", "text.html"},
    {ALTERNATIVE "--b\n\na\n--b\n" HTML "<p>b</p>" PICTURE "\n--b--\n", "a", "text.html"},
    {ALTERNATIVE "--b\n" HTML "<p>a</p>" PICTURE "\n--b--\n", "a", "text.html"},
    {ALTERNATIVE "--b\n\na\n--b\n" RELATED "--r\n" HTML "<p>a</p>" PICTURE
                 "\n--r\nContent-Type: image/png\n\nx\n--r--\n--b--\n",
     "a", "text.html image-1.png"},
    {MIXED "--b\n" HTML "<p>a</p>" PICTURE "\n--b\n" HTML "<p>b</p>" PICTURE "\n--b--\n", "a\n\nb",
     "text.html text-2.html"},
    {MIXED "--b\n\na\n--b\n\nb\n--b--\n", "a\n\nb", ""},
    {MIXED "--b\n\na\n--b\nContent-Type: text/plain; name=n.txt\n\nb\n--b--\n", "a", "n.txt"},
    {MIXED "--b\nContent-Type: message/rfc822\n\nSubject: s\n\nx\n--b--\n", "", "message.eml"},
    {MIXED "--b\nContent-Type: message/rfc822\n\n\n--b--\n", "", "message.eml"},
    {MIXED "nothing but this\n", "nothing but this\n", "message.eml"},
    {MIXED "--b--\n", "", "message.eml"},
    /* no boundary, and a parameter for which GMime would never finish if it had to write a boundary
     */
    {"multipart/mixed; " NAME_OF_70 "=\xc3\xa9\n\nno boundary\n", "no boundary\n", "message.eml"},
    {MIXED "--b\nContent-Type: message/partial; id=x; number=1\n\nx\n--b--\n", "", "file-1.bin"},
    {"multipart/encrypted; boundary=b\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: "
     "1\n--b\nContent-Type: "
     "application/octet-stream\n\nx\n--b--\n",
     "(The mail is encrypted; it is attached as it came.)", "file-1.bin message.eml"},
    {MIXED "--b\n\na\n--b\nContent-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY:s\n--b--\n",
     "a\n\nEvent: s", "invitation.ics"},
    {MIXED "--b\nContent-Type: text/calendar\n\nno event\n--b--\n", "", "invitation.ics"},
};

static void
each_shape_of_mail_has_its_text_and_attachments(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strconcat("Content-Type: ", cases[i].mail, NULL);
        g_autoptr(Letter) letter = fixture_letter(mail);
        g_autoptr(GString) names = g_string_new(NULL);
        for (guint k = 0; k < letter->attachments->len; k++) {
            const LetterAttachment *attachment = g_ptr_array_index(letter->attachments, k);
            g_string_append_printf(names, "%s%s", k > 0 ? " " : "", attachment->name);
        }
        g_strchomp(letter->text);
        g_autofree char *want = g_strchomp(g_strdup(cases[i].text));
        assert_string_equal(letter->text, want);
        assert_string_equal(names->str, cases[i].names);
    }
}

/* A thousand parts cost a thousand times as much as one; more parts are only in the attached mail.
 */
static void
parts_beyond_the_limit_stay_in_the_attached_original(void **state)
{
    g_autoptr(GString) mail = g_string_new("Content-Type: " MIXED);
    const ParseOptions options = {.max_parts = 3000, .max_attachments = 2000};

    (void)state;
    for (guint i = 0; i < 1500; i++)
        g_string_append(mail, "--b\nContent-Type: image/png; name=a.png\n\nx\n");
    g_string_append(mail, "--b--\n");
    g_autoptr(Letter) all = fixture_read(mail->str, mail->len, &options, -1);
    assert_int_equal(all->attachments->len, 1500);
    g_autoptr(Letter) some = fixture_read(mail->str, mail->len, NULL, -1);
    assert_int_equal(some->attachments->len, 501);
    const LetterAttachment *last = g_ptr_array_index(some->attachments, 500);
    assert_string_equal(last->name, "message.eml");
    assert_int_equal(last->size, mail->len);
}

static void
a_cut_text_is_attached_whole(void **state)
{
    const ParseOptions options = {.max_text_bytes = 100};
    g_autofree char *text = g_strnfill(80, 'x');
    g_autofree char *two =
        g_strdup_printf("Content-Type: " MIXED "--b\n\n%s\n--b\n\n%s\n--b--\n", text, text);
    g_autofree char *html =
        g_strdup_printf("Content-Type: text/html\n\n<p>%s</p><p>%s</p>\n", text, text);
    g_autoptr(Letter) cut = fixture_read(two, strlen(two), &options, -1);
    g_autoptr(Letter) cut_html = fixture_read(html, strlen(html), &options, -1);

    (void)state;
    assert_int_equal(strlen(cut->text), 100);
    assert_true(cut->text_is_truncated);
    assert_int_equal(cut->attachments->len, 1);
    assert_true(cut_html->text_is_truncated);
    const LetterAttachment *whole = g_ptr_array_index(cut_html->attachments, 0);
    assert_string_equal(whole->name, "full-text.html");
    assert_int_equal(whole->role, LETTER_ROLE_FULL_TEXT);
}

/* What the HTML has after its limit is not known. */
static void
html_that_is_cut_beside_plain_text_is_attached_once(void **state)
{
    static const char plain[] = "Content-Type: " ALTERNATIVE "--b\n\na b c d e f g h\n--b\n";
    const ParseOptions options = {.max_text_bytes = 20};
    g_autofree char *blanks = g_strnfill(200, ' ');
    g_autofree char *part = g_strdup_printf(HTML "<p>a b c d e f g h</p>%s<p>i</p>\n", blanks);
    g_autofree char *alone = g_strdup_printf("%s%s--b--\n", plain, part);
    g_autofree char *related = g_strdup_printf("%s" RELATED "--r\n%s--r--\n--b--\n", plain, part);
    g_autoptr(Letter) beside = fixture_read(alone, strlen(alone), &options, -1);
    g_autoptr(Letter) below = fixture_read(related, strlen(related), &options, -1);

    (void)state;
    assert_string_equal(beside->text, "a b c d e f g h");
    assert_int_equal(beside->attachments->len, 1);
    assert_int_equal(below->attachments->len, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_shape_of_mail_has_its_text_and_attachments),
        cmocka_unit_test(parts_beyond_the_limit_stay_in_the_attached_original),
        cmocka_unit_test(a_cut_text_is_attached_whole),
        cmocka_unit_test(html_that_is_cut_beside_plain_text_is_attached_once),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

/* test_transfer_encoding.c - broken encodings are decoded as far as possible, wherever they are
 * cut. */
#include "parsers/encoding/transfer_encoding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define B64 GMIME_CONTENT_ENCODING_BASE64
#define QP GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
#define UU GMIME_CONTENT_ENCODING_UUENCODE

typedef struct {
    GMimeContentEncoding encoding;
    const char *in;
    const char *out;
} Case;

static const Case cases[] = {
    {B64, "aGVsbG8gd29ybGQ=", "hello world"},
    {B64, "aGVsbG8g\r\nd29ybGQ=\r\n", "hello world"},
    {B64, "a G*V-s b@G8", "hello"},
    {B64, "aGVsbG8", "hello"},
    {B64, "aGVsbA", "hell"},
    {B64, "aGVsb", "hel"},
    {B64, "=aGVs", "hel"},
    {B64, "aGVsbA==\n\n-- \nfooter of a scanner\n", "hell"},
    {B64, "aGVsbA==\nQUJDREVGR0g=\n", "hellABCDEFGH"},
    {B64, "aGVsbA==QUJDREVGR0g=", "hellABCDEFGH"},
    {B64, "aGVsbA==\nBart\n", "hell"},
    {B64, "aGVsbA=\n=\n", "hell"},
    {B64, "", ""},
    {QP, "h=65llo", "hello"},
    {QP, "a=\nb=\r\nc", "abc"},
    {QP, "a= \t\nb", "ab"},
    {QP, "=c3=A9", "\xc3\xa9"},
    {QP, "a=ZZb", "a=ZZb"},
    {QP, "a=4", "a=4"},
    {QP, "a=4\nb", "a=4\nb"},
    {QP, "a==41b", "a=Ab"},
    {QP, "a=", "a"},
    {QP, "raw \xc3\xa9", "raw \xc3\xa9"},
    {QP, "a= b", "a= b"},
    {UU, "begin 644 x\n%:&5L;&\\\n`\nend\n", "hello"},
    {UU, "no block at all\n", "no block at all\n"},
    {GMIME_CONTENT_ENCODING_8BIT, "as =41 it is", "as =41 it is"},
    {GMIME_CONTENT_ENCODING_DEFAULT, "as it is", "as it is"},
};

static GString *
decode(const Case *test, gsize step)
{
    g_autoptr(TransferDecoder) decoder = transfer_decoder_new(test->encoding);
    GString *decoded = g_string_new(NULL);
    gsize length = strlen(test->in);

    for (gsize at = 0; at < length; at += step)
        transfer_decoder_add(decoder, test->in + at, MIN(step, length - at), decoded);
    transfer_decoder_finish(decoder, decoded);
    return decoded;
}

static void
each_encoding_decodes_in_pieces_of_any_size(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize step = 1; step <= strlen(cases[i].in) + 1; step++) {
            g_autoptr(GString) decoded = decode(&cases[i], step);
            assert_string_equal(decoded->str, cases[i].out);
        }
    }
}

/* LF becomes the mail's own line end, unless it was encoded. */
static void
line_ends_become_those_of_the_mail(void **state)
{
    static const Case with_cr[] = {
        {QP, "a\nb=0Ac =\nd=4\ne\n", "a\rb\nc d=4\re\r"},
        {B64, "YQpi", "a\nb"},
        {UU, "no\nblock\n", "no\nblock\n"},
        {GMIME_CONTENT_ENCODING_7BIT, "a\n\nb\n", "a\r\rb\r"},
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(with_cr); i++) {
        g_autoptr(TransferDecoder) decoder = transfer_decoder_new(with_cr[i].encoding);
        g_autoptr(GString) decoded = g_string_new(NULL);
        transfer_decoder_set_line_end(decoder, '\r');
        for (const char *p = with_cr[i].in; *p != '\0'; p++)
            transfer_decoder_add(decoder, p, 1, decoded);
        transfer_decoder_finish(decoder, decoded);
        assert_string_equal(decoded->str, with_cr[i].out);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_encoding_decodes_in_pieces_of_any_size),
        cmocka_unit_test(line_ends_become_those_of_the_mail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

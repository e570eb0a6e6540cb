/* test_body_wrapped.c - a mail inside another form is read in place of that form. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/body/smime.h"
#include "parsers/body/tnef.h"

static void
a_broken_winmail_dat_is_attached_as_it_is(void **state)
{
    g_autoptr(Letter) letter =
        fixture_letter("Content-Type: application/ms-tnef; name=winmail.dat\n\nno TNEF\n");
    const LetterAttachment *attachment = g_ptr_array_index(letter->attachments, 0);

    (void)state;
    assert_string_equal(attachment->name, "winmail.dat");
    assert_int_equal(letter->notes->len, tnef_is_supported() ? 1 : 0);
}

static void
a_broken_smime_part_is_attached_with_a_note(void **state)
{
    g_autoptr(Letter) letter =
        fixture_letter("Content-Type: application/octet-stream; name=smime.p7m\n\nno CMS\n");
    const LetterAttachment *attachment = g_ptr_array_index(letter->attachments, 0);

    (void)state;
    assert_string_equal(attachment->name, "smime.p7m");
    assert_string_equal(g_ptr_array_index(letter->notes, 0), "an S/MIME part could not be opened");
}

/* A part that says that it is encrypted is believed, whether or not this build can check that. */
static void
a_part_declared_encrypted_keeps_the_original(void **state)
{
    g_autoptr(Letter) letter = fixture_letter(
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx\n");
    const LetterAttachment *attachment = g_ptr_array_index(letter->attachments, 0);

    (void)state;
    assert_non_null(strstr(letter->text, "encrypted"));
    assert_string_equal(attachment->name, "message.eml");
}

/* {[0] OCTET STRING} inside SignedData, made by hand: version 1, no digests, no signers. */
static void
a_signed_part_is_opened(void **state)
{
    static const char mail[] =
        "Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n"
        "MC8GCSqGSIb3DQEHAqAiMCACAQExADAXBgkqhkiG9w0BBwGgCgQICgpoZWxsbwoxAA==\n";
    g_autoptr(Letter) letter = fixture_letter(mail);

    (void)state;
    if (smime_is_supported())
        assert_string_equal(letter->text, "\nhello\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_winmail_dat_is_attached_as_it_is),
        cmocka_unit_test(a_broken_smime_part_is_attached_with_a_note),
        cmocka_unit_test(a_part_declared_encrypted_keeps_the_original),
        cmocka_unit_test(a_signed_part_is_opened),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

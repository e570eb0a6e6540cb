/* test_mail_signs.c - reads fields and parts. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/mail_class/mail_signs.h"

static void
fields_are_found_and_split_into_words(void **state)
{
    g_autoptr(GMimeMessage) message = fixture_message(
        "Auto-Submitted: auto-replied; owner=x\nX-Long: a\n b\nReturn-Path: <>\n\nx\n");
    const ParseOptions options = {0};
    g_autoptr(Letter) letter = letter_new();
    const MailSigns signs = {.message = message, .options = &options, .letter = letter};

    (void)state;
    assert_string_equal(mail_signs_header(&signs, "No-Such"), "");
    assert_true(mail_signs_header_is(&signs, "auto-submitted", "Auto-Replied"));
    assert_false(mail_signs_header_is(&signs, "Auto-Submitted", "auto"));
    assert_false(mail_signs_header_is(&signs, "No-Such", "x"));
    g_autofree char *described = mail_signs_describe(&signs, "X-Long");
    assert_string_equal(described, "X-Long: a b");
    g_autofree char *local = mail_signs_local_part(&signs);
    assert_string_equal(local, "");
    assert_true(mail_signs_is_null_sender(&signs));
    g_autofree char *envelope = mail_signs_envelope_local_part(&signs);
    assert_string_equal(envelope, "");
    assert_true(mail_signs_has_word(&signs, "X-Long"));
    assert_false(mail_signs_has_word(&signs, "No-Such"));
    assert_false(mail_signs_is_report(&signs, NULL));
    assert_false(mail_signs_has_part(&signs, "message", "rfc822"));
}

/* RFC 3834 section 5: comments may stand anywhere. */
static void
comments_are_passed_over(void **state)
{
    g_autoptr(GMimeMessage) message =
        fixture_message("Auto-Submitted: (a (b) \\) c) auto-replied(d)\nX-Empty: (only this)\n"
                        "From: \"Mail Delivery System\" <>\n\nx\n");
    const ParseOptions options = {.envelope_sender = "Mailer-Daemon@x.example"};
    g_autoptr(Letter) letter = letter_new();
    const MailSigns signs = {.message = message, .options = &options, .letter = letter};

    (void)state;
    assert_true(mail_signs_header_is(&signs, "Auto-Submitted", "auto-replied"));
    assert_false(mail_signs_has_word(&signs, "X-Empty"));
    g_autofree char *local = mail_signs_local_part(&signs);
    assert_string_equal(local, "mail delivery system");
    g_autofree char *envelope = mail_signs_envelope_local_part(&signs);
    assert_string_equal(envelope, "mailer-daemon");
}

static void
the_envelope_sender_overrides_the_return_path(void **state)
{
    g_autoptr(GMimeMessage) message = fixture_message("Return-Path: <>\n\nx\n");
    const ParseOptions null_sender = {.envelope_sender = ""}, sender = {.envelope_sender = "a@b"};
    g_autoptr(Letter) letter = letter_new();
    const MailSigns null_signs = {.message = message, .options = &null_sender, .letter = letter};
    const MailSigns signs = {.message = message, .options = &sender, .letter = letter};

    (void)state;
    assert_true(mail_signs_is_null_sender(&null_signs));
    assert_false(mail_signs_is_null_sender(&signs));
}

static void
a_report_and_its_parts_are_recognised(void **state)
{
    g_autoptr(GMimeMessage) message = fixture_message(
        "Content-Type: multipart/report; report-type=Delivery-Status; boundary=b\n\n"
        "--b\n\nx\n--b\nContent-Type: message/delivery-status\n\nStatus: 5.0.0\n--b--\n");
    g_autoptr(GMimeMessage) untyped =
        fixture_message("Content-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b--\n");
    const ParseOptions options = {0};
    g_autoptr(Letter) letter = letter_new();
    const MailSigns signs = {.message = message, .options = &options, .letter = letter};
    const MailSigns other = {.message = untyped, .options = &options, .letter = letter};

    (void)state;
    assert_true(mail_signs_is_report(&signs, "delivery-status"));
    assert_false(mail_signs_is_report(&signs, NULL));
    assert_true(mail_signs_is_report(&other, NULL));
    assert_false(mail_signs_is_report(&other, "delivery-status"));
    assert_true(mail_signs_has_part(&signs, "message", "delivery-status"));
    assert_false(mail_signs_has_part(&signs, "message", "rfc822"));
}

static void
words_are_found_in_any_case_within_a_limit(void **state)
{
    static const char *const words[] = {"stra\xc3\x9f"
                                        "e",
                                        "user unknown", NULL};
    static const char *const folded[] = {"strasse", NULL};

    (void)state;
    assert_true(mail_signs_text_has("550 User Unknown", 100, words));
    assert_false(mail_signs_text_has("550 User Unknown", 8, words));
    assert_true(mail_signs_text_has("Stra\xc3\x9f"
                                    "e",
                                    100, folded));
    assert_false(mail_signs_text_has("", 100, words));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_found_and_split_into_words),
        cmocka_unit_test(comments_are_passed_over),
        cmocka_unit_test(the_envelope_sender_overrides_the_return_path),
        cmocka_unit_test(a_report_and_its_parts_are_recognised),
        cmocka_unit_test(words_are_found_in_any_case_within_a_limit),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

/* One message taken in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/intake/intake.h"
#include "gateway/sanitizer.h"
#include "parsers/parse.h"
#include "tests/unit/delivery_fixture.h"

static Intake *
take(const DeliveryFixture *fixture, const char *text, const char *directory, GError **error)
{
    int fd = delivery_fixture_message(text);
    Intake *intake = intake_read(fixture->config, fd, "user@customer.example", directory, error);
    close(fd);
    return intake;
}

static void
a_mail_gives_a_letter(void **state)
{
    const DeliveryFixture *fixture = *state;
    const char *const directories[] = {NULL, fixture->directory};
    for (guint i = 0; i < G_N_ELEMENTS(directories); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Intake) intake = take(fixture,
                                        "From: user@customer.example\nSubject: Re: INC0012345\n"
                                        "Message-ID: <a@customer.example>\n\nHello\n",
                                        directories[i], &error);
        assert_null(error);
        assert_null(intake->failure);
        assert_null(intake->identity.content_id);
        assert_string_equal(intake->letter->message_id, "a@customer.example");
        assert_int_equal(intake->letter->ticket_numbers->len, 1);
        assert_non_null(strstr(intake->letter->text, "Hello"));
    }
}

static void
without_a_message_id_the_content_counts(void **state)
{
    const DeliveryFixture *fixture = *state;
    static const char text[] = "From: user@customer.example\n\nHello\n";
    g_autoptr(Intake) intake = take(fixture, text, NULL, NULL);
    g_autofree char *expected = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    assert_string_equal(intake->identity.content_id, expected);
}

static void
our_own_mail_is_a_loop(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(Intake) intake =
        take(fixture, "From: Support <support@desk.example>\n\nHello\n", NULL, NULL);
    assert_int_equal(intake->letter->mail_class, LETTER_CLASS_LOOP);
}

/* If the pattern does not compile, the parser fails for every mail, but the mail is kept. */
static void
a_parser_that_fails_still_gives_a_letter(void **state)
{
    DeliveryFixture *fixture = *state;
    g_free(fixture->config->number_pattern);
    fixture->config->number_pattern = g_strdup("INC(");
    g_autoptr(GError) error = NULL;
    g_autoptr(Intake) intake =
        take(fixture, "From: user@customer.example\nSubject: Printer\n\nHello\n", NULL, &error);
    assert_null(error);
    assert_non_null(intake->failure);
    assert_string_equal(intake->letter->subject, "Printer");
    assert_int_equal(intake->letter->attachments->len, 1);
    const LetterAttachment *original = g_ptr_array_index(intake->letter->attachments, 0);
    assert_string_equal(original->name, "message.eml");
}

/* ... with the ticket that it names, found by the same pattern. */
static void
a_letter_of_a_mail_that_could_not_be_read_names_its_ticket(void **state)
{
    DeliveryFixture *fixture = *state;
    if (SANITIZER_IS_ON)
        skip(); /* no limit of memory there */
    fixture->config->parse_memory = 24 << 20;
    fixture->config->max_parts = 100000;
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) mail =
        g_string_new("From: user@customer.example\nSubject: Re: [INC0012345] x\n"
                     "Content-Type: multipart/mixed; boundary=b\n\n");
    for (guint i = 0; i < 50000; i++) /* each line costs the parser far more than its length */
        g_string_append(mail, "--b\n\n");
    g_autoptr(Intake) intake = take(fixture, mail->str, fixture->directory, &error);
    assert_null(error);
    assert_non_null(intake->failure);
    assert_int_equal(intake->letter->ticket_numbers->len, 1);
    assert_string_equal(intake->letter->ticket_numbers->pdata[0], "INC0012345");
    assert_true(intake->letter->is_reply);
}

static void
nothing_is_no_mail(void **state)
{
    const DeliveryFixture *fixture = *state;
    static const char *const texts[] = {"",
                                        "From user@customer.example Tue Nov 24 10:00:00 2026\n"};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(take(fixture, texts[i], NULL, &error));
        assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
        assert_non_null(strstr(error->message, "there is no message"));
    }
}

static void
too_large_is_an_error_of_the_message(void **state)
{
    DeliveryFixture *fixture = *state;
    fixture->config->max_message_size = 10;
    g_autoptr(GError) error = NULL;
    assert_null(take(fixture, "Subject: longer than ten octets\n\n", NULL, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TOO_LARGE));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(a_mail_gives_a_letter),
        delivery_fixture_test(without_a_message_id_the_content_counts),
        delivery_fixture_test(our_own_mail_is_a_loop),
        delivery_fixture_test(a_parser_that_fails_still_gives_a_letter),
        delivery_fixture_test(a_letter_of_a_mail_that_could_not_be_read_names_its_ticket),
        delivery_fixture_test(nothing_is_no_mail),
        delivery_fixture_test(too_large_is_an_error_of_the_message),
    };
    parse_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

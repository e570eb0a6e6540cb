/* One message taken in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "delivery_fixture.h"
#include "gateway/delivery_error.h"
#include "gateway/intake/intake.h"
#include "parsers/parse.h"

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

/* A pattern that does not compile makes the parser fail on every mail; the mail is kept all the
 * same. */
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
        delivery_fixture_test(too_large_is_an_error_of_the_message),
    };
    parse_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

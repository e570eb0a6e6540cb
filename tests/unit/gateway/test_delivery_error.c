/* test_delivery_error.c - exit statuses and the public line are interfaces, so all are listed. */
#include "gateway/delivery_error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define SECRET "words of its own"

static const struct {
    int code;
    int exit_status;
    const char *status;
    gboolean is_text_public;
} cases[] = {
    {DELIVERY_ERROR_TEMPORARY, 75, "4.3.0 ", FALSE},
    {DELIVERY_ERROR_CONFIGURATION, 75, "4.3.5 ", FALSE},
    {DELIVERY_ERROR_USAGE, 75, "4.3.5 ", FALSE},
    {DELIVERY_ERROR_BUSY, 75, "4.3.2 ", FALSE},
    {DELIVERY_ERROR_MESSAGE, 65, "5.6.0 ", TRUE},
    {DELIVERY_ERROR_TOO_LARGE, 65, "5.3.4 ", TRUE},
    {DELIVERY_ERROR_NO_ROUTE, 67, "5.1.1 ", TRUE},
    {DELIVERY_ERROR_REFUSED, 77, "5.7.1 ", TRUE},
    {DELIVERY_ERROR_API_REFUSED, 65, "5.6.0 ", TRUE},
    {DELIVERY_ERROR_API_CONTENT, 75, "4.3.0 ", FALSE},
    {DELIVERY_ERROR_API_DENIED, 75, "4.3.0 ", FALSE},
    {DELIVERY_ERROR_API_UNAUTHORISED, 75, "4.3.5 ", FALSE},
    {DELIVERY_ERROR_API_NOT_FOUND, 75, "4.3.0 ", FALSE},
    {DELIVERY_ERROR_API_STATE, 75, "4.3.0 ", FALSE},
    {DELIVERY_ERROR_API_BUSY, 75, "4.4.5 ", FALSE},
    {DELIVERY_ERROR_API_DOWN, 75, "4.4.1 ", FALSE},
    {DELIVERY_ERROR_API_DOUBT, 75, "4.4.2 ", FALSE},
    {9999, 75, "4.3.0 ", FALSE},
    {-1, 75, "4.3.0 ", FALSE},
};

static void
each_code_has_its_exit_status_and_enhanced_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = g_error_new_literal(DELIVERY_ERROR, cases[i].code, SECRET);
        g_autofree char *line = delivery_error_line(error);

        assert_int_equal(delivery_error_exit_status(error), cases[i].exit_status);
        assert_true(g_str_has_prefix(line, cases[i].status));
        assert_true(strlen(line) > strlen(cases[i].status) + 10);
        assert_int_equal(strstr(line, SECRET) != NULL, cases[i].is_text_public);
    }
}

/* The public line does not have our internal names. */
static void
a_public_text_leaves_out_our_addresses(void **state)
{
    g_autoptr(GError) error = g_error_new_literal(
        DELIVERY_ERROR, DELIVERY_ERROR_API_REFUSED,
        "The ticket system refuses the message: POST https://api.example.net/NewIncident: bad ci");
    g_autofree char *line = delivery_error_line(error);

    (void)state;
    assert_string_equal(line, "5.6.0 The ticket system refuses the message: POST ... bad ci");
}

static void
no_error_is_exit_status_zero(void **state)
{
    (void)state;
    assert_int_equal(delivery_error_exit_status(NULL), 0);
}

static void
an_error_of_another_domain_is_temporary(void **state)
{
    g_autoptr(GError) error =
        g_error_new_literal(G_FILE_ERROR, DELIVERY_ERROR_MESSAGE, "/etc/ticketgate/secret");
    g_autofree char *line = delivery_error_line(error);

    (void)state;
    assert_int_equal(delivery_error_exit_status(error), 75);
    assert_true(g_str_has_prefix(line, "4.3.0 "));
    assert_null(strstr(line, "/etc"));
}

static void
the_text_of_an_error_is_cleaned(void **state)
{
    static const struct {
        const char *text, *line;
    } texts[] = {
        {"plain", "5.6.0 plain"},
        {"two\r\nlines", "5.6.0 two lines"},
        {"\n2.0.0 forged\n", "5.6.0 2.0.0 forged"},
        {"tab\tand \x1b[31mred", "5.6.0 tab and ?[31mred"},
        {"caf\xc3\xa9 \xf0\x9f\x98\x80 \xff", "5.6.0 caf? ? ?"},
        {"", "5.6.0 The message cannot become a ticket"},
        {" \r\n ", "5.6.0 The message cannot become a ticket"},
    };

    (void)state;
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error =
            g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_MESSAGE, texts[i].text);
        g_autofree char *line = delivery_error_line(error);

        assert_string_equal(line, texts[i].line);
    }
}

static void
a_long_line_is_cut(void **state)
{
    g_autofree char *text = g_strnfill(5000, 'x');

    (void)state;
    for (size_t length = 180; length < 220; length++) {
        g_autofree char *cut = g_strndup(text, length);
        g_autofree char *words = g_strconcat(cut, " y z", NULL);
        g_autoptr(GError) error =
            g_error_new_literal(DELIVERY_ERROR, DELIVERY_ERROR_REFUSED, words);
        g_autofree char *line = delivery_error_line(error);

        assert_true(strlen(line) <= 200);
        assert_true(strlen(line) >= MIN(length + 6, 200));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_code_has_its_exit_status_and_enhanced_status),
        cmocka_unit_test(a_public_text_leaves_out_our_addresses),
        cmocka_unit_test(no_error_is_exit_status_zero),
        cmocka_unit_test(an_error_of_another_domain_is_temporary),
        cmocka_unit_test(the_text_of_an_error_is_cleaned),
        cmocka_unit_test(a_long_line_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

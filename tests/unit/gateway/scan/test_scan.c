/* test_scan.c - what happens to a mail that could not be scanned; tests/e2e/test_scan.py has the
 * verdicts of a real clamd. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/delivery_error.h"
#include "gateway/log.h"
#include "gateway/scan/scan.h"

static ScanResult *
scan(ConfigScanFailure on_failure, GError **error)
{
    static char nowhere[] = "/nonexistent/clamd.ctl";
    const Config config = {
        .clamd = nowhere, .scan_on_failure = on_failure, .scan_timeout_ms = 1000};
    g_autoptr(Letter) letter = letter_new();
    const ScanInput input = {.files = {-1, -1}, .letter = letter};

    return scan_run(&config, &input, error);
}

static void
a_scanner_that_fails_makes_the_mail_wait(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScanResult) result = scan(CONFIG_SCAN_TEMPFAIL, &error);

    (void)state;
    assert_null(result);
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
}

static void
a_mail_passed_unscanned_has_a_note(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScanResult) result = scan(CONFIG_SCAN_PASS, &error);

    (void)state;
    assert_null(error);
    assert_non_null(result->pass_note);
    assert_null(result->infected_note);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scanner_that_fails_makes_the_mail_wait),
        cmocka_unit_test(a_mail_passed_unscanned_has_a_note),
    };

    log_silence();
    return cmocka_run_group_tests(tests, NULL, NULL);
}

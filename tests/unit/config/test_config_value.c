/* Single values, by type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "config/config_value.h"

static void
a_size_is_digits_with_an_optional_unit(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gboolean is_valid;
        guint64 octets;
    } rows[] = {
        {"0", TRUE, 0},
        {"800000", TRUE, 800000},
        {"256k", TRUE, 262144},
        {"25M", TRUE, 26214400},
        {"1G", TRUE, 1 << 30},
        {"25 M", TRUE, 26214400},
        {"", FALSE, 0},
        {"M", FALSE, 0},
        {"25MB", FALSE, 0},
        {"-1", FALSE, 0},
        {"1.5M", FALSE, 0},
        {"99999999999999999999", FALSE, 0},
        {"9999999999G", FALSE, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint64 octets = 42;
        assert_int_equal(config_value_size(rows[i].text, &octets), rows[i].is_valid);
        assert_int_equal(octets, rows[i].is_valid ? rows[i].octets : 42);
    }
}

static void
a_time_is_digits_with_an_optional_unit(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gboolean is_valid;
        guint64 msecs;
    } rows[] = {
        {"5", TRUE, 5000},    {"500ms", TRUE, 500},  {"30s", TRUE, 30000},
        {"5m", TRUE, 300000}, {"2h", TRUE, 7200000}, {"400d", TRUE, 34560000000},
        {"5min", FALSE, 0},   {"", FALSE, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint64 msecs = 42;
        assert_int_equal(config_value_msecs(rows[i].text, &msecs), rows[i].is_valid);
        assert_int_equal(msecs, rows[i].is_valid ? rows[i].msecs : 42);
    }
}

static void
a_count_is_digits_alone(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gboolean is_valid;
        guint count;
    } rows[] = {
        {"0", TRUE, 0},           {"1000", TRUE, 1000}, {"2147483647", TRUE, G_MAXINT},
        {"2147483648", FALSE, 0}, {"1k", FALSE, 0},     {"1 000", FALSE, 0},
        {"-1", FALSE, 0},         {"", FALSE, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        guint count = 42;
        if (config_value_count(rows[i].text, &count) != rows[i].is_valid ||
            count != (rows[i].is_valid ? rows[i].count : 42))
            fail_msg("%s: %u", rows[i].text, count);
    }
}

static void
addresses_of_servers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gboolean is_url, is_smtp;
    } rows[] = {
        {"https://api.example.org/x", TRUE, FALSE},
        {"http://127.0.0.1:8080", TRUE, FALSE},
        {"http://127.9.9.9", TRUE, FALSE},
        {"http://[::1]:80/", TRUE, FALSE},
        {"http://localhost", TRUE, FALSE},
        {"http://api.example.org", FALSE, FALSE},
        {"http://127.0.0.1.example.org", FALSE, FALSE},
        {"http://10.0.0.1", FALSE, FALSE},
        {"https://user:pass@api.example.org", FALSE, FALSE},
        {"https://", FALSE, FALSE},
        {"ftp://127.0.0.1", FALSE, FALSE},
        {"smtp://127.0.0.1:25", FALSE, TRUE},
        {"smtp://mail.example.org", FALSE, TRUE},
        {"smtp://mail.example.org/path", FALSE, FALSE},
        {"smtp+starttls://mail.example.org:587", FALSE, TRUE},
        {"smtps://mail.example.org", FALSE, TRUE},
        {"smtps://user:password@mail.example.org", FALSE, FALSE},
        {"smtp+tls://mail.example.org", FALSE, FALSE},
        {"mail.example.org:25", FALSE, FALSE},
        {"", FALSE, FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        assert_int_equal(config_value_is_url(rows[i].text), rows[i].is_url);
        assert_int_equal(config_value_is_smtp_url(rows[i].text), rows[i].is_smtp);
    }
}

static void
addresses_of_a_scanner(void **state)
{
    static const struct {
        const char *text;
        gboolean is_valid;
    } rows[] = {
        {"/run/clamav/clamd.ctl", TRUE},
        {"tcp://127.0.0.1:3310", TRUE},
        {"clamd.ctl", FALSE},
        {"tcp://10.0.0.1:3310", FALSE},
        {"tcp://localhost:3310", FALSE},
        {"tcp://127.0.0.1", FALSE},
        {"tcp://127.0.0.1:0", FALSE},
        {"tcp://127.0.0.1:65536", FALSE},
        {"tcp://127.0.0.1:1:2", FALSE},
        {"", FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (config_value_is_clamd(rows[i].text) != rows[i].is_valid)
            fail_msg("%s", rows[i].text);
}

static void
a_mailbox_is_exactly_one_whole_address(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        gboolean is_valid;
    } rows[] = {
        {"support@example.org", TRUE},
        {"Support Desk <support@example.org>", TRUE},
        {"support", FALSE},
        {"Support <support>", FALSE},
        {"a@b@", FALSE},
        {"@example.org", FALSE},
        {"Support <support@example.org> x", FALSE},
        {"a@example.org\r\nBcc: b@example.org", FALSE},
        {"a@example.org, b@example.org", FALSE},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        assert_int_equal(config_value_is_mailbox(rows[i].text), rows[i].is_valid);
}

static void
booleans_are_yes_or_no(void **state)
{
    (void)state;
    gboolean value = 42;
    assert_true(config_value_boolean("yes", &value));
    assert_true(value);
    assert_true(config_value_boolean("no", &value));
    assert_false(value);
    assert_false(config_value_boolean("true", &value));
    assert_false(config_value_boolean("Yes", &value));
}

static void
wrong_values_change_nothing(void **state)
{
    (void)state;
    Config config = {.deadline_s = 42, .policy_close = CONFIG_WHO_VERIFIED};
    assert_false(config_value_store(config_keys_find("limits", "deadline"), "soon", &config));
    assert_false(config_value_store(config_keys_find("limits", "deadline"), "0", &config));
    assert_int_equal(config.deadline_s, 42);
    assert_false(config_value_store(config_keys_find("policy", "close"), "nobody", &config));
    assert_int_equal(config.policy_close, CONFIG_WHO_VERIFIED);
    assert_true(config_value_store(config_keys_find("policy", "close"), "anyone", &config));
    assert_int_equal(config.policy_close, CONFIG_WHO_ANYONE);
    assert_false(config_value_store(config_keys_find("quarantine", "path"), "relative", &config));
    assert_null(config.quarantine_path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_size_is_digits_with_an_optional_unit),
        cmocka_unit_test(a_time_is_digits_with_an_optional_unit),
        cmocka_unit_test(a_count_is_digits_alone),
        cmocka_unit_test(addresses_of_a_scanner),
        cmocka_unit_test(a_mailbox_is_exactly_one_whole_address),
        cmocka_unit_test(addresses_of_servers),
        cmocka_unit_test(booleans_are_yes_or_no),
        cmocka_unit_test(wrong_values_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The metrics as Prometheus reads them. */
#include "tests/unit/journal_fixture.h"

#include "gateway/status/metrics_text.h"
#include "tests/unit/delivery_fixture.h"

static char *
metrics(const DeliveryFixture *fixture)
{
    g_autoptr(StatusReport) report = status_report_new(fixture->config, NULL);
    assert_non_null(report);
    return metrics_text_new(report);
}

static void
count(const DeliveryFixture *fixture, const char *name, const char *note)
{
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    assert_true(journal_tally_count(journal, name, 1234, note, NULL));
}

static void
counters_are_those_of_the_journal(void **state)
{
    static const char *const lines[] = {
        "\nticketgate_mails_total{outcome=\"create\"} 2\n",
        "\nticketgate_mails_total{outcome=\"failed\"} 1\n",
        "\nticketgate_delivery_seconds_sum 2.468\n",
        "\nticketgate_delivery_seconds_count 2\n",
        "\nticketgate_api_deliveries_total{result=\"failure\"} 1\n",
        "\nticketgate_api_deliveries_total{result=\"success\"} 0\n",
        "\nticketgate_status 0\n",
        "\nticketgate_quarantine_mails{kind=\"ignored\"} 0\n",
        "\n# TYPE ticketgate_mails_total counter\n",
    };
    count(*state, "mail create", NULL);
    count(*state, "mail create", NULL);
    count(*state, "mail failed", NULL);
    count(*state, JOURNAL_TALLY_API_FAILURE, "why");
    g_autofree char *text = metrics(*state);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        if (strstr(text, lines[i]) == NULL)
            fail_msg("no %s in %s", lines[i], text);
}

/* A journal may have been changed by anybody who could write to it. */
static void
nothing_but_words_becomes_a_label(void **state)
{
    count(*state, "mail jane@customer.example", "jane@customer.example");
    count(*state, "mail a\"} 1\nx{y=\"", NULL);
    count(*state, "mail ", NULL);
    g_autofree char *text = metrics(*state);
    assert_null(strstr(text, "jane"));
    assert_null(strstr(text, "x{y"));
    assert_null(strstr(text, "outcome=\"\""));
}

/* Each sample follows the help and the type of its metric, and nothing else is there. */
static void
each_metric_has_help_and_type(void **state)
{
    count(*state, "mail create", NULL);
    g_autofree char *text = metrics(*state);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *name = g_strdup("");
    for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++) {
        g_auto(GStrv) words = g_strsplit(lines[i], " ", 4);
        if (strcmp(words[0], "#") != 0) {
            assert_true(g_str_has_prefix(lines[i], name));
            continue;
        }
        if (strcmp(words[1], "HELP") == 0) {
            g_free(name);
            name = g_strdup(words[2]);
            assert_true(g_str_has_prefix(name, "ticketgate_"));
            assert_true(g_str_has_suffix(words[3], "."));
        } else {
            assert_string_equal(words[1], "TYPE");
            assert_string_equal(words[2], name);
            assert_int_equal(g_str_has_suffix(name, "_total"), strcmp(words[3], "counter") == 0);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(counters_are_those_of_the_journal),
        delivery_fixture_test(nothing_but_words_becomes_a_label),
        delivery_fixture_test(each_metric_has_help_and_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

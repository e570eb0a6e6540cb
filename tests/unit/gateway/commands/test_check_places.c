/* Directories, authorities, scanner and templates: usable, missing, unreadable or broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>

#include "gateway/commands/check_places.h"
#include "parsers/parse.h"
#include "tests/unit/delivery_fixture.h"

typedef struct {
    DeliveryFixture *delivery;
    GPtrArray *mistakes;
    GPtrArray *warnings;
} Fixture;

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    parse_init();
    fixture->delivery = delivery_fixture_new("http://127.0.0.1:1");
    fixture->mistakes = g_ptr_array_new_with_free_func(g_free);
    fixture->warnings = g_ptr_array_new_with_free_func(g_free);
    g_free(fixture->delivery->config->template_dir);
    fixture->delivery->config->template_dir =
        g_build_filename(fixture->delivery->directory, "templates", NULL);
    g_autofree char *english =
        g_build_filename(fixture->delivery->config->template_dir, "en", NULL);
    assert_int_equal(g_mkdir_with_parents(english, 0755), 0);
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    delivery_fixture_free(fixture->delivery);
    g_ptr_array_unref(fixture->mistakes);
    g_ptr_array_unref(fixture->warnings);
    g_free(fixture);
    return 0;
}

static void
set_text(char **member, const char *text)
{
    g_free(*member);
    *member = g_strdup(text);
}

static void
expect(Fixture *fixture, const char *mistake, const char *warning)
{
    g_ptr_array_set_size(fixture->mistakes, 0);
    g_ptr_array_set_size(fixture->warnings, 0);
    check_places(fixture->delivery->config, fixture->mistakes, fixture->warnings);
    assert_int_equal(fixture->mistakes->len, mistake != NULL);
    assert_int_equal(fixture->warnings->len, warning != NULL);
    if (mistake != NULL)
        assert_non_null(strstr(g_ptr_array_index(fixture->mistakes, 0), mistake));
    if (warning != NULL)
        assert_non_null(strstr(g_ptr_array_index(fixture->warnings, 0), warning));
}

static void
a_house_in_order_is_silent(void **state)
{
    expect(*state, NULL, NULL);
}

static void
missing_directories_are_mistakes(void **state)
{
    Fixture *fixture = *state;
    Config *config = fixture->delivery->config;
    g_autofree char *spool = g_strdup(config->spool_path);
    set_text(&config->spool_path, "/no-such-directory");
    expect(fixture, "[spool] path: there is no directory /no-such-directory; make it", NULL);
    set_text(&config->spool_path, spool);
    set_text(&config->journal_path, "/no-such-directory/journal.db");
    expect(fixture, "[journal] path: there is no directory /no-such-directory; run ticketgate init",
           NULL);
}

static void
a_url_that_cannot_be_used_is_a_mistake(void **state)
{
    Fixture *fixture = *state;
    Config *config = fixture->delivery->config;
    set_text(&config->journal_url, "postgresql://u@db.example.org/x?sslmode=require");
    expect(fixture, "[journal] url: with sslmode=require, others on the network", NULL);
    config->is_journal_insecure = TRUE;
    expect(fixture, NULL, NULL);
    set_text(&config->journal_url, "postgresql://u@db.example.org/x?ssl_mode=require");
    expect(fixture, "[journal] url: ", NULL);
    set_text(&config->journal_url, "postgresql://u@db.example.org/x");
    config->is_journal_insecure = FALSE;
    expect(fixture, NULL, NULL); /* nobody is asked whether it is there */
}

static void
a_refresh_token_needs_a_directory_that_can_be_written(void **state)
{
    Fixture *fixture = *state;
    set_text(&fixture->delivery->config->oauth_refresh_token_file, "/proc/self/refresh-token");
    expect(fixture, "[oauth] refresh_token_file: user ", NULL);
}

static void
a_directory_that_cannot_be_written_is_a_mistake(void **state)
{
    Fixture *fixture = *state;
    set_text(&fixture->delivery->config->spool_path, "/proc/self");
    expect(fixture, "may not write to /proc/self; ", NULL);
}

static void
authorities_are_looked_for_where_they_are_needed(void **state)
{
    Fixture *fixture = *state;
    Config *config = fixture->delivery->config;
    set_text(&config->ca_path, "/no-such-directory");
    expect(fixture, NULL, NULL); /* http to loopback is allowed */
    set_text(&config->submission, "smtps://mail.example.org");
    expect(fixture, "[api] ca_path: there is no directory /no-such-directory; install", NULL);
    set_text(&config->submission, "smtp://127.0.0.1:25");
    set_text(&config->base_url, "https://api.example.org/x");
    expect(fixture, "[api] ca_path: there is no directory /no-such-directory; install", NULL);
    set_text(&config->ca_file, "/no-such-file");
    expect(fixture, "[api] ca_file: /no-such-file cannot be read", NULL);
    config->is_insecure = TRUE;
    expect(fixture, NULL, NULL);
}

static void
a_scanner_that_is_not_there_is_a_warning(void **state)
{
    Fixture *fixture = *state;
    set_text(&fixture->delivery->config->clamd, "/no-such-socket");
    expect(fixture, NULL, "[scan] clamd: there is no socket /no-such-socket; is clamd running?");
    set_text(&fixture->delivery->config->clamd, "tcp://127.0.0.1:3310");
    expect(fixture, NULL, NULL);
}

static void
put_template(const Fixture *fixture, const char *name, const char *text)
{
    g_autofree char *path =
        g_build_filename(fixture->delivery->config->template_dir, "en", name, NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
a_template_that_cannot_be_used_is_a_mistake(void **state)
{
    Fixture *fixture = *state;
    put_template(fixture, "closed.txt", "Subject: [{ticket_number}]\n\nClosed.\n");
    expect(fixture, NULL, NULL);
    put_template(fixture, "closed.txt", "Closed.\n");
    expect(fixture, "[mail] templates: en/closed: ", NULL);
    put_template(fixture, "closed.txt", "Subject: {name}\n\nClosed.\n");
    expect(fixture, "unknown placeholder {name}", NULL);
    fixture->delivery->config->is_reply_on = FALSE;
    expect(fixture, NULL, NULL);
}

static void
a_language_without_templates_is_a_warning(void **state)
{
    Fixture *fixture = *state;
    Config *config = fixture->delivery->config;
    set_text(&config->language, "en-GB");
    expect(fixture, NULL, NULL);
    set_text(&config->language, "fr");
    expect(fixture, NULL, "[mail] language: there are no templates in 'fr'");
    set_text(&config->template_dir, "/no-such-directory");
    expect(fixture, NULL, "[mail] templates: there is no directory /no-such-directory");
}

#define places_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        places_test(a_house_in_order_is_silent),
        places_test(missing_directories_are_mistakes),
        places_test(a_directory_that_cannot_be_written_is_a_mistake),
        places_test(a_url_that_cannot_be_used_is_a_mistake),
        places_test(a_refresh_token_needs_a_directory_that_can_be_written),
        places_test(authorities_are_looked_for_where_they_are_needed),
        places_test(a_scanner_that_is_not_there_is_a_warning),
        places_test(a_template_that_cannot_be_used_is_a_mistake),
        places_test(a_language_without_templates_is_a_warning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

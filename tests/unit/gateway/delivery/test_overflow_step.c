/* Attachments that are sent after the ticket, and those that are never accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "tests/unit/ticket_fixture.h"

/* Which of the files a.pdf to d.pdf are in request `n`. */
static char *
files_of(const TicketFixture *fixture, guint n)
{
    GString *names = g_string_new(NULL);
    for (char name[] = "a"; *name <= 'd'; ++*name) {
        g_autofree char *member = g_strdup_printf("\"name\":\"%s.pdf\"", name);
        if (strstr(http_server_request(fixture->api.server, n), member) != NULL)
            g_string_append(names, name);
    }
    return g_string_free(names, FALSE);
}

static void
assert_files(const TicketFixture *fixture, guint n, const char *names)
{
    g_autofree char *found = files_of(fixture, n);
    if (strcmp(found, names) != 0)
        fail_msg("request %u has the files '%s' instead of '%s'", n, found, names);
}

static void
refused_attachments_go_one_by_one(void **state)
{
    TicketFixture *fixture = *state;
    http_server_add_json(fixture->api.server, "400 Bad Request", TICKET_REFUSED); /* 1: a, b, c */
    ticket_fixture_add_list(fixture, FALSE);
    http_server_add_json(fixture->api.server, "201 Created", TICKET_CREATED);     /* 3: none */
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED);          /* 4: a */
    http_server_add_json(fixture->api.server, "400 Bad Request", TICKET_REFUSED); /* 5: b */
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED);          /* 6: c */
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED);          /* 7: names b */
    g_autoptr(GError) error = NULL;
    assert_true(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FILES, &error));
    static const char *const files[] = {"abc", "", "", "a", "b", "c", ""};
    assert_int_equal(http_server_count(fixture->api.server), 1 + G_N_ELEMENTS(files));
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        assert_files(fixture, i + 1, files[i]);
    assert_non_null(strstr(http_server_request(fixture->api.server, 7),
                           "b.pdf (3 bytes): type not allowed. A copy is in the quarantine."));
    assert_int_equal(ticket_fixture_count_kept(fixture, ".refused-files"), 1);
}

/* Stopped after each response; nothing is sent twice unless it is in doubt. */
static void
a_retry_goes_on_with_the_files_that_are_left(void **state)
{
    TicketFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    http_server_add_json(fixture->api.server, "400 Bad Request", TICKET_REFUSED); /* 1: a, b, c */
    ticket_fixture_add_list(fixture, FALSE);
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 3: none */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 4: list */
    assert_false(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FILES, &error));
    g_clear_error(&error);
    ticket_fixture_add_list(fixture, TRUE);                                       /* 5 */
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED);          /* 6: a */
    http_server_add_json(fixture->api.server, "400 Bad Request", TICKET_REFUSED); /* 7: b */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 8: c */
    assert_false(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FILES, &error));
    g_clear_error(&error);
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED);          /* 9: c */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 10: names b */
    assert_false(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FILES, &error));
    g_clear_error(&error);
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED); /* 11: names b */
    assert_true(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FILES, &error));
    static const char *const files[] = {"abc", "", "", "", "", "a", "b", "c", "c", "", ""};
    assert_int_equal(http_server_count(fixture->api.server), 1 + G_N_ELEMENTS(files));
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        assert_files(fixture, i + 1, files[i]);
    assert_non_null(strstr(http_server_request(fixture->api.server, 11), "b.pdf (3 bytes)"));
}

static void
refused_overflow_goes_one_by_one(void **state)
{
    TicketFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->api.delivery->config->attachments_per_request = 8;                   /* two files */
    http_server_add_json(fixture->api.server, "201 Created", TICKET_CREATED);     /* 1: a, b */
    http_server_add_json(fixture->api.server, "400 Bad Request", TICKET_REFUSED); /* 2: c, d */
    http_server_add_json(fixture->api.server, "400 Bad Request", TICKET_REFUSED); /* 3: c */
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED);          /* 4: d */
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED);          /* 5: names c */
    assert_true(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FOUR_FILES, &error));
    static const char *const files[] = {"ab", "cd", "c", "d", ""};
    assert_int_equal(http_server_count(fixture->api.server), 1 + G_N_ELEMENTS(files));
    for (guint i = 0; i < G_N_ELEMENTS(files); i++)
        assert_files(fixture, i + 1, files[i]);
}

/* The limit of the first try stays the limit of this mail, even if the configuration changes. */
static void
a_changed_limit_loses_no_file(void **state)
{
    TicketFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->api.delivery->config->attachments_per_request = 8;                   /* two files */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 1: a, b */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 2: list */
    assert_false(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FILES, &error));
    g_clear_error(&error);
    fixture->api.delivery->config->attachments_per_request = 1000;
    ticket_fixture_add_list(fixture, TRUE);                              /* 3 */
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED); /* 4: c */
    assert_true(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FILES, &error));
    assert_files(fixture, 1, "ab");
    assert_files(fixture, 4, "c");
}

static void
a_lowered_limit_loses_no_file(void **state)
{
    TicketFixture *fixture = *state;
    g_autoptr(GError) error = NULL;
    fixture->api.delivery->config->attachments_per_request = 8;
    http_server_add_json(fixture->api.server, "201 Created", TICKET_CREATED);     /* 1: a, b */
    http_server_add_json(fixture->api.server, "500 Internal Server Error", "{}"); /* 2: c */
    assert_false(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FILES, &error));
    g_clear_error(&error);
    fixture->api.delivery->config->attachments_per_request = 1;
    http_server_add_json(fixture->api.server, "200 OK", TICKET_UPDATED); /* 3: c */
    assert_true(ticket_fixture_deliver(fixture, TICKET_MAIL_WITH_FILES, &error));
    assert_files(fixture, 3, "c");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        ticket_fixture_test(refused_attachments_go_one_by_one),
        ticket_fixture_test(a_retry_goes_on_with_the_files_that_are_left),
        ticket_fixture_test(refused_overflow_goes_one_by_one),
        ticket_fixture_test(a_changed_limit_loses_no_file),
        ticket_fixture_test(a_lowered_limit_loses_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A mailbox against an API that refuses or is not there; whole imports are tested end to end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/import/import_run.h"
#include "parsers/parse.h"
#include "tests/unit/api_fixture.h"

static const char *const recipients[] = {"support@desk.example", NULL};

/* An mbox of `count` mails. (transfer full) */
static Mailbox *
make_mailbox(const ApiFixture *fixture, guint count)
{
    g_autofree char *path = g_build_filename(fixture->delivery->directory, "box", NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < count; i++)
        g_string_append_printf(text,
                               "From user@customer.example Mon Jan  1 00:00:0%u 2024\n"
                               "From: user@customer.example\nSubject: mail %u\n"
                               "Message-ID: <%u@import.example>\n\nHello\n\n",
                               i, i, i);
    assert_true(g_file_set_contents(path, text->str, -1, NULL));
    Mailbox *mailbox = mailbox_open(path, NULL);
    assert_int_equal(mailbox_count(mailbox), count);
    g_unlink(path);
    return mailbox;
}

static void
add_tickets(const ApiFixture *fixture, guint count)
{
    for (guint i = 0; i < count; i++)
        http_server_add_json(fixture->server, "201 Created",
                             "{\"result\": {\"ticket_number\": \"INC0000007\"}}");
}

static ImportOptions
options_of(const ApiFixture *fixture)
{
    return (ImportOptions){.config = fixture->delivery->config,
                           .recipients = recipients,
                           .is_real = TRUE,
                           .stop_fd = -1};
}

static void
every_mail_is_delivered_once(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Mailbox) mailbox = make_mailbox(fixture, 3);
    const ImportOptions options = options_of(fixture);
    api_fixture_add_token(fixture);
    add_tickets(fixture, 3);
    for (guint i = 0; i < 2; i++) {
        gboolean is_stopped;
        g_autoptr(ImportTally) tally = import_tally_new(3);
        assert_true(import_run(&options, mailbox, tally, &is_stopped, NULL));
        assert_false(is_stopped);
        assert_int_equal(tally->done, 3);
        assert_int_equal(tally->counts[i == 0 ? IMPORT_CREATE : IMPORT_KNOWN], 3);
        assert_int_equal(http_server_count(fixture->server), 4);
    }
}

static void
a_mail_at_fault_is_told_with_its_place(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Mailbox) mailbox = make_mailbox(fixture, 2);
    const ImportOptions options = options_of(fixture);
    g_autoptr(ImportTally) tally = import_tally_new(2);
    gboolean is_stopped;
    fixture->delivery->config->max_message_size = 50;
    assert_true(import_run(&options, mailbox, tally, &is_stopped, NULL));
    assert_int_equal(tally->counts[IMPORT_FAULT], 2);
    assert_int_equal(tally->done, 2);
    const ImportFault *fault = g_ptr_array_index(tally->faults, 0);
    assert_non_null(strstr(fault->place, "box, mail 1 at byte 0"));
    assert_false(fault->is_left);
    assert_int_equal(http_server_count(fixture->server), 0);
}

/* At once, as nobody wants to wait here. */
static void
an_api_that_is_not_there_ends_the_run(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Mailbox) mailbox = make_mailbox(fixture, 2);
    const ImportOptions options = options_of(fixture);
    g_autoptr(ImportTally) tally = import_tally_new(2);
    g_autoptr(GError) error = NULL;
    gboolean is_stopped;
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "500 Internal Server Error", "{}");
    api_fixture_add(fixture, "{\"result\": []}");
    assert_false(import_run(&options, mailbox, tally, &is_stopped, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);
    assert_int_equal(tally->done, 0);
}

static void
it_is_stopped_before_the_next_mail(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(Mailbox) mailbox = make_mailbox(fixture, 2);
    ImportOptions options = options_of(fixture);
    g_autoptr(ImportTally) tally = import_tally_new(2);
    gboolean is_stopped;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    options.stop_fd = ends[0];
    options.is_real = FALSE;
    assert_true(import_run(&options, mailbox, tally, &is_stopped, NULL));
    assert_true(is_stopped);
    assert_int_equal(tally->done, 0);
    close(ends[0]);
    close(ends[1]);
}

int
main(void)
{
    parse_init();
    const struct CMUnitTest tests[] = {
        api_fixture_test(every_mail_is_delivered_once),
        api_fixture_test(a_mail_at_fault_is_told_with_its_place),
        api_fixture_test(an_api_that_is_not_there_ends_the_run),
        api_fixture_test(it_is_stopped_before_the_next_mail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

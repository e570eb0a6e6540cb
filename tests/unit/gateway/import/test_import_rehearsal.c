/* What would become of a mail: as a delivery decides it, and nothing is left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/descriptor_io.h"
#include "gateway/import/import_rehearsal.h"
#include "parsers/parse.h"
#include "tests/unit/api_fixture.h"

#define REPLY                                                                                      \
    "From: user@customer.example\nSubject: Re: Printer\nMessage-ID: <b@customer.example>\n"        \
    "In-Reply-To: <a@customer.example>\n\nMore\n"

static void
keep_outcome(gpointer data, const DeliveryResult *result)
{
    g_string_append_printf(data, "%s;", result->outcome);
}

static void
keep_kind(gpointer data, const char *kind)
{
    g_string_append_printf(data, "(%s)", kind);
}

static void
rehearse(ImportRehearsal *rehearsal, const char *text, GString *told)
{
    static const char *const recipients[] = {"support@desk.example", NULL};
    const Envelope envelope = {.recipients = recipients,
                               .on_result = keep_outcome,
                               .on_quarantine = keep_kind,
                               .data = told};
    int fd = import_rehearsal_begin(rehearsal, NULL);
    assert_true(fd >= 0);
    assert_true(descriptor_write_all(fd, text, strlen(text)));
    assert_true(import_rehearsal_run(rehearsal, &envelope, strlen(text), NULL));
}

static void
earlier_mails_of_the_mailbox_count_as_delivered(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(GString) told = g_string_new(NULL);
    g_autoptr(ImportRehearsal) rehearsal = import_rehearsal_new(fixture->delivery->config, NULL);
    rehearse(rehearsal, DELIVERY_FIXTURE_MAIL, told);
    rehearse(rehearsal, DELIVERY_FIXTURE_MAIL, told);
    rehearse(rehearsal, REPLY, told);
    rehearse(rehearsal,
             "From: user@customer.example\nSubject: Other\nMessage-ID: <c@customer.example>\n"
             "In-Reply-To: <elsewhere@customer.example>\n\nMore\n",
             told);
    assert_string_equal(told->str, "create;duplicate;comment;create;");
    assert_int_equal(http_server_count(fixture->server), 0);
    assert_false(g_file_test(fixture->delivery->config->journal_path, G_FILE_TEST_EXISTS));
}

static void
the_journal_is_asked_and_stays_as_it_is(void **state)
{
    const ApiFixture *fixture = *state;
    g_autoptr(GString) told = g_string_new(NULL);
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "201 Created",
                         "{\"result\": {\"ticket_number\": \"INC0000007\"}}");
    assert_true(delivery_fixture_deliver(fixture->delivery, DELIVERY_FIXTURE_MAIL, NULL, NULL));
    guint before = http_server_count(fixture->server);
    for (guint i = 0; i < 2; i++) {
        g_autoptr(ImportRehearsal) rehearsal =
            import_rehearsal_new(fixture->delivery->config, NULL);
        rehearse(rehearsal, DELIVERY_FIXTURE_MAIL, told);
        rehearse(rehearsal, REPLY, told);
    }
    assert_string_equal(told->str, "duplicate;comment;duplicate;comment;");
    assert_int_equal(http_server_count(fixture->server), before);
}

int
main(void)
{
    parse_init();
    const struct CMUnitTest tests[] = {
        api_fixture_test(earlier_mails_of_the_mailbox_count_as_delivered),
        api_fixture_test(the_journal_is_asked_and_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

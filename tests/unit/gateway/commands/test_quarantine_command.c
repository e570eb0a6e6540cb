/* `ticketgate quarantine`: lists, shows, retries and drops quarantined mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "gateway/commands/command.h"
#include "gateway/journal/journal_mail.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/policy/mail_key.h"
#include "gateway/quarantine/quarantine.h"
#include "tests/unit/api_fixture.h"
#include "tests/unit/command_fixture.h"
#include "tests/unit/postgres_fixture.h"

#define MAIL                                                                                       \
    "From: user@customer.example\nSubject: Printer\nMessage-ID: <a@customer.example>\n\nHello\n"
#define CREATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"
/* The reason file as quarantine_copy.c writes it; text of the mail that is not clean is not part of
 * it. */
#define REASON                                                                                     \
    "Kind: refused\nKept: 2026-11-24T10:00:00Z\nSender: bounces@customer.example\n"                \
    "Recipient: hardware@desk.example\nMessage-ID: a@customer.example\n"                           \
    "Subject: red \033[31m ink\nFile: 0123 3 a.pdf\n\nThe ticket system \033[2Jrefuses it:\nno"
#define REASON_TWO                                                                                 \
    "Kind: oversize\nKept: 2026-11-23T10:00:00Z\nSender: <>\nSubject: older\n\nToo large"

/* Puts MAIL into the quarantine as "KEY.KIND"; KEY is its key on the default route. Returns the
 * name. (transfer full) */
static char *
keep(const ApiFixture *fixture, const char *kind, const char *reason)
{
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    char *name = g_strdup_printf("%s.%s", key->key, kind);
    int fd = delivery_fixture_message(MAIL);
    assert_true(
        quarantine_keep(fixture->delivery->config->quarantine_path, name, fd, reason, NULL));
    close(fd);
    return name;
}

static CommandResult *
run(const ApiFixture *fixture, const char *verb, const char *name)
{
    g_autofree char *line = g_strconcat(verb, " ", name, NULL);
    return command_fixture_run(command_quarantine, fixture->delivery, line, "");
}

/* Whether the message, or its reason, is still in the quarantine. */
static gboolean
is_kept(const ApiFixture *fixture, const char *folder, const char *name, const char *ending)
{
    g_autofree char *file = g_strconcat(name, ending, NULL);
    g_autofree char *path =
        g_build_filename(fixture->delivery->config->quarantine_path, folder, file, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void
assert_kept(const ApiFixture *fixture, const char *name, gboolean is_wanted)
{
    assert_int_equal(is_kept(fixture, "new", name, ""), is_wanted);
    assert_int_equal(is_kept(fixture, "reasons", name, ".txt"), is_wanted);
}

/* Records the mail in the journal with this step and its ticket. */
static void
remember(const ApiFixture *fixture, JournalStep step)
{
    g_autoptr(MailKey) key = mail_key_new("a@customer.example", NULL, NULL);
    g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
    JournalMail wanted = {.key = key->key, .reference_number = key->reference_number};
    g_autoptr(JournalMail) mail = journal_mail_claim(journal, &wanted, 60, 0, NULL);
    assert_non_null(mail);
    mail->step = step;
    mail->ticket_number = g_strdup("INC0000042");
    mail->action = g_strdup("create");
    assert_true(journal_mail_record(journal, mail, FALSE, NULL));
    assert_true(journal_mail_release(journal, mail, NULL));
}

static void
refuses_what_it_does_not_know(void **state)
{
    (void)state;
    command_fixture_refuses(command_quarantine, 1);
}

static void
an_empty_quarantine_is_no_failure(void **state)
{
    static const char *const lines[] = {"", "list"};
    const ApiFixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(CommandResult) result =
            command_fixture_run(command_quarantine, fixture->delivery, lines[i], "");
        assert_int_equal(result->status, 0);
        assert_string_equal(result->output, "The quarantine is empty.\n");
        assert_string_equal(result->errors, "");
    }
}

static void
a_verb_needs_a_name_that_is_there(void **state)
{
    static const struct {
        const char *line;
        int status;
    } rows[] = {{"show", 64},       {"retry", 64},       {"drop", 64},
                {"burn x", 64},     {"list x", 64},      {"show --ignored x", 64},
                {"show nobody", 1}, {"retry nobody", 1}, {"drop ../../x", 1}};
    const ApiFixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(CommandResult) result =
            command_fixture_run(command_quarantine, fixture->delivery, rows[i].line, "");
        if (result->status != rows[i].status || *result->errors == '\0' || *result->output != '\0')
            fail_msg("%s: status %d, \"%s\"", rows[i].line, result->status, result->errors);
    }
}

static void
lists_the_oldest_first_and_clean(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *refused = keep(fixture, "refused", REASON);
    g_autofree char *oversize = keep(fixture, "oversize", REASON_TWO);
    g_setenv("COLUMNS", "60", TRUE); /* output is no terminal: nothing is cut */
    g_setenv("TZ", "UTC", TRUE);
    g_autoptr(CommandResult) result =
        command_fixture_run(command_quarantine, fixture->delivery, "list", "");
    g_unsetenv("COLUMNS");
    assert_int_equal(result->status, 0);
    g_autofree char *wanted = g_strdup_printf(
        "NAME                                       KEPT                 KIND      BYTES       "
        "SENDER: SUBJECT\n"
        "%s  2026-11-23 10:00:00  oversize  %10zu  : older\n"
        "%s   2026-11-24 10:00:00  refused   %10zu  bounces@customer.example: red ?[31m ink\n",
        oversize, strlen(MAIL), refused, strlen(MAIL));
    assert_string_equal(result->output, wanted);
    g_autoptr(CommandResult) bare =
        command_fixture_run(command_quarantine, fixture->delivery, "", "");
    assert_string_equal(bare->output, wanted);
}

static void
a_list_for_a_program_cuts_nothing(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *name =
        keep(fixture, "unproven-refused-files",
             "Kind: unproven-refused-files\nSender: "
             "somebody.with.a.long.name@department.customer.example\n"
             "Subject: A subject that is longer than any terminal has columns for it\n\nNo");
    g_unsetenv("COLUMNS");
    g_autoptr(CommandResult) result =
        command_fixture_run(command_quarantine, fixture->delivery, "list", "");
    assert_non_null(strstr(result->output, name));
    assert_non_null(strstr(result->output, "  unproven-refused-files  "));
    assert_non_null(strstr(result->output, "department.customer.example: A subject that is longer "
                                           "than any terminal has columns for it\n"));
}

/* A message without its reason file is shown, too. */
static void
lists_what_has_no_reason(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *name = keep(fixture, "refused", REASON);
    g_autofree char *file = g_strconcat(name, ".txt", NULL);
    g_autofree char *path =
        g_build_filename(fixture->delivery->config->quarantine_path, "reasons", file, NULL);
    assert_int_equal(unlink(path), 0);
    g_autoptr(CommandResult) result =
        command_fixture_run(command_quarantine, fixture->delivery, "list", "");
    assert_int_equal(result->status, 0);
    assert_non_null(strstr(result->output, "  ?     refused  "));
}

static void
shows_all_that_is_known_and_clean(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *name = keep(fixture, "refused", REASON);
    remember(fixture, JOURNAL_STEP_TICKETED);
    g_setenv("TZ", "UTC", TRUE);
    g_autofree char *start = g_strndup(name, 8);
    g_autoptr(CommandResult) result = run(fixture, "show", start);
    assert_int_equal(result->status, 0);
    g_autofree char *wanted = g_strdup_printf(
        "name        %s\nkind        refused\nkept        2026-11-24 10:00:00\n"
        "sender      bounces@customer.example\nrecipient   hardware@desk.example\n"
        "message-id  a@customer.example\nsubject     red ?[31m ink\nticket      INC0000042\n"
        "file        0123 3 a.pdf\nsize        %zu bytes\nmessage     %s/new/%s\n\n"
        "The ticket system ?[2Jrefuses it:\nno\n",
        name, strlen(MAIL), fixture->delivery->config->quarantine_path, name);
    assert_string_equal(result->output, wanted);
    assert_kept(fixture, name, TRUE);
}

static void
shows_no_line_for_what_is_not_known(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *name = keep(fixture, "oversize", "Kind: oversize\n\nToo large");
    g_autoptr(CommandResult) result = run(fixture, "show", name);
    assert_int_equal(result->status, 0);
    assert_non_null(strstr(result->output, "\nkept        ?\nsize        "));
    assert_non_null(strstr(result->output, "\n\nToo large\n"));
}

static void
a_damaged_journal_is_said(void **state)
{
    fixture_only_sqlite();
    const ApiFixture *fixture = *state;
    g_autofree char *name = keep(fixture, "oversize", REASON_TWO);
    g_autofree char *noise = g_strnfill(5000, 'x');
    const char *path = fixture->delivery->config->journal_path;
    assert_true(g_file_set_contents(path, noise, -1, NULL));
    g_autoptr(CommandResult) result = run(fixture, "show", name);
    assert_int_equal(result->status, 0);
    assert_non_null(strstr(result->errors, "the journal was damaged: it was moved to "));
}

static void
drops_message_and_reason_and_no_other(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *refused = keep(fixture, "refused", REASON);
    g_autofree char *oversize = keep(fixture, "oversize", REASON_TWO);
    g_autofree char *wanted = g_strconcat(refused, ": dropped\n", NULL);
    g_autoptr(CommandResult) result = run(fixture, "drop", refused);
    assert_int_equal(result->status, 0);
    assert_string_equal(result->output, wanted);
    assert_kept(fixture, refused, FALSE);
    assert_kept(fixture, oversize, TRUE);
    assert_int_equal(http_server_count(fixture->server), 0);
}

/* A dropped message is gone for good, so a typing mistake must not select it. */
static void
drop_wants_the_whole_name_or_a_yes(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *name = keep(fixture, "refused", REASON);
    g_autofree char *start = g_strndup(name, 8);
    g_autoptr(CommandResult) result = run(fixture, "drop", start);
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, name));
    assert_non_null(strstr(result->errors, "--yes"));
    assert_kept(fixture, name, TRUE);
    g_autoptr(CommandResult) sure = run(fixture, "drop --yes", start);
    assert_int_equal(sure->status, 0);
    assert_kept(fixture, name, FALSE);
}

static void
an_option_of_another_verb_is_a_mistake(void **state)
{
    static const char *const verbs[] = {"drop --whole", "retry --yes", "show --ignored",
                                        "extract --yes"};
    const ApiFixture *fixture = *state;
    g_autofree char *name = keep(fixture, "refused", REASON);
    for (guint i = 0; i < G_N_ELEMENTS(verbs); i++) {
        g_autoptr(CommandResult) result = run(fixture, verbs[i], name);
        assert_int_not_equal(result->status, 0);
        assert_string_equal(result->output, "");
        assert_kept(fixture, name, TRUE);
    }
}

/* A beginning that fits two names drops neither; the names after it are still dropped. */
static void
every_name_is_tried(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *refused = keep(fixture, "refused", REASON);
    g_autofree char *oversize = keep(fixture, "oversize", REASON_TWO);
    g_autofree char *names = g_strdup_printf("%.8s %s nobody", refused, oversize);
    g_autoptr(CommandResult) result = run(fixture, "drop", names);
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "several names"));
    assert_non_null(strstr(result->errors, "'nobody'"));
    assert_kept(fixture, refused, TRUE);
    assert_kept(fixture, oversize, FALSE);
}

/* The recipient of the confirmation in the outbox; NULL if there is no confirmation. (transfer
 * full) */
static char *
reply_recipient(const ApiFixture *fixture)
{
    g_autoptr(Journal) journal = journal_open_configured(fixture->delivery->config, NULL);
    gint64 later_s = g_get_real_time() / G_USEC_PER_SEC + 4000;
    g_autoptr(OutboxItem) reply = journal_outbox_next(journal, later_s, NULL);
    return reply != NULL ? g_strdup(reply->recipient) : NULL;
}

/* It goes to the route of its recipient, as at the first delivery. */
static void
a_retry_delivers_and_drops(void **state)
{
    const ApiFixture *fixture = *state;
    delivery_fixture_edit(fixture->delivery, "[spool]",
                          "[route hw]\nrecipient = hardware@desk.example\nci = HW\n[spool]");
    g_autofree char *name = keep(fixture, "refused", REASON);
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_autoptr(CommandResult) result = run(fixture, "retry", name);
    assert_int_equal(result->status, 0);
    g_autofree char *wanted = g_strconcat(name, ": delivered", NULL);
    assert_memory_equal(result->output, wanted, strlen(wanted));
    const char *request = api_fixture_last_request(fixture);
    assert_non_null(strstr(request, "POST /NewIncident "));
    assert_non_null(strstr(request, "\"HW\""));
    assert_non_null(strstr(request, "Hello"));
    assert_kept(fixture, name, FALSE);
    g_autofree char *recipient = reply_recipient(fixture);
    assert_string_equal(recipient, "user@customer.example");
}

/* The null sender gets no confirmation, as at the first delivery. */
static void
a_retry_has_the_sender_of_the_mail(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *name = keep(fixture, "refused", REASON_TWO);
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_autoptr(CommandResult) result = run(fixture, "retry", name);
    assert_int_equal(result->status, 0);
    g_autofree char *recipient = reply_recipient(fixture);
    assert_null(recipient);
}

static void
a_retry_names_the_ticket(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *name = keep(fixture, "refused", REASON);
    api_fixture_add_token(fixture);
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_autoptr(CommandResult) result = run(fixture, "retry", name);
    g_autofree char *wanted = g_strconcat(name, ": delivered as INC0000007\n", NULL);
    assert_string_equal(result->output, wanted);
}

static void
a_retry_that_fails_keeps_the_message(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *name = keep(fixture, "refused", REASON);
    http_server_add_json(fixture->server, "503 Unavailable", "{}");
    g_autoptr(CommandResult) result = run(fixture, "retry", name);
    assert_int_equal(result->status, 1);
    assert_string_equal(result->output, "");
    assert_string_not_equal(result->errors, "");
    assert_kept(fixture, name, TRUE);
}

/* Nothing is sent twice: if the ticket exists, a person has to see what is missing. A mail that was
 * refused in the middle continues where it stopped. */
static void
a_retry_is_refused_where_the_ticket_is_there(void **state)
{
    static const struct {
        const char *kind, *reason;
        JournalStep step;
        gboolean is_refused;
        const char *advice;
    } rows[] = {
        {"oversize", REASON_TWO, JOURNAL_STEP_TICKETED, TRUE,
         "on INC0000042 already, without the files that are larger than [limits]"},
        {"refused", REASON, JOURNAL_STEP_DONE, TRUE, "on INC0000042 already;"},
        {"refused", REASON, JOURNAL_STEP_OVERFLOW, FALSE, NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        void *scene = NULL;
        api_fixture_setup(&scene);
        const ApiFixture *fixture = scene;
        g_autofree char *name = keep(fixture, rows[i].kind, rows[i].reason);
        remember(fixture, rows[i].step);
        g_autoptr(CommandResult) result = run(fixture, "retry", name);
        assert_int_equal(result->status, rows[i].is_refused ? 1 : 0);
        assert_kept(fixture, name, rows[i].is_refused);
        if (rows[i].is_refused)
            assert_non_null(strstr(result->errors, rows[i].advice));
        else
            assert_non_null(strstr(result->output, ": delivered as INC0000042\n"));
        assert_int_equal(http_server_count(fixture->server), 0);
        api_fixture_teardown(&scene);
    }
}

/* The journal says that it was ignored. It is a bounce, so it gets no confirmation. */
static void
a_retry_makes_a_ticket_of_what_was_ignored(void **state)
{
    const ApiFixture *fixture = *state;
    static const char text[] =
        "From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>\nSubject: Undelivered "
        "Mail\n"
        "Message-ID: <b@mx.customer.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; "
        "report-type=delivery-status; boundary=b\n\n--b\n\nIt could not be delivered.\n--b\n"
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.customer.example\n\n"
        "Final-Recipient: rfc822; x@customer.example\nAction: failed\nStatus: 5.1.1\n\n--b--\n";
    assert_true(delivery_fixture_deliver(fixture->delivery, text, NULL, NULL));
    assert_int_equal(http_server_count(fixture->server), 0);
    g_autoptr(CommandResult) plain = run(fixture, "list", "");
    assert_string_equal(plain->output, "The quarantine is empty.\n");
    g_autoptr(CommandResult) list = run(fixture, "list", "--ignored");
    assert_non_null(strstr(list->output, "ignored"));
    assert_non_null(strstr(list->output, "user@customer.example: Un"));
    g_autoptr(MailKey) key = mail_key_new("b@mx.customer.example", NULL, NULL);
    api_fixture_add_token(fixture);
    api_fixture_add(fixture,
                    "{\"result\": []}"); /* looked up, because an earlier try is recorded */
    http_server_add_json(fixture->server, "201 Created", CREATED);
    g_autoptr(CommandResult) result = run(fixture, "retry", key->key);
    assert_int_equal(result->status, 0);
    assert_non_null(strstr(result->output, "delivered as INC0000007"));
    assert_non_null(strstr(api_fixture_last_request(fixture), "POST /NewIncident "));
    g_autofree char *recipient = reply_recipient(fixture);
    assert_null(recipient);
    g_autoptr(CommandResult) after = run(fixture, "list", "--ignored");
    assert_string_equal(after->output, "No ignored mail is kept.\n");
}

static void
a_message_that_cannot_be_opened_stays(void **state)
{
    const ApiFixture *fixture = *state;
    g_autofree char *name = keep(fixture, "refused", REASON);
    g_autofree char *path =
        g_build_filename(fixture->delivery->config->quarantine_path, "new", name, NULL);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/nonexistent/message", path), 0);
    g_autoptr(CommandResult) result = run(fixture, "retry", name);
    assert_int_equal(result->status, 1);
    assert_non_null(strstr(result->errors, "cannot open"));
    assert_true(is_kept(fixture, "reasons", name, ".txt"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        api_fixture_test(refuses_what_it_does_not_know),
        api_fixture_test(an_empty_quarantine_is_no_failure),
        api_fixture_test(a_verb_needs_a_name_that_is_there),
        api_fixture_test(lists_the_oldest_first_and_clean),
        api_fixture_test(a_list_for_a_program_cuts_nothing),
        api_fixture_test(lists_what_has_no_reason),
        api_fixture_test(shows_all_that_is_known_and_clean),
        api_fixture_test(shows_no_line_for_what_is_not_known),
        api_fixture_test(a_damaged_journal_is_said),
        api_fixture_test(drops_message_and_reason_and_no_other),
        api_fixture_test(drop_wants_the_whole_name_or_a_yes),
        api_fixture_test(an_option_of_another_verb_is_a_mistake),
        api_fixture_test(every_name_is_tried),
        api_fixture_test(a_retry_delivers_and_drops),
        api_fixture_test(a_retry_has_the_sender_of_the_mail),
        api_fixture_test(a_retry_names_the_ticket),
        api_fixture_test(a_retry_that_fails_keeps_the_message),
        cmocka_unit_test(a_retry_is_refused_where_the_ticket_is_there),
        api_fixture_test(a_retry_makes_a_ticket_of_what_was_ignored),
        api_fixture_test(a_message_that_cannot_be_opened_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

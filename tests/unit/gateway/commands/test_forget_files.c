/* Which files of the quarantine go with a person, and which are only told. */
#include "tests/unit/journal_fixture.h"

#include <utime.h>

#include "gateway/commands/forget_files.h"
#include "gateway/journal/journal_trace.h"
#include "gateway/quarantine/quarantine.h"
#include "gateway/quarantine/quarantine_shelf.h"
#include "tests/unit/delivery_fixture.h"

typedef enum { GONE, TOLD, LEFT } Fate;

static const struct {
    const char *name, *sender, *mail;
    Fate fate;
} mails[] = {
    {"01.refused", "jane@a.example", "Subject: x\n\nx\n", GONE},
    {"02.oversize", "joe@b.example", "Subject: x\nFrom: Jane\n <JANE@a.example>\n\nx\n", GONE},
    {"03.flood", "joe@b.example", "Return-Path: <jane@a.example>\r\n\r\nx\n", GONE},
    {"04.ignored", "", "From: MAILER-DAEMON\n\nFinal-Recipient: rfc822; jane@a.example\n", GONE},
    {"05.ignored", "joe@b.example", "From: joe@b.example\n\nask jane@a.example\n", TOLD},
    {"06.refused", "joe@b.example", "To: jane@a.example\nFrom: joe@b.example\n\nx\n", TOLD},
    {"07.refused", "joe@b.example", "Subject: x\n\nFrom: jane@a.example\n", TOLD},
    {"08.refused", "joe@b.example", "From: maryjane@a.example\n\nx\n", LEFT},
    {"09.unproven-oversize", "joe@b.example", "From: j@b.example\n\nhers by the journal\n", GONE},
    {"10.refused", "joe@b.example", "", LEFT},
};

static void
keep_all(const DeliveryFixture *fixture)
{
    for (guint i = 0; i < G_N_ELEMENTS(mails); i++) {
        g_autoptr(QuarantineReason) reason = quarantine_reason_new();
        reason->sender = g_strdup(mails[i].sender);
        g_autofree char *text = quarantine_reason_write(reason);
        int fd = delivery_fixture_message(mails[i].mail);
        assert_true(
            quarantine_keep(fixture->config->quarantine_path, mails[i].name, fd, text, NULL));
        close(fd);
    }
}

static gboolean
is_there(const DeliveryFixture *fixture, const char *name)
{
    g_autoptr(QuarantineItem) item =
        quarantine_shelf_find(fixture->config->quarantine_path, name, NULL);
    return item != NULL;
}

static void
her_mails_go_and_those_of_others_are_told(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    const JournalTraceEvent event = {
        .mail_key = "09", .sender = "jane@a.example", .outcome = "create"};
    g_autoptr(PersonAddress) jane = person_address_new("jane@a.example");
    assert_true(journal_trace_note(journal, &event, NULL));
    keep_all(fixture);
    for (guint dry = 2; dry-- > 0;) {
        g_auto(ForgetFiles) files = {0};
        const ForgetScope scope = {fixture->config, journal, jane, dry == 1};
        assert_true(forget_files_erase(&scope, &files, NULL));
        assert_int_equal(files.quarantined, 4);
        assert_int_equal(files.ignored, 1);
        assert_int_equal(files.others->len, 3);
        for (guint i = 0; i < G_N_ELEMENTS(mails); i++)
            assert_int_equal(is_there(fixture, mails[i].name), dry == 1 || mails[i].fate != GONE);
    }
}

static void
a_mail_that_is_not_done_keeps_its_copy(void **state)
{
    const DeliveryFixture *fixture = *state;
    const Fixture place = {.directory = fixture->directory, .path = fixture->journal};
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    g_autoptr(PersonAddress) jane = person_address_new("jane@a.example");
    fixture_run_sql(&place, "INSERT INTO mail (key, step, files_done, lease_until_s, added_s)"
                            " VALUES ('01', 1, 0, 0, unixepoch())");
    keep_all(fixture);
    g_auto(ForgetFiles) files = {0};
    const ForgetScope scope = {fixture->config, journal, jane, FALSE};
    assert_true(forget_files_erase(&scope, &files, NULL));
    assert_int_equal(files.open, 1);
    assert_true(is_there(fixture, "01.refused"));
}

static void
what_a_dead_writer_left_goes_after_an_hour(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    g_autoptr(PersonAddress) jane = person_address_new("jane@a.example");
    g_autofree char *old = g_build_filename(fixture->config->quarantine_path, "tmp", "a", NULL);
    g_autofree char *young = g_build_filename(fixture->config->quarantine_path, "tmp", "b", NULL);
    const struct utimbuf hours_ago = {0, g_get_real_time() / G_USEC_PER_SEC - 4000};
    assert_true(quarantine_make_directories(fixture->config->quarantine_path, NULL));
    assert_true(g_file_set_contents(old, "x", 1, NULL));
    assert_true(g_file_set_contents(young, "x", 1, NULL));
    assert_int_equal(g_utime(old, (struct utimbuf[]){hours_ago}), 0);
    g_auto(ForgetFiles) files = {0};
    const ForgetScope scope = {fixture->config, journal, jane, FALSE};
    assert_true(forget_files_erase(&scope, &files, NULL));
    assert_false(g_file_test(old, G_FILE_TEST_EXISTS));
    assert_true(g_file_test(young, G_FILE_TEST_EXISTS));
}

static void
damaged_journals_with_the_address_are_told(void **state)
{
    const DeliveryFixture *fixture = *state;
    g_autoptr(Journal) journal = journal_open_configured(fixture->config, NULL);
    g_autoptr(PersonAddress) jane = person_address_new("jane@a.example");
    g_autofree char *with = g_strconcat(fixture->config->journal_path, ".corrupt-1", NULL);
    g_autofree char *without = g_strconcat(fixture->config->journal_path, ".corrupt-2", NULL);
    assert_true(g_file_set_contents(with, "\0\0INC1Jane@A.example", 20, NULL));
    assert_true(g_file_set_contents(without, "jane@@a.exampl@", 15, NULL));
    g_auto(ForgetFiles) files = {0};
    const ForgetScope scope = {fixture->config, journal, jane, FALSE};
    assert_true(forget_files_erase(&scope, &files, NULL));
    assert_int_equal(files.damaged->len, 1);
    assert_string_equal(g_ptr_array_index(files.damaged, 0), with);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        delivery_fixture_test(her_mails_go_and_those_of_others_are_told),
        delivery_fixture_test(a_mail_that_is_not_done_keeps_its_copy),
        delivery_fixture_test(what_a_dead_writer_left_goes_after_an_hour),
        delivery_fixture_test(damaged_journals_with_the_address_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Which mails are quarantined, and with which kind; quarantine_copy.c writes the copy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "gateway/delivery/quarantine_choice.h"
#include "gateway/delivery/quarantine_copy.h"
#include "gateway/quarantine/quarantine_kind.h"
#include "tests/unit/kept_mail_fixture.h"

static gboolean
is_kept(const KeptMailFixture *fixture, const char *kind)
{
    g_autofree char *directory = quarantine_kind_directory(
        quarantine_kind_of(kind), fixture->delivery->config->quarantine_path);
    g_autofree char *name = g_strdup_printf("abc.%s", kind);
    g_autofree char *path = g_build_filename(directory, "new", name, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void
a_ticket_that_has_all_of_its_mail_needs_no_copy(void **state)
{
    KeptMailFixture *fixture = *state;
    g_autoptr(AttachmentPlan) plan = attachment_plan_new(fixture->intake.letter, FALSE, 1000);
    fixture->mail.plan = plan;
    assert_true(quarantine_choice_of_ticket(&fixture->mail, NULL));
    assert_false(g_file_test(fixture->delivery->config->quarantine_path, G_FILE_TEST_EXISTS));
}

static void
each_reason_has_a_copy_of_its_own(void **state)
{
    KeptMailFixture *fixture = *state;
    ScanResult scan = {.infected_note = (char *)"EICAR"};
    LetterAttachment *file = g_new0(LetterAttachment, 1);
    file->name = g_strdup("h.txt");
    file->content_type = g_strdup("text/plain");
    file->length = 8;
    file->size = 5;
    g_ptr_array_add(fixture->intake.letter->attachments, file);
    g_autoptr(AttachmentPlan) plan = attachment_plan_new(fixture->intake.letter, FALSE, 4);
    fixture->mail.plan = plan;
    fixture->intake.failure = (char *)"the parser crashed";
    fixture->intake.scan = &scan;
    assert_true(quarantine_choice_of_ticket(&fixture->mail, NULL));
    fixture->intake.failure = NULL;
    fixture->intake.scan = NULL;
    assert_true(is_kept(fixture, QUARANTINE_COPY_UNPARSED));
    assert_true(is_kept(fixture, QUARANTINE_COPY_INFECTED));
    assert_true(is_kept(fixture, QUARANTINE_COPY_OVERSIZE));
}

static void
what_is_ignored_is_kept_as_what_it_is(void **state)
{
    static const struct {
        gboolean is_duplicate, is_flood, is_part;
        const char *kind; /* NULL: not quarantined */
    } rows[] = {{TRUE, FALSE, FALSE, NULL},
                {FALSE, TRUE, FALSE, QUARANTINE_FLOOD},
                {FALSE, TRUE, TRUE, QUARANTINE_PART_FLOOD},
                {FALSE, FALSE, FALSE, QUARANTINE_IGNORED}};
    KeptMailFixture *fixture = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        TicketFinding finding = {
            .facts = {.is_participant = rows[i].is_part, .is_verified = rows[i].is_part}};
        fixture->mail.finding = &finding;
        fixture->decision = (Decision){.kind = DECISION_IGNORE,
                                       .reason = (char *)"reason",
                                       .is_duplicate = rows[i].is_duplicate,
                                       .is_flood = rows[i].is_flood};
        assert_true(quarantine_choice_of_ignored(&fixture->mail, NULL));
        for (guint j = 1; j < G_N_ELEMENTS(rows); j++)
            if (is_kept(fixture, rows[j].kind) != (i >= j))
                fail_msg("row %u: %s", i, rows[j].kind);
    }
}

#define kept_test(name)                                                                            \
    cmocka_unit_test_setup_teardown(name, kept_mail_fixture_setup, kept_mail_fixture_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        kept_test(a_ticket_that_has_all_of_its_mail_needs_no_copy),
        kept_test(each_reason_has_a_copy_of_its_own),
        kept_test(what_is_ignored_is_kept_as_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

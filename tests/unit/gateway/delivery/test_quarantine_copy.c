/* A copy for the operator: the received message, its sender and recipient, and the hashes of its
 * files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <unistd.h>

#include "gateway/delivery_error.h"
#include "gateway/quarantine/quarantine_reason.h"
#include "tests/unit/kept_mail_fixture.h"
#include "tests/unit/syslog_fixture.h"

#define NAME "abc.oversize"

static char *
read_kept(const KeptMailFixture *fixture, const char *folder, const char *name)
{
    g_autofree char *path =
        g_build_filename(fixture->delivery->config->quarantine_path, folder, name, NULL);
    char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static void
keeps_message_envelope_and_digests(void **state)
{
    KeptMailFixture *fixture = *state;
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    LetterAttachment file = {.name = (char *)"h.txt", .offset = 4, .length = 8, .size = 5};
    g_ptr_array_add(files, &file);
    assert_true(
        quarantine_copy(&fixture->mail, QUARANTINE_COPY_OVERSIZE, "too large", files, NULL));
    g_autofree char *message = read_kept(fixture, "new", NAME);
    assert_string_equal(message, KEPT_MAIL);
    g_autofree char *text = read_kept(fixture, "reasons", NAME ".txt");
    g_autoptr(QuarantineReason) reason = quarantine_reason_read(text);
    assert_string_equal(reason->kind, "oversize");
    assert_string_equal(reason->sender, "user@customer.example");
    assert_string_equal(reason->recipient, "support@desk.example");
    assert_string_equal(reason->text, "too large");
    assert_int_equal(reason->files->len, 1);
    /* printf hello | sha256sum */
    assert_string_equal(g_ptr_array_index(reason->files, 0),
                        "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 5 h.txt");
}

static void
a_file_that_cannot_be_read_back_is_temporary(void **state)
{
    KeptMailFixture *fixture = *state;
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    g_autoptr(GError) error = NULL;
    LetterAttachment file = {.name = (char *)"h.txt", .offset = 4, .length = 800, .size = 600};
    g_ptr_array_add(files, &file);
    assert_false(
        quarantine_copy(&fixture->mail, QUARANTINE_COPY_OVERSIZE, "too large", files, &error));
    assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_TEMPORARY));
}

/* If trusted servers are configured, copies of mail that none of them confirms may be deleted to
 * make room. */
static void
the_copy_of_an_unproven_mail_is_of_a_kind_of_its_own(void **state)
{
    KeptMailFixture *fixture = *state;
    char *servers[] = {(char[]){"mx.desk.example"}, NULL};
    LetterAddress from = {.address = (char *)"user@customer.example"};
    Letter *letter = fixture->intake.letter;
    Config *config = fixture->delivery->config;
    char **before = config->authserv_ids;
    g_ptr_array_set_free_func(letter->from, NULL);
    g_ptr_array_add(letter->from, &from);
    for (guint is_proven = 0; is_proven < 2; is_proven++) {
        config->authserv_ids = servers;
        if (is_proven)
            g_ptr_array_add(letter->authentication_results,
                            g_strdup("mx.desk.example; dmarc=pass header.from=customer.example"));
        g_autofree char *name = quarantine_copy_name(&fixture->mail, QUARANTINE_COPY_OVERSIZE);
        assert_string_equal(name, is_proven ? NAME : "abc.unproven-oversize");
        assert_true(
            quarantine_copy(&fixture->mail, QUARANTINE_COPY_OVERSIZE, "too large", NULL, NULL));
        config->authserv_ids = before;
    }
    g_autofree char *text = read_kept(fixture, "unproven/reasons", "abc.unproven-oversize.txt");
    assert_non_null(strstr(text, "Kind: unproven-oversize\n"));
    g_autofree char *proven = read_kept(fixture, "new", NAME);
    assert_string_equal(proven, KEPT_MAIL);
}

/* The operator is warned while there is still room. */
static void
a_quarantine_that_is_four_fifths_full_is_said(void **state)
{
    static const char *const keys[] = {"a", "b", "c", "d", "e"};
    KeptMailFixture *fixture = *state;
    fixture->delivery->config->quarantine_max = (guint64)5 * 8192; /* each takes two blocks */
    for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
        fixture->key.key = (char *)(guintptr)keys[i];
        line_before[0] = last_line[0] = '\0';
        assert_true(
            quarantine_copy(&fixture->mail, QUARANTINE_COPY_OVERSIZE, "too large", NULL, NULL));
        gboolean is_said = strstr(line_before, "the quarantine is four fifths full") != NULL;
        assert_int_equal(is_said, i == 4);
        assert_int_equal(LOG_PRI(last_priority), LOG_ERR);
    }
    g_autoptr(GError) error = NULL;
    fixture->key.key = (char *)"f";
    assert_false(
        quarantine_copy(&fixture->mail, QUARANTINE_COPY_OVERSIZE, "too large", NULL, &error));
    assert_int_equal(delivery_error_exit_status(error), 75);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_message_envelope_and_digests, kept_mail_fixture_setup,
                                        kept_mail_fixture_teardown),
        cmocka_unit_test_setup_teardown(the_copy_of_an_unproven_mail_is_of_a_kind_of_its_own,
                                        kept_mail_fixture_setup, kept_mail_fixture_teardown),
        cmocka_unit_test_setup_teardown(a_quarantine_that_is_four_fifths_full_is_said,
                                        kept_mail_fixture_setup, kept_mail_fixture_teardown),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_read_back_is_temporary,
                                        kept_mail_fixture_setup, kept_mail_fixture_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

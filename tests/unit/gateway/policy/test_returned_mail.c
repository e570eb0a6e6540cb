/* test_returned_mail.c - which delivery report proves that a mail of ours came back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/policy/returned_mail.h"
#include "gateway/policy/signed_reference.h"

#define ANNA "anna@customer.example"
#define EVE "eve@evil.example"

static const SigningKeys keys = {.keys = {{1, 2, 3}}, .n_keys = 1};
static const SigningKeys other_keys = {.keys = {{4}}, .n_keys = 1};

/* A report that returns a mail which was signed for `person`; NULL: none of ours. */
static Letter *
report_about(const char *person, LetterStrength strength)
{
    Letter *letter = letter_new();
    letter->mail_class = LETTER_CLASS_BOUNCE;
    letter->class_strength = strength;
    letter->report = letter_report_new();
    letter->report->original_message_id =
        person != NULL
            ? signed_reference_message_id(&keys, "INC0000001", person, "one", "desk.example")
            : g_strdup("1@desk.example");
    return letter;
}

static void
add_recipient(Letter *letter, const LetterReportRecipient *row)
{
    LetterReportRecipient *recipient = g_new0(LetterReportRecipient, 1);
    recipient->address = g_strdup(row->address);
    recipient->original_address = g_strdup(row->original_address);
    recipient->action = g_strdup(row->action);
    recipient->status = g_strdup(row->status);
    g_ptr_array_add(letter->report->recipients, recipient);
}

#define FAILED(address)                                                                            \
    {                                                                                              \
        (char *)(address), NULL, (char *)"failed", (char *)"5.1.1", NULL                           \
    }

/* Somebody who has a Message-ID that we signed for them can say that of nobody else. */
static void
only_the_person_for_whom_the_mail_was_signed_is_reported(void **state)
{
    static const struct {
        const char *signed_for;
        LetterReportRecipient says;
        const char *person; /* NULL: the report proves nothing */
    } rows[] = {
        {ANNA, FAILED(ANNA), ANNA},
        {ANNA, FAILED("ANNA@customer.EXAMPLE"), "ANNA@customer.EXAMPLE"},
        {EVE, FAILED(ANNA), NULL},
        {NULL, FAILED(ANNA), NULL},
        {ANNA,
         {(char *)"box@far.example", (char *)ANNA, (char *)"failed", (char *)"5.2.2", NULL},
         ANNA},
        {ANNA,
         {(char *)"box@far.example", (char *)EVE, (char *)"failed", (char *)"5.2.2", NULL},
         NULL},
        {ANNA, {(char *)ANNA, NULL, (char *)"delayed", (char *)"5.1.1", NULL}, NULL},
        {ANNA, {(char *)ANNA, NULL, (char *)"delivered", (char *)"2.0.0", NULL}, NULL},
        {ANNA, {(char *)ANNA, NULL, (char *)"failed", (char *)"4.4.7", NULL}, ANNA},
        {ANNA, {(char *)ANNA, NULL, (char *)"delayed", (char *)"4.4.7", NULL}, NULL},
        {ANNA, {(char *)ANNA, NULL, (char *)"failed", (char *)"2.0.0", NULL}, NULL},
        {ANNA, {(char *)ANNA, NULL, (char *)"failed", NULL, NULL}, NULL},
        {ANNA, {(char *)ANNA, NULL, NULL, (char *)"5.1.1", NULL}, NULL},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Letter) letter = report_about(rows[i].signed_for, LETTER_STRENGTH_PROOF);
        add_recipient(letter, &rows[i].says);
        g_autoptr(ReturnedMail) returned = returned_mail_find(letter, &keys);
        assert_int_equal(returned != NULL, rows[i].person != NULL);
        if (returned == NULL)
            continue;
        assert_string_equal(returned->person, rows[i].person);
        assert_string_equal(returned->ticket_number, "INC0000001");
        assert_string_equal(returned->status, rows[i].says.status);
    }
}

/* A mail that was too long says nothing of the next one. */
static void
what_is_said_of_one_mail_does_not_last(void **state)
{
    static const struct {
        const char *status;
        gboolean is_lasting;
    } rows[] = {
        {"5.1.1", TRUE},  {"5.2.2", TRUE},  {"5.7.1", TRUE},  {"5.2.1", TRUE},  {"5.0.0", TRUE},
        {"5.3.2", TRUE},  {"5.2.3", FALSE}, {"5.3.4", FALSE}, {"5.6.1", FALSE}, {"5.6.0", FALSE},
        {"5.3.40", TRUE}, {"4.4.7", FALSE}, {"4.2.2", FALSE},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const LetterReportRecipient says = {(char *)ANNA, NULL, (char *)"failed",
                                            (char *)(guintptr)rows[i].status, NULL};
        g_autoptr(Letter) letter = report_about(ANNA, LETTER_STRENGTH_PROOF);
        add_recipient(letter, &says);
        g_autoptr(ReturnedMail) returned = returned_mail_find(letter, &keys);
        assert_non_null(returned);
        if (returned->is_lasting != rows[i].is_lasting)
            fail_msg("%s", rows[i].status);
    }
}

static void
the_recipient_is_found_among_others(void **state)
{
    g_autoptr(Letter) letter = report_about(ANNA, LETTER_STRENGTH_PROOF);
    const LetterReportRecipient late = {(char *)ANNA, NULL, (char *)"delayed", (char *)"4.4.1",
                                        NULL};
    const LetterReportRecipient other = FAILED(EVE), gone = FAILED(ANNA);
    (void)state;
    add_recipient(letter, &late);
    add_recipient(letter, &other);
    g_autoptr(ReturnedMail) none = returned_mail_find(letter, &keys);
    assert_null(none);
    add_recipient(letter, &gone);
    g_autoptr(ReturnedMail) returned = returned_mail_find(letter, &keys);
    assert_non_null(returned);
    assert_string_equal(returned->person, ANNA);
}

static void
only_a_proven_report_counts_and_only_with_our_keys(void **state)
{
    const LetterReportRecipient gone = FAILED(ANNA);
    (void)state;
    g_autoptr(Letter) doubted = report_about(ANNA, LETTER_STRENGTH_DOUBT);
    add_recipient(doubted, &gone);
    g_autoptr(ReturnedMail) by_doubt = returned_mail_find(doubted, &keys);
    assert_null(by_doubt);

    g_autoptr(Letter) letter = report_about(ANNA, LETTER_STRENGTH_PROOF);
    add_recipient(letter, &gone);
    g_autoptr(ReturnedMail) by_others = returned_mail_find(letter, &other_keys);
    assert_null(by_others);
    g_autoptr(ReturnedMail) by_none = returned_mail_find(letter, NULL);
    assert_null(by_none);
    letter->mail_class = LETTER_CLASS_AUTO_REPLY;
    g_autoptr(ReturnedMail) by_reply = returned_mail_find(letter, &keys);
    assert_null(by_reply);

    g_clear_pointer(&letter->report, letter_report_free);
    letter->mail_class = LETTER_CLASS_BOUNCE;
    g_autoptr(ReturnedMail) by_nothing = returned_mail_find(letter, &keys);
    assert_null(by_nothing);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_person_for_whom_the_mail_was_signed_is_reported),
        cmocka_unit_test(what_is_said_of_one_mail_does_not_last),
        cmocka_unit_test(the_recipient_is_found_among_others),
        cmocka_unit_test(only_a_proven_report_counts_and_only_with_our_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

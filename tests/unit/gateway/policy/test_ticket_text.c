/* The texts on the ticket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "gateway/policy/ticket_text.h"

typedef struct {
    Config config;
    Letter *letter;
    Decision *decision;
    AttachmentPlan *plan;
    MailKey *key;
    ReplyPassages passages;
    TicketTextInput input;
} Fixture;

static void
add_address(GPtrArray *list, const char *name, const char *address)
{
    LetterAddress *entry = g_new0(LetterAddress, 1);
    entry->name = g_strdup(name);
    entry->address = g_strdup(address);
    g_ptr_array_add(list, entry);
}

static int
setup(void **state)
{
    Fixture *fixture = g_new0(Fixture, 1);
    fixture->config = (Config){.default_subject = (char *)"(none)",
                               .short_description_max_chars = 10,
                               .attachments_per_request = 100};
    fixture->letter = letter_new();
    add_address(fixture->letter->from, "Customer", "user@customer.example");
    fixture->decision = g_new0(Decision, 1);
    fixture->plan = attachment_plan_new(fixture->letter, FALSE, 100);
    fixture->key = mail_key_new("a@mail.example", NULL, NULL);
    fixture->input = (TicketTextInput){.config = &fixture->config,
                                       .letter = fixture->letter,
                                       .decision = fixture->decision,
                                       .plan = fixture->plan,
                                       .key = fixture->key,
                                       .is_author_known = TRUE};
    *state = fixture;
    return 0;
}

static int
teardown(void **state)
{
    Fixture *fixture = *state;
    letter_free(fixture->letter);
    decision_free(fixture->decision);
    attachment_plan_free(fixture->plan);
    mail_key_free(fixture->key);
    g_free(fixture);
    return 0;
}

static void
set(char **member, const char *value)
{
    g_free(*member);
    *member = g_strdup(value);
}

/* What a comment shows of the mail. */
static void
set_words(Fixture *fixture, const char *words)
{
    set(&fixture->letter->reply_text, words);
    fixture->passages = (ReplyPassages){.words = fixture->letter->reply_text,
                                        .has_own_words = words[strspn(words, " \t\n")] != '\0'};
    fixture->input.passages = &fixture->passages;
}

static void
short_description_is_the_subject_within_its_bound(void **state)
{
    Fixture *fixture = *state;
    static const struct {
        const char *subject, *expected;
    } rows[] = {
        {"printer", "printer"},
        {"a\u202eb\u200bc", "abc"},
        {"\u200b", "(none)"},
        {"", "(none)"},
        {"0123456789", "0123456789"},
        {"0123456789a", "012345678\xe2\x80\xa6"},
        {"01234567 9a", "01234567\xe2\x80\xa6"},
        {"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
         "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        set(&fixture->letter->subject, rows[i].subject);
        g_autofree char *text = ticket_text_short_description(&fixture->config, fixture->letter);
        assert_string_equal(text, rows[i].expected);
    }
}

static void
description_says_who_and_what(void **state)
{
    Fixture *fixture = *state;
    set(&fixture->letter->text, "It is broken.");
    add_address(fixture->letter->cc, NULL, "team@customer.example");
    g_autofree char *text = ticket_text_description(&fixture->input);
    assert_string_equal(text,
                        "From: Customer <user@customer.example>\nCc: team@customer.example\n\n"
                        "It is broken.");
}

static void
description_says_what_a_scanner_found(void **state)
{
    Fixture *fixture = *state;
    fixture->input.scan_note = "Not attached: it.exe";
    g_autofree char *text = ticket_text_description(&fixture->input);
    assert_non_null(strstr(text, "\n\nNot attached: it.exe"));
}

static void
description_is_never_empty(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *text = ticket_text_description(&fixture->input);
    assert_non_null(strstr(text, "(The mail has no text.)"));
}

static void
description_says_what_a_spam_filter_thinks(void **state)
{
    Fixture *fixture = *state;
    fixture->letter->spam_mark = g_strdup("X-Spam-Flag: YES");
    set(&fixture->letter->text, "Win!");
    g_autofree char *text = ticket_text_description(&fixture->input);
    assert_string_equal(text, "From: Customer <user@customer.example>\n"
                              "Marked as spam: X-Spam-Flag: YES\n\nWin!");
}

/* Empty lines around the text are removed; its first line may begin with white space. */
static void
the_text_stands_alone(void **state)
{
    static const char *const rows[][2] = {
        {"\n \n\t\n  Hello\n\nyou\n \n\n", "  Hello\n\nyou"},
        {" \n \n", "(The mail has no text.)"},
        {"   ", "(The mail has no text.)"},
        {"x", "x"},
    };
    Fixture *fixture = *state;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        set(&fixture->letter->text, rows[i][0]);
        set_words(fixture, rows[i][0]);
        fixture->decision->kind = DECISION_CREATE;
        g_autofree char *text = ticket_text_description(&fixture->input);
        g_autofree char *wanted =
            g_strconcat("From: Customer <user@customer.example>\n\n", rows[i][1], NULL);
        assert_string_equal(text, wanted);
        fixture->decision->kind = DECISION_COMMENT;
        g_autofree char *comment = ticket_text_comment(&fixture->input);
        assert_string_equal(comment, rows[i][1]);
    }
}

static void
description_names_a_ticket_that_was_not_used(void **state)
{
    Fixture *fixture = *state;
    fixture->decision->named_ticket = g_strdup("INC0000007");
    fixture->decision->reason = g_strdup("it is closed for good");
    g_autofree char *text = ticket_text_description(&fixture->input);
    assert_non_null(strstr(text, "the mail names INC0000007 (it is closed for good)"));
}

static void
comment_is_what_is_shown_of_the_mail(void **state)
{
    Fixture *fixture = *state;
    set_words(fixture, "Yes.");
    g_autofree char *text = ticket_text_comment(&fixture->input);
    assert_string_equal(text, "Yes.");
}

static void
comment_names_an_author_who_did_not_open_the_ticket(void **state)
{
    Fixture *fixture = *state;
    set_words(fixture, "Me too.");
    fixture->input.is_author_known = FALSE;
    g_autofree char *text = ticket_text_comment(&fixture->input);
    assert_string_equal(text, "From: Customer <user@customer.example>\n\nMe too.");
}

static void
repeated_comment_carries_its_reference(void **state)
{
    Fixture *fixture = *state;
    set_words(fixture, "Yes.");
    fixture->input.is_repeat = TRUE;
    g_autofree char *text = ticket_text_comment(&fixture->input);
    g_autofree char *mark = g_strdup_printf("[mail %s]", fixture->key->short_reference);
    assert_non_null(strstr(text, mark));
    assert_memory_equal(text, "Yes.\n", 5);
}

static void
files_left_out_are_named_with_their_size(void **state)
{
    Fixture *fixture = *state;
    assert_null(ticket_text_oversize_note(&fixture->config, fixture->plan));
    LetterAttachment *attachment = g_new0(LetterAttachment, 1);
    attachment->name = g_strdup("film.mp4");
    attachment->length = 4000;
    attachment->size = 3000;
    g_ptr_array_add(fixture->letter->attachments, attachment);
    g_autoptr(AttachmentPlan) plan = attachment_plan_new(fixture->letter, FALSE, 100);
    fixture->input.plan = plan;
    g_autofree char *text = ticket_text_description(&fixture->input);
    assert_non_null(strstr(text, "film.mp4 (3000 bytes)"));
    assert_non_null(strstr(text, "at most 100 bytes"));
}

static void
the_line_that_was_done_is_left_out(void **state)
{
    Fixture *fixture = *state;
    static const struct {
        DecisionKind kind;
        gboolean has_command;
        const char *words, *expected;
    } rows[] = {
        {DECISION_CLOSE, TRUE, "#close\nThanks.", "Thanks."},
        {DECISION_CLOSE, TRUE, "\n#close\n \n", "(Closed by mail.)"},
        {DECISION_REOPEN, TRUE, "#reopen", "(Reopened by mail.)"},
        /* the action was not done: the agent sees that it was wanted */
        {DECISION_COMMENT, TRUE, "#close\nThanks.", "#close\nThanks."},
        {DECISION_CLOSE, FALSE, "#close\nThanks.", "#close\nThanks."},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        set_words(fixture, rows[i].words);
        fixture->decision->kind = rows[i].kind;
        fixture->input.has_command = rows[i].has_command;
        g_autofree char *text = ticket_text_comment(&fixture->input);
        assert_string_equal(text, rows[i].expected);
    }
}

/* The subject is the message, or a part of it. */
static void
a_comment_has_the_subject_where_it_says_what_the_text_does_not(void **state)
{
    Fixture *fixture = *state;
    static const struct {
        const char *words, *subject;
        gboolean has_own_words, is_other_subject;
        const char *expected;
    } rows[] = {
        {"It works.", "Re: INC1 lift", TRUE, FALSE, "It works."},
        {"", "Re: INC1 lift works", FALSE, FALSE, "Subject: Re: INC1 lift works"},
        {"", "", FALSE, FALSE, "(The mail has no text.)"},
        {"-- \nBea", "Re: INC1 works", FALSE, FALSE, "Subject: Re: INC1 works\n\n-- \nBea"},
        {"See subject.", "Re: works", TRUE, FALSE, "Subject: Re: works\n\nSee subject."},
        {"See subject.\n\nSent from my Desk", "Re: works", TRUE, FALSE,
         "Subject: Re: works\n\nSee subject.\n\nSent from my Desk"},
        {"It is dead.", "Re: scanner", TRUE, TRUE, "Subject: Re: scanner\n\nIt is dead."},
    };
    fixture->decision->kind = DECISION_COMMENT;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        set_words(fixture, rows[i].words);
        set(&fixture->letter->subject, rows[i].subject);
        fixture->passages.has_own_words = rows[i].has_own_words;
        fixture->input.is_other_subject = rows[i].is_other_subject;
        g_autofree char *text = ticket_text_comment(&fixture->input);
        assert_string_equal(text, rows[i].expected);
    }
    set_words(fixture, "It is dead.");
    fixture->input.is_author_known = FALSE;
    g_autofree char *text = ticket_text_comment(&fixture->input);
    assert_string_equal(text, "From: Customer <user@customer.example>\nSubject: Re: scanner\n\n"
                              "It is dead.");
}

static void
the_head_names_who_can_be_reached_and_who_got_it_too(void **state)
{
    Fixture *fixture = *state;
    fixture->config.mail_from = (char *)"Desk <desk@desk.example>";
    fixture->config.routes = g_ptr_array_new();
    set_words(fixture, "Hello");
    set(&fixture->letter->text, "Hello");
    add_address(fixture->letter->reply_to, NULL, "USER@customer.example");
    add_address(fixture->letter->reply_to, "Mieke", "mieke@klant.example");
    add_address(fixture->letter->to, NULL, "desk@desk.example");
    add_address(fixture->letter->to, "Bert", "bert@vendor.example");
    add_address(fixture->letter->to, NULL, "bert@vendor.example");
    add_address(fixture->letter->to, NULL, "chef@customer.example");
    add_address(fixture->letter->cc, NULL, "chef@customer.example");
    fixture->input.envelope_sender = "bounce@customer.example";
    g_autofree char *text = ticket_text_description(&fixture->input);
    assert_string_equal(text, "From: Customer <user@customer.example>\n"
                              "Reply-To: Mieke <mieke@klant.example>\n"
                              "To: Bert <bert@vendor.example>\nCc: chef@customer.example\n\nHello");
    g_ptr_array_set_size(fixture->letter->from, 0);
    g_ptr_array_set_size(fixture->letter->to, 0);
    g_ptr_array_set_size(fixture->letter->cc, 0);
    add_address(fixture->letter->sender, NULL, "fax@gateway.example");
    g_autofree char *without = ticket_text_description(&fixture->input);
    assert_string_equal(without, "Sender: fax@gateway.example\n"
                                 "Reply-To: USER@customer.example, Mieke <mieke@klant.example>\n"
                                 "Envelope sender: bounce@customer.example\n\nHello");
    fixture->input.envelope_sender = "fax@gateway.example";
    g_autofree char *same = ticket_text_description(&fixture->input);
    assert_null(strstr(same, "Envelope"));
    g_ptr_array_unref(fixture->config.routes);
}

static void
a_subject_that_is_cut_stands_whole_in_the_description(void **state)
{
    Fixture *fixture = *state;
    set(&fixture->letter->subject, "The lift in building B");
    g_autofree char *text = ticket_text_description(&fixture->input);
    assert_string_equal(text, "From: Customer <user@customer.example>\n"
                              "Subject: The lift in building B\n\n(The mail has no text.)");
}

static void
a_storms_ticket_gets_the_whole_matter(void **state)
{
    Fixture *fixture = *state;
    fixture->decision->is_storm = TRUE;
    fixture->decision->kind = DECISION_COMMENT;
    fixture->decision->reason = g_strdup("the budget is spent");
    set(&fixture->letter->subject, "Disk full");
    set(&fixture->letter->text, "All of it.\n> quoted");
    set_words(fixture, "All of it.");
    g_autofree char *text = ticket_text_comment(&fixture->input);
    assert_string_equal(text, "From: Customer <user@customer.example>\nSubject: Disk full\n"
                              "About: the budget is spent\n\nAll of it.\n> quoted");
}

static void
the_other_routes_of_the_mail_are_named(void **state)
{
    Fixture *fixture = *state;
    g_autoptr(MailKey) key = mail_key_new("a@mail.example", NULL, "noc");
    Sibling known = {
        .recipient = (char *)"noc@desk.example", .key = key, .ticket_number = (char *)"INC0000008"};
    Sibling unknown = {.recipient = (char *)"x@desk.example", .key = key};
    g_autoptr(GPtrArray) siblings = g_ptr_array_new();
    g_ptr_array_add(siblings, &known);
    g_ptr_array_add(siblings, &unknown);
    fixture->input.siblings = siblings;
    g_autofree char *text = ticket_text_description(&fixture->input);
    g_autofree char *first =
        g_strdup_printf("Also sent to: noc@desk.example (ticket INC0000008, reference %s)\n",
                        key->reference_number);
    g_autofree char *second = g_strdup_printf(
        "Also sent to: x@desk.example (ticket with reference %s)\n", key->reference_number);
    assert_non_null(strstr(text, first));
    assert_non_null(strstr(text, second));
    assert_null(strstr(text, "See also"));
    fixture->input.copy_ticket = "INC0000007";
    g_autofree char *with_copy = ticket_text_description(&fixture->input);
    assert_non_null(strstr(with_copy, "See also: INC0000007 has a mail that says the same"));
}

/* No text of the report: what an agent has to know, and nothing that deceives. */
static void
a_mail_that_came_back_is_said_in_plain_words(void **state)
{
    static const struct {
        const char *diagnostic, *reason;
    } rows[] = {
        {NULL, "5.1.1"},
        {"550 5.1.1 no such user", "550 5.1.1 no such user"},
        {"550 no\xe2\x80\xae such user", "5.1.1, 550 no such user"},
    };
    Fixture *fixture = *state;
    fixture->decision->kind = DECISION_COMMENT;
    fixture->decision->is_returned = TRUE;
    set(&fixture->letter->text, "This is the mail system");
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const ReturnedMail returned = {
            .person = "anna@customer.example",
            .status = "5.1.1",
            .diagnostic = rows[i].diagnostic,
            .is_lasting = TRUE,
        };
        fixture->input.returned = &returned;
        g_autofree char *want = g_strdup_printf(
            "Our mail about this ticket to anna@customer.example came back: it was not delivered.\n"
            "Reason: %s\nThe person may not know what it said. No more news is sent to this "
            "address until a mail comes from it.",
            rows[i].reason);
        g_autofree char *text = ticket_text_comment(&fixture->input);
        assert_string_equal(text, want);
    }
    const ReturnedMail returned = {.person = "anna@customer.example", .status = "4.4.7"};
    fixture->input.returned = &returned;
    g_autofree char *given_up = ticket_text_comment(&fixture->input);
    assert_true(g_str_has_suffix(given_up, "Reason: 4.4.7\nThe person may not know what it said."));
    fixture->input.is_repeat = TRUE;
    g_autofree char *repeat = ticket_text_comment(&fixture->input);
    assert_non_null(strstr(repeat, "This comment may have been sent before"));
}

/* A mail server may say a lot. */
static void
the_reason_why_a_mail_came_back_is_short(void **state)
{
    Fixture *fixture = *state;
    g_autofree char *diagnostic = g_strnfill(5000, 'x');
    const ReturnedMail returned = {
        .person = "anna@customer.example", .status = "5.1.1", .diagnostic = diagnostic};
    fixture->decision->kind = DECISION_COMMENT;
    fixture->decision->is_returned = TRUE;
    fixture->input.returned = &returned;
    g_autofree char *text = ticket_text_comment(&fixture->input);
    assert_in_range(strlen(text), 400, 700);
}

static void
the_reply_lists_files_by_name_and_size(void **state)
{
    (void)state;
    LetterAttachment one = {.name = (char *)"a.iso", .size = 3000};
    LetterAttachment two = {.name = (char *)"b.iso", .size = 5000000};
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    assert_null(ticket_text_file_list(files));
    g_ptr_array_add(files, &one);
    g_ptr_array_add(files, &two);
    g_autofree char *text = ticket_text_file_list(files);
    assert_string_equal(text, "a.iso (3.0\xc2\xa0kB)\nb.iso (5.0\xc2\xa0MB)");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(short_description_is_the_subject_within_its_bound, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(description_says_who_and_what, setup, teardown),
        cmocka_unit_test_setup_teardown(description_says_what_a_scanner_found, setup, teardown),
        cmocka_unit_test_setup_teardown(description_is_never_empty, setup, teardown),
        cmocka_unit_test_setup_teardown(description_says_what_a_spam_filter_thinks, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_text_stands_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(description_names_a_ticket_that_was_not_used, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(comment_is_what_is_shown_of_the_mail, setup, teardown),
        cmocka_unit_test_setup_teardown(comment_names_an_author_who_did_not_open_the_ticket, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(repeated_comment_carries_its_reference, setup, teardown),
        cmocka_unit_test_setup_teardown(files_left_out_are_named_with_their_size, setup, teardown),
        cmocka_unit_test_setup_teardown(the_line_that_was_done_is_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(
            a_comment_has_the_subject_where_it_says_what_the_text_does_not, setup, teardown),
        cmocka_unit_test_setup_teardown(the_head_names_who_can_be_reached_and_who_got_it_too, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_subject_that_is_cut_stands_whole_in_the_description,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_storms_ticket_gets_the_whole_matter, setup, teardown),
        cmocka_unit_test_setup_teardown(the_other_routes_of_the_mail_are_named, setup, teardown),
        cmocka_unit_test_setup_teardown(a_mail_that_came_back_is_said_in_plain_words, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_reason_why_a_mail_came_back_is_short, setup, teardown),
        cmocka_unit_test(the_reply_lists_files_by_name_and_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

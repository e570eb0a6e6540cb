/* The confirmation for the sender: the same at every try, and kept until a server takes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>

#include "gateway/delivery/confirm.h"
#include "gateway/delivery_error.h"
#include "gateway/journal/journal_outbox.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/log.h"
#include "gateway/policy/signed_reference.h"
#include "tests/unit/delivery_fixture.h"
#include "tests/unit/smtp_server.h"
#include "tests/unit/syslog_fixture.h"

typedef struct {
    DeliveryFixture *fixture;
    Letter *letter;
    Intake intake;
    Journal *journal;
    DeliveryContext context;
    MailKey key;
    JournalMail record;
    Decision decision;
    AttachmentPlan *plan;
    RouteMail mail;
} Scene;

static int
setup(void **state)
{
    Scene *scene = g_new0(Scene, 1);
    LetterAddress *from = g_new0(LetterAddress, 1);
    scene->fixture = delivery_fixture_new("http://127.0.0.1:1");
    scene->letter = letter_new();
    from->address = g_strdup("user@customer.example");
    g_ptr_array_add(scene->letter->from, from);
    g_free(scene->letter->subject);
    scene->letter->subject = g_strdup("Printer");
    scene->letter->message_id = g_strdup("a@customer.example");
    scene->intake.letter = scene->letter;
    scene->context = (DeliveryContext){.config = scene->fixture->config,
                                       .intake = &scene->intake,
                                       .deadline_us = g_get_monotonic_time() + 10 * G_USEC_PER_SEC};
    assert_true(delivery_context_open_journal(&scene->context, NULL));
    scene->journal = scene->context.journal;
    scene->plan = attachment_plan_new(scene->letter, FALSE, 8);
    *state = scene;
    return 0;
}

static int
teardown(void **state)
{
    Scene *scene = *state;
    attachment_plan_free(scene->plan);
    journal_close(scene->journal);
    letter_free(scene->letter);
    delivery_fixture_free(scene->fixture);
    g_free(scene);
    return 0;
}

static const Decision created = {.kind = DECISION_CREATE, .is_reply_due = TRUE};
static RouteMail *
mail_of(Scene *scene)
{
    scene->key.key = (char *)"0123456789abcdef0123456789abcdef";
    scene->record = (JournalMail){.ticket_number = (char *)"INC0000007"};
    scene->decision = created;
    scene->mail = (RouteMail){.context = &scene->context,
                              .ticket_route = {.ci = "PRINTERS"},
                              .key = &scene->key,
                              .record = &scene->record,
                              .decision = &scene->decision,
                              .plan = scene->plan};
    return &scene->mail;
}

static void
the_same_input_gives_the_same_mail(void **state)
{
    RouteMail *mail = mail_of(*state);
    g_autoptr(Confirmation) first = confirm_compose(mail, NULL);
    g_autoptr(Confirmation) second = confirm_compose(mail, NULL);
    assert_string_equal(first->message_id, second->message_id);
    assert_string_equal(first->recipient, "user@customer.example");
    assert_non_null(strstr(first->subject, "[INC0000007]"));
    mail->key->key = (char *)"fedcba9876543210fedcba9876543210";
    g_autoptr(Confirmation) other = confirm_compose(mail, NULL);
    assert_string_not_equal(first->message_id, other->message_id);
}

static void
what_nobody_takes_waits_and_is_there_once(void **state)
{
    Scene *scene = *state;
    RouteMail *mail = mail_of(scene);
    g_autoptr(GError) error = NULL;
    for (guint i = 0; i < 2; i++)
        assert_true(confirm_send(mail, &error));
    gint64 later_s = g_get_real_time() / G_USEC_PER_SEC + 4000;
    g_autoptr(OutboxItem) kept = journal_outbox_next(scene->journal, later_s, NULL);
    assert_non_null(kept);
    assert_string_equal(kept->recipient, "user@customer.example");
    g_autoptr(OutboxItem) second = journal_outbox_next(scene->journal, later_s, NULL);
    assert_null(second);
}

static gint
compare_texts(gconstpointer one, gconstpointer other)
{
    return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* The recipients of the confirmations in the outbox: "a;b", in alphabetical order. (transfer full)
 */
static char *
waiting(Scene *scene)
{
    gint64 later_s = g_get_real_time() / G_USEC_PER_SEC + 4000;
    g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func(g_free);
    OutboxItem *item = NULL;
    while ((item = journal_outbox_next(scene->journal, later_s, NULL)) != NULL) {
        g_ptr_array_add(people, g_strdup(item->recipient));
        outbox_item_free(item);
    }
    g_ptr_array_sort(people, compare_texts);
    g_ptr_array_add(people, NULL);
    return g_strjoinv(";", (char **)people->pdata);
}

static void
add_address(GPtrArray *list, const char *address)
{
    LetterAddress *entry = g_new0(LetterAddress, 1);
    entry->address = g_strdup(address);
    g_ptr_array_add(list, entry);
}

static void
use_server(Scene *scene, const SmtpServer *server)
{
    g_free(scene->fixture->config->submission);
    scene->fixture->config->submission = g_strdup(server->url);
}

static void
each_decision_has_its_words(void **state)
{
    static const struct {
        Decision decision;
        const char *ticket_number, *subject, *words;
    } rows[] = {
        {{.kind = DECISION_CREATE},
         "INC7",
         "[INC7] Printer",
         "Ticket INC7: we have received your message"},
        {{.kind = DECISION_CREATE, .is_follow_up = TRUE, .named_ticket = (char *)"INC3"},
         "INC7",
         "[INC7] Printer",
         "Ticket INC3 is finished"},
        {{.kind = DECISION_COMMENT},
         "INC7",
         "[INC7] Printer",
         "Ticket INC7: your message was added to it"},
        {{.kind = DECISION_COMMENT, .is_reply_for_files = TRUE},
         "INC7",
         "[INC7] Printer",
         "could not be added to ticket INC7"},
        {{.kind = DECISION_CLOSE}, "INC7", "[INC7] Printer", "INC7 was closed"},
        {{.kind = DECISION_REOPEN}, "INC7", "[INC7] Printer", "INC7 was reopened"},
        {{.kind = DECISION_REJECT}, NULL, "Not accepted: Printer", "no ticket was made"},
    };
    Scene *scene = *state;
    g_free(scene->fixture->config->template_dir);
    scene->fixture->config->template_dir = g_strdup(TEMPLATES);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        RouteMail *mail = mail_of(scene);
        LetterAttachment big = {.name = (char *)"big.bin"};
        scene->decision = rows[i].decision;
        scene->record.ticket_number = (char *)(guintptr)rows[i].ticket_number;
        g_ptr_array_set_size(scene->plan->oversize, 0);
        g_ptr_array_add(scene->plan->oversize, &big);
        g_autoptr(GError) error = NULL;
        g_autoptr(Confirmation) confirmation = confirm_compose(mail, &error);
        if (confirmation == NULL || strcmp(confirmation->subject, rows[i].subject) != 0 ||
            strstr(confirmation->body, rows[i].words) == NULL)
            fail_msg("row %u: %s", i, confirmation != NULL ? confirmation->body : error->message);
    }
}

/* The confirmation is sent all the same, and the log says why it has the built-in text. */
static void
a_broken_template_is_told_to_the_operator(void **state)
{
    Scene *scene = *state;
    Config *config = scene->fixture->config;
    RouteMail *mail = mail_of(scene);
    g_autofree char *folder = g_build_filename(scene->fixture->directory, "en", NULL);
    g_autofree char *path = g_build_filename(folder, "created.txt", NULL);
    assert_int_equal(g_mkdir(folder, 0700), 0);
    assert_true(g_file_set_contents(path, "Subject: x\n\n{sender}\n", -1, NULL));
    g_free(config->template_dir);
    config->template_dir = g_strdup(scene->fixture->directory);
    log_open(FALSE);
    line_count = 0;
    g_autoptr(Confirmation) confirmation = confirm_compose(mail, NULL);
    g_unlink(path);
    g_rmdir(folder);
    assert_non_null(strstr(confirmation->body, "received as ticket INC0000007"));
    assert_int_equal(line_count, 1);
    assert_int_equal(last_priority & LOG_PRIMASK, LOG_ERR);
    assert_non_null(strstr(last_line, "unknown placeholder {sender}"));
    assert_non_null(strstr(last_line, "check-config"));
}

static void
who_cannot_be_answered(void **state)
{
    static const char *const rows[] = {"no-reply@customer.example", "support@desk.example", "x",
                                       NULL /* without [mail] from */};
    Scene *scene = *state;
    RouteMail *mail = mail_of(scene);
    LetterAddress *from = g_ptr_array_index(scene->letter->from, 0);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_free(from->address);
        from->address = g_strdup(rows[i] != NULL ? rows[i] : "user@customer.example");
        if (rows[i] == NULL)
            g_clear_pointer(&scene->fixture->config->mail_from, g_free);
        assert_null(confirm_compose(mail, &error));
        assert_true(g_error_matches(error, DELIVERY_ERROR, DELIVERY_ERROR_CONFIGURATION));
        assert_true(g_str_has_prefix(error->message, "cannot answer: "));
    }
}

/* References are signed if there are keys and a ticket. */
static void
a_signed_answer_leads_back(void **state)
{
    static SigningKeys keys = {.keys = {{1, 2, 3}}, .n_keys = 1};
    Scene *scene = *state;
    RouteMail *mail = mail_of(scene);
    g_autoptr(Confirmation) bare = confirm_compose(mail, NULL);
    scene->context.keys = &keys;
    scene->fixture->config->recipient_delimiter = CONFIG_DELIMITER_PLUS;
    g_autoptr(Confirmation) confirmation = confirm_compose(mail, NULL);
    gsize length = 0;
    const char *octets = g_bytes_get_data(confirmation->message, &length);
    g_autofree char *text = g_strndup(octets, length);
    assert_non_null(strstr(text, "\r\nReply-To: support+"));
    assert_null(strcasestr(bare->message_id, "INC0000007"));
    assert_non_null(strcasestr(confirmation->message_id, "INC0000007"));
    assert_true(g_str_has_suffix(confirmation->message_id, "@desk.example"));
}

static char *
message_text(const Confirmation *confirmation)
{
    gsize length = 0;
    const char *octets = g_bytes_get_data(confirmation->message, &length);
    return g_strndup(octets, length);
}

/* A confirmation gives no rights to people who had none, and no rights of other people. */
static void
only_who_takes_part_gets_a_signed_reference(void **state)
{
    static const struct {
        Decision decision;
        gboolean is_participant;
        const char *reply_to;
        gboolean is_signed;
    } rows[] = {
        {{.kind = DECISION_CREATE}, FALSE, NULL, TRUE}, /* opens the ticket */
        {{.kind = DECISION_CREATE, .is_follow_up = TRUE}, TRUE, NULL, TRUE},
        {{.kind = DECISION_COMMENT}, TRUE, NULL, TRUE},
        {{.kind = DECISION_COMMENT}, FALSE, NULL, FALSE},
        {{.kind = DECISION_COMMENT, .is_reply_for_files = TRUE}, FALSE, NULL, FALSE},
        {{.kind = DECISION_COMMENT, .is_reply_for_files = TRUE}, TRUE, NULL, TRUE},
        {{.kind = DECISION_COMMENT, .is_storm = TRUE, .is_reply_for_files = TRUE},
         TRUE,
         NULL,
         FALSE},
        {{.kind = DECISION_CLOSE}, TRUE, NULL, TRUE},
        {{.kind = DECISION_CLOSE}, FALSE, NULL, FALSE}, /* [policy] close = anyone */
        {{.kind = DECISION_REOPEN}, FALSE, NULL, FALSE},
        /* if the confirmation goes to another address than the one that the reference is for */
        {{.kind = DECISION_CREATE}, FALSE, "eve@customer.example", FALSE},
        {{.kind = DECISION_COMMENT}, TRUE, "eve@customer.example", FALSE},
        {{.kind = DECISION_COMMENT}, TRUE, "user@mail.customer.example", FALSE},
        {{.kind = DECISION_COMMENT}, TRUE, "User@Customer.example", TRUE},
        {{.kind = DECISION_COMMENT}, TRUE, "eve@elsewhere.example", TRUE}, /* is not followed */
    };
    static SigningKeys keys = {.keys = {{1, 2, 3}}, .n_keys = 1};
    Scene *scene = *state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        RouteMail *mail = mail_of(scene);
        mail->is_proven = TRUE; /* otherwise Reply-To is not used at all */
        scene->context.keys = &keys;
        scene->decision = rows[i].decision;
        mail->record->is_participant = rows[i].is_participant;
        g_ptr_array_set_size(scene->letter->reply_to, 0);
        if (rows[i].reply_to != NULL)
            add_address(scene->letter->reply_to, rows[i].reply_to);
        g_autoptr(Confirmation) confirmation = confirm_compose(mail, NULL);
        g_autofree char *text = message_text(confirmation);
        g_autofree char *number = NULL;
        SignedReference found = signed_reference_read_message_id(&keys, confirmation->message_id,
                                                                 "user@customer.example", &number);
        gboolean has_sub_address = strstr(text, "\r\nReply-To: support+") != NULL;
        if (found != (rows[i].is_signed ? SIGNED_REFERENCE_VALID : SIGNED_REFERENCE_NONE) ||
            has_sub_address != rows[i].is_signed)
            fail_msg("row %u: %d %s", i, (int)found, text);
    }
}

static void
what_the_mail_server_says_decides(void **state)
{
    const struct {
        SmtpServer server;
        const char *waiting;
    } rows[] = {
        {{0}, ""},
        {{.rcpt = "550 5.1.1 no such user"}, ""}, /* refused permanently: given up */
        {{.rcpt = "450 4.2.0 later"}, "user@customer.example"},
        {{.greeting = SMTP_SERVER_DROP}, "user@customer.example"},
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        SmtpServer server = rows[i].server;
        void *row_state = NULL;
        setup(&row_state);
        smtp_server_start(&server);
        use_server(row_state, &server);
        RouteMail *mail = mail_of(row_state);
        assert_true(confirm_send(mail, NULL));
        smtp_server_stop(&server);
        g_autofree char *left = waiting(row_state);
        if (strcmp(left, rows[i].waiting) != 0)
            fail_msg("row %u: %s", i, left);
        g_autoptr(Confirmation) confirmation = confirm_compose(mail, NULL);
        g_autoptr(GPtrArray) ids = g_ptr_array_new();
        g_ptr_array_add(ids, confirmation->message_id);
        g_autofree char *ticket =
            journal_thread_find(((Scene *)row_state)->journal, ids, &(JournalAsker){0}, NULL);
        assert_string_equal(ticket, "INC0000007");
        teardown(&row_state);
    }
}

static void
confirmations_to_others(void **state)
{
    static const struct {
        gboolean is_reply_to_cc;
        DecisionKind kind;
        guint n_more; /* people in Cc */
        const char *waiting;
    } rows[] = {
        {FALSE, DECISION_CREATE, 0, "user@customer.example"},
        {TRUE, DECISION_CREATE, 0, "boss@customer.example;user@customer.example"},
        {TRUE, DECISION_COMMENT, 0, "user@customer.example"},
        {TRUE, DECISION_CREATE, 10, "user@customer.example"}, /* too many people: a list */
    };
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Decision decision = {.kind = rows[i].kind};
        void *row_state = NULL;
        setup(&row_state);
        Scene *scene = row_state;
        scene->fixture->config->is_reply_to_cc = rows[i].is_reply_to_cc;
        add_address(scene->letter->to, "support@desk.example");
        add_address(scene->letter->to, "boss@customer.example");
        add_address(scene->letter->cc, "boss@customer.example");
        add_address(scene->letter->cc, "User@customer.example");
        add_address(scene->letter->cc, "no-reply@customer.example");
        for (guint j = 0; j < rows[i].n_more; j++) {
            g_autofree char *address = g_strdup_printf("p%u@customer.example", j);
            add_address(scene->letter->cc, address);
        }
        RouteMail *mail = mail_of(scene);
        scene->decision = decision;
        assert_true(confirm_send(mail, NULL));
        g_autofree char *left = waiting(scene);
        if (strcmp(left, rows[i].waiting) != 0)
            fail_msg("row %u: %s", i, left);
        teardown(&row_state);
    }
}

/* People in Cc of many mails get no more confirmations than a sender, and a sender gets no fewer
 * because of them. */
static void
confirmations_to_others_count_for_each_of_them(void **state)
{
    Scene *scene = *state;
    scene->fixture->config->is_reply_to_cc = TRUE;
    scene->fixture->config->budget.limits[CONFIG_BUDGET_REPLY].per_sender = 1;
    RouteMail *mail = mail_of(scene);
    const Decision decision = {.kind = DECISION_CREATE};
    scene->decision = decision;
    add_address(scene->letter->cc, "boss@customer.example");
    assert_true(confirm_send(mail, NULL));
    LetterAddress *from = g_ptr_array_index(scene->letter->from, 0);
    g_free(from->address);
    from->address = g_strdup("other@customer.example");
    mail->key->key = (char *)"fedcba9876543210fedcba9876543210";
    assert_true(confirm_send(mail, NULL));
    g_autofree char *left = waiting(scene);
    assert_string_equal(left, "boss@customer.example;other@customer.example;user@customer.example");
}

/* If trusted mail servers are configured. */
static void
what_is_quoted_of_a_mail_that_nobody_vouches_for_has_no_link(void **state)
{
    static const struct {
        gboolean has_servers, is_proven, is_harmless;
    } rows[] = {{TRUE, FALSE, TRUE}, {TRUE, TRUE, FALSE}, {FALSE, FALSE, FALSE}};
    char *servers[] = {(char[]){"mx.desk.example"}, NULL};
    Scene *scene = *state;
    Config *config = scene->fixture->config;
    char **before = config->authserv_ids;
    RouteMail *mail = mail_of(scene);
    g_free(scene->letter->subject);
    scene->letter->subject = g_strdup("see https://evil.example/now");
    g_free(scene->letter->thread_topic);
    scene->letter->thread_topic = g_strdup(scene->letter->subject);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        config->authserv_ids = rows[i].has_servers ? servers : before;
        mail->is_proven = rows[i].is_proven;
        g_autoptr(Confirmation) confirmation = confirm_compose(mail, NULL);
        config->authserv_ids = before;
        assert_non_null(confirmation);
        if ((strstr(confirmation->subject, "https://evil.example") == NULL) != rows[i].is_harmless)
            fail_msg("row %u: %s", i, confirmation->subject);
    }
}

static void
who_got_enough_gets_none(void **state)
{
    Scene *scene = *state;
    scene->fixture->config->budget.limits[CONFIG_BUDGET_REPLY].per_sender = 1;
    RouteMail *mail = mail_of(scene);
    assert_true(confirm_send(mail, NULL));
    mail->key->key = (char *)"fedcba9876543210fedcba9876543210";
    assert_true(confirm_send(mail, NULL));
    g_autofree char *left = waiting(scene);
    assert_string_equal(left, "user@customer.example");
}

/* If a try is repeated after its confirmation was sent, the outbox knows that, and nothing is sent.
 */
static void
what_was_sent_is_not_sent_again(void **state)
{
    Scene *scene = *state;
    SmtpServer server = {0};
    smtp_server_start(&server);
    use_server(scene, &server);
    RouteMail *mail = mail_of(scene);
    for (guint i = 0; i < 2; i++)
        assert_true(confirm_send(mail, NULL));
    smtp_server_stop(&server);
    assert_int_equal(server.messages, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_input_gives_the_same_mail, setup, teardown),
        cmocka_unit_test_setup_teardown(what_nobody_takes_waits_and_is_there_once, setup, teardown),
        cmocka_unit_test_setup_teardown(each_decision_has_its_words, setup, teardown),
        cmocka_unit_test_setup_teardown(a_broken_template_is_told_to_the_operator, setup, teardown),
        cmocka_unit_test_setup_teardown(who_cannot_be_answered, setup, teardown),
        cmocka_unit_test_setup_teardown(a_signed_answer_leads_back, setup, teardown),
        cmocka_unit_test_setup_teardown(only_who_takes_part_gets_a_signed_reference, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(what_the_mail_server_says_decides, setup, teardown),
        cmocka_unit_test_setup_teardown(confirmations_to_others, setup, teardown),
        cmocka_unit_test_setup_teardown(confirmations_to_others_count_for_each_of_them, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            what_is_quoted_of_a_mail_that_nobody_vouches_for_has_no_link, setup, teardown),
        cmocka_unit_test_setup_teardown(who_got_enough_gets_none, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_sent_is_not_sent_again, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

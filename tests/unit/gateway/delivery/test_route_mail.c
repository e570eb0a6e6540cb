/* The members of a RouteMail, and that they agree with their sources. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/delivery/route_mail.h"

typedef struct {
    Config config;
    Intake intake;
    Envelope envelope;
    DeliveryContext context;
    Route route;
} Scene;

static int
setup(void **state)
{
    Scene *scene = g_new0(Scene, 1);
    scene->intake.letter = letter_new();
    scene->envelope.sender = "user@customer.example";
    scene->context = (DeliveryContext){
        .config = &scene->config, .envelope = &scene->envelope, .intake = &scene->intake};
    scene->route = (Route){.name = "noc", .ci = "NETWORK"};
    *state = scene;
    return 0;
}

static int
teardown(void **state)
{
    Scene *scene = *state;
    letter_free(scene->intake.letter);
    g_free(scene);
    return 0;
}

static void
a_mail_begins_on_the_route_by_which_it_came(void **state)
{
    const Scene *scene = *state;
    g_auto(RouteMail) mail;
    route_mail_init(&mail, &scene->context, &scene->route);
    assert_ptr_equal(mail.route, &scene->route);
    assert_string_equal(mail.ticket_route.ci, "NETWORK");
    assert_false(mail.is_proven); /* no trusted server is configured */
}

static void
a_mail_is_proven_by_a_server_that_is_trusted(void **state)
{
    Scene *scene = *state;
    char *servers[] = {(char[]){"mx.desk.example"}, NULL};
    Letter *letter = scene->intake.letter;
    LetterAddress *from = g_new0(LetterAddress, 1);
    from->address = g_strdup("user@customer.example");
    g_ptr_array_add(letter->from, from);
    g_ptr_array_add(letter->authentication_results,
                    g_strdup("mx.desk.example; dmarc=pass header.from=customer.example"));
    scene->config.authserv_ids = servers;
    g_auto(RouteMail) mail;
    route_mail_init(&mail, &scene->context, &scene->route);
    assert_true(mail.is_proven);
}

static void
the_words_of_the_ticket_are_made_of_what_was_found(void **state)
{
    Scene *scene = *state;
    ScanResult scan = {.infected_note = (char *)"EICAR", .pass_note = (char *)"clean"};
    JournalMail record = {.copy_ticket = (char *)"INC3", .is_in_doubt = TRUE};
    TicketFinding finding = {.is_creator = TRUE, .command_rest = ""};
    const AttachmentPlan other = {0};
    RouteMail mail = {.context = &scene->context, .record = &record, .finding = &finding};
    scene->intake.scan = &scan;
    const TicketTextInput text = route_mail_text(&mail, &other);
    assert_ptr_equal(text.plan, &other);
    assert_string_equal(text.scan_note, "EICAR");
    assert_string_equal(text.envelope_sender, "user@customer.example");
    assert_string_equal(text.copy_ticket, "INC3");
    assert_true(text.is_repeat && text.is_author_known && text.has_command);
    mail.finding = NULL; /* an earlier try found the ticket */
    const TicketTextInput resumed = route_mail_text(&mail, &other);
    assert_false(resumed.is_author_known || resumed.has_command);
}

static void
the_reference_is_that_of_the_ticket_that_was_asked_for(void **state)
{
    JournalMail record = {.ticket_reference = (char *)"R1"};
    TicketFinding finding = {.ticket_reference = (char *)"R2"};
    RouteMail mail = {.record = &record, .finding = &finding};
    (void)state;
    assert_string_equal(route_mail_ticket_reference(&mail), "R2");
    finding.ticket_reference = NULL;
    assert_string_equal(route_mail_ticket_reference(&mail), "R1");
    mail.finding = NULL;
    assert_string_equal(route_mail_ticket_reference(&mail), "R1");
}

#define mail_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        mail_test(a_mail_begins_on_the_route_by_which_it_came),
        mail_test(a_mail_is_proven_by_a_server_that_is_trusted),
        mail_test(the_words_of_the_ticket_are_made_of_what_was_found),
        mail_test(the_reference_is_that_of_the_ticket_that_was_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

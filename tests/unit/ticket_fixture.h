/* ticket_fixture.h - mails that become tickets on a server in place of the Incident API, step by
 * step. */
#pragma once

#include "tests/unit/api_fixture.h"

/* Three files, AAA, BBB and CCC. */
#define TICKET_PART(name, base64)                                                                  \
    "--b\nContent-Type: application/pdf; name=" name "\nContent-Disposition: attachment; "         \
    "filename=" name "\nContent-Transfer-Encoding: base64\n\n" base64 "\n"
#define TICKET_HEAD                                                                                \
    "From: user@customer.example\nSubject: Printer\nMessage-ID: <a@customer.example>\n"            \
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee files\n"
#define TICKET_FILES                                                                               \
    TICKET_PART("a.pdf", "QUFB") TICKET_PART("b.pdf", "QkJC") TICKET_PART("c.pdf", "Q0ND")
#define TICKET_MAIL_WITH_FILES TICKET_HEAD TICKET_FILES "--b--\n"
#define TICKET_MAIL_WITH_FOUR_FILES TICKET_HEAD TICKET_FILES TICKET_PART("d.pdf", "RERE") "--b--\n"
#define TICKET_REFUSED "{\"error\": {\"message\": \"type not allowed\"}}"
#define TICKET_UPDATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"
#define TICKET_CREATED "{\"result\": {\"ticket_number\": \"INC0000007\"}}"
#define TICKET(state)                                                                              \
    "{\"result\": {\"ticket_number\": \"INC0000001\", \"reference_number\": \"R\", "               \
    "\"state\": \"" state "\"}}"
#define TICKET_ANSWER(text)                                                                        \
    "From: user@customer.example\nSubject: Re: [INC0000001] Printer\n"                             \
    "Message-ID: <a@customer.example>\n\n" text "\n"

typedef struct {
    ApiFixture api;
    char *reference_number;
} TicketFixture;

/* For cmocka: *state is a TicketFixture. Its server has a token as next response, and its
 * configuration sends no confirmations. */
int ticket_fixture_setup(void **state);
int ticket_fixture_teardown(void **state);

#define ticket_fixture_test(name)                                                                  \
    cmocka_unit_test_setup_teardown(name, ticket_fixture_setup, ticket_fixture_teardown)

/* Delivers the mail `text`, like delivery_fixture_deliver(). */
gboolean ticket_fixture_deliver(const TicketFixture *fixture, const char *text, GError **error);

/* The number of requests that begin so. */
guint ticket_fixture_count(const TicketFixture *fixture, const char *start);

/* Queues a list of tickets, with or without that of DELIVERY_FIXTURE_MAIL. */
void ticket_fixture_add_list(const TicketFixture *fixture, gboolean has_ours);

/* The number of quarantined messages whose names end so. */
guint ticket_fixture_count_kept(const TicketFixture *fixture, const char *suffix);

/* news_fixture.h - an API that answers as it is told, a journal, and a ticket of a person. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/delivery/delivery_context.h"
#include "tests/unit/api_fixture.h"

typedef struct {
    ApiFixture api;
    DeliveryContext context; /* open */
} NewsFixture;

int news_fixture_setup(void **state);
int news_fixture_teardown(void **state);

#define news_fixture_test(name)                                                                    \
    cmocka_unit_test_setup_teardown(name, news_fixture_setup, news_fixture_teardown)

/* Ticket `number` of user@customer.example, made by the mail <a@customer.example>, in the language
 * "nl"; boss@customer.example takes part, and gets news; guest@customer.example takes part and gets
 * none. */
void news_fixture_add_ticket(const NewsFixture *fixture, const char *number);

/* The mails in the outbox, the oldest first: the recipient, and the message as it would be sent,
 * with a blank between. (transfer full) (element-type utf8) */
GPtrArray *news_fixture_mails(const NewsFixture *fixture);

/* Changes the journal's database. */
void news_fixture_execute(const NewsFixture *fixture, const char *sql);

/* What the journal remembers of the ticket, "STATE open" or "STATE over"; "unseen", "unknown".
 * (transfer full) */
char *news_fixture_state(const NewsFixture *fixture, const char *number);

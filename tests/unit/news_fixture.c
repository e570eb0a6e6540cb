/* news_fixture.c - see news_fixture.h. */
#include "tests/unit/news_fixture.h"

#include "gateway/journal/journal_thread.h"
#include "gateway/journal/journal_ticket.h"
#include "tests/unit/journal_fixture.h"

int
news_fixture_setup(void **state)
{
    NewsFixture *fixture = g_new0(NewsFixture, 1);

    api_fixture_start(&fixture->api);
    delivery_context_init(&fixture->context, fixture->api.delivery->config);
    delivery_context_begin(&fixture->context, NULL);
    *state = fixture;
    return delivery_context_open(&fixture->context, NULL) ? 0 : -1;
}

int
news_fixture_teardown(void **state)
{
    NewsFixture *fixture = *state;

    delivery_context_clear(&fixture->context);
    api_fixture_stop(&fixture->api);
    g_free(fixture);
    return 0;
}

void
news_fixture_add_ticket(const NewsFixture *fixture, const char *number)
{
    const JournalThreadMail mail = {.message_id = "a@customer.example", .ticket_number = number};
    const JournalParticipant people[] = {
        {number, "user@customer.example", STANDING_CREATOR, TRUE, NULL},
        {number, "boss@customer.example", STANDING_PARTICIPANT, TRUE, NULL},
        {number, "guest@customer.example", STANDING_PARTICIPANT, FALSE, NULL},
        {number, "no-reply@customer.example", STANDING_CREATOR, TRUE, NULL},
        {number, "support@desk.example", STANDING_CREATOR, TRUE, NULL},
    };

    assert_true(journal_ticket_add(fixture->context.journal, &mail, "nl", NULL));
    for (guint i = 0; i < G_N_ELEMENTS(people); i++)
        assert_true(journal_participant_add(fixture->context.journal, &people[i], NULL));
}

GPtrArray *
news_fixture_mails(const NewsFixture *fixture)
{
    const DeliveryFixture *delivery = fixture->api.delivery;
    const Fixture journal = {.directory = delivery->directory, .path = delivery->journal};

    return fixture_column(&journal, postgres_fixture_is_used()
                                        ? "SELECT recipient || ' ' || convert_from(message, 'UTF8')"
                                          " FROM outbox WHERE message IS NOT NULL ORDER BY id"
                                        : "SELECT recipient || ' ' || CAST(message AS TEXT)"
                                          " FROM outbox WHERE message IS NOT NULL ORDER BY id");
}

void
news_fixture_execute(const NewsFixture *fixture, const char *sql)
{
    const DeliveryFixture *delivery = fixture->api.delivery;
    const Fixture journal = {.directory = delivery->directory, .path = delivery->journal};

    fixture_run_sql(&journal, sql);
}

char *
news_fixture_state(const NewsFixture *fixture, const char *number)
{
    g_autoptr(JournalTicket) ticket = journal_ticket_find(fixture->context.journal, number, NULL);

    if (ticket == NULL)
        return g_strdup("unknown");
    if (ticket->state == NULL)
        return g_strdup("unseen");
    return g_strdup_printf("%s %s", ticket->state, ticket->is_open ? "open" : "over");
}

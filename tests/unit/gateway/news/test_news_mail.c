/* Who gets which mail, and what is recorded with it. */
#include <string.h>

#include "gateway/delivery/ticket_memory.h"
#include "gateway/journal/journal_budget.h"
#include "gateway/journal/journal_thread.h"
#include "gateway/news/news_mail.h"
#include "tests/unit/news_fixture.h"

#define NUMBER "INC0000001"
#define QUESTION "Which room of the second floor is it, and who has the key?"

static gboolean
tell(const NewsFixture *fixture, NewsMailRecord also)
{
    g_autoptr(JournalTicket) ticket = journal_ticket_find(fixture->context.journal, NUMBER, NULL);
    const NewsMail mail = {.ticket = ticket,
                           .subject = "Printer",
                           .kind = CONFIRMATION_KIND_NEWS_WAITING,
                           .says = {.state = "On Hold", .question = QUESTION}};
    g_free(ticket->state);
    ticket->state = g_strdup("On Hold");
    return news_mail_tell(&fixture->context, &mail, also, NULL, NULL);
}

static void
assert_has(const char *mail, const char *words)
{
    if (strstr(mail, words) == NULL)
        fail_msg("\"%s\" is not in\n%s", words, mail);
}

static void
the_requester_gets_it_in_the_thread_and_language_of_the_ticket(void **state)
{
    const NewsFixture *fixture = *state;
    g_free(fixture->api.delivery->config->template_dir);
    fixture->api.delivery->config->template_dir = g_strdup(TEMPLATES);
    news_fixture_add_ticket(fixture, NUMBER);
    assert_true(tell(fixture, NULL));
    g_autoptr(GPtrArray) mails = news_fixture_mails(fixture);
    assert_int_equal(mails->len, 1);
    const char *mail = g_ptr_array_index(mails, 0);
    assert_true(g_str_has_prefix(mail, "user@customer.example "));
    assert_has(mail, "\r\nSubject: [INC0000001] Printer\r\n");
    assert_has(mail, "\r\nReferences: <a@customer.example>\r\n");
    assert_has(mail, "\r\nIn-Reply-To: <a@customer.example>\r\n");
    assert_has(mail, "\r\nAuto-Submitted: auto-generated\r\n");
    assert_has(mail, "\r\nContent-Language: nl\r\n");
    assert_has(mail, "##- Typ uw antwoord boven deze regel -##");
    g_autofree char *now = news_fixture_state(fixture, NUMBER);
    assert_string_equal(now, "On Hold open");
}

static void
participants_get_their_own_with_their_own_references(void **state)
{
    const NewsFixture *fixture = *state;
    SigningKeys keys = {.n_keys = 1};
    DeliveryContext context = fixture->context;
    news_fixture_add_ticket(fixture, NUMBER);
    fixture->api.delivery->config->news_to = CONFIG_NEWS_PARTICIPANTS;
    context.keys = &keys;
    const NewsFixture signing = {.api = fixture->api, .context = context};
    assert_true(tell(&signing, NULL));
    g_autoptr(GPtrArray) mails = news_fixture_mails(fixture);
    assert_int_equal(mails->len, 2);
    const char *user = strstr(g_ptr_array_index(mails, 0), "\r\nReply-To: support+inc0000001.");
    const char *boss = strstr(g_ptr_array_index(mails, 1), "\r\nReply-To: support+inc0000001.");
    assert_true(g_str_has_prefix(g_ptr_array_index(mails, 1), "boss@customer.example "));
    assert_non_null(user);
    assert_non_null(boss);
    assert_memory_not_equal(user, boss, 50);
}

static void
what_people_were_told_is_known_to_the_ticket_and_its_thread(void **state)
{
    const NewsFixture *fixture = *state;
    const PassageKeys keys = ticket_memory_keys(NULL);
    news_fixture_add_ticket(fixture, NUMBER);
    assert_true(tell(fixture, NULL));
    g_autoptr(KnownText) known = ticket_memory_recall(&fixture->context, &keys, NUMBER, NULL);
    g_autoptr(KnownWords) words = known_text_match(known, QUESTION, strlen(QUESTION), NULL);
    for (guint i = 0; i < words->length; i++)
        assert_true(words->words[i]);
    g_autoptr(GPtrArray) mails = news_fixture_mails(fixture);
    const char *id = strstr(g_ptr_array_index(mails, 0), "\r\nMessage-Id: <") + 15;
    g_autofree char *message_id = g_strndup(id, strcspn(id, ">"));
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_ptr_array_add(ids, message_id);
    const JournalAsker asker = {.address = "user@customer.example"};
    g_autofree char *found = journal_thread_find(fixture->context.journal, ids, &asker, NULL);
    assert_string_equal(found, NUMBER);
}

static void
news_goes_where_the_confirmation_went_once_and_is_signed_for_nobody_else(void **state)
{
    NewsFixture *fixture = *state;
    static const char *const rows[][2] = {
        {"team@customer.example", "team@customer.example"},
        {NULL, "team@customer.example"}, /* no change */
        {"user@customer.example", "user@customer.example"},
    };
    fixture->context.keys = g_new0(SigningKeys, 1);
    fixture->context.keys->n_keys = 1;
    news_fixture_add_ticket(fixture, NUMBER);
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        const JournalParticipant people[] = {
            {NUMBER, "user@customer.example", STANDING_CREATOR, TRUE, rows[i][0]},
            {NUMBER, "other@customer.example", STANDING_CREATOR, TRUE, rows[i][0]},
        };
        assert_true(journal_participant_add(fixture->context.journal, &people[0], NULL));
        if (i == 0)
            assert_true(journal_participant_add(fixture->context.journal, &people[1], NULL));
        assert_true(tell(fixture, NULL));
        g_autoptr(GPtrArray) mails = news_fixture_mails(fixture);
        assert_int_equal(mails->len, i < 2 ? i + 1 : 4);
        const char *mail = g_ptr_array_index(mails, mails->len - 1);
        g_autofree char *to = g_strdup_printf("%s ", rows[i][1]);
        assert_true(g_str_has_prefix(mail, to));
        assert_int_equal(strstr(mail, "\r\nMessage-Id: <ticketgate." NUMBER "-") != NULL, i < 2);
    }
}

static void
a_spent_budget_is_silent_and_the_change_is_recorded(void **state)
{
    const NewsFixture *fixture = *state;
    fixture->api.delivery->config->budget.limits[CONFIG_BUDGET_REPLY].per_pair = 1;
    news_fixture_add_ticket(fixture, NUMBER);
    assert_true(tell(fixture, NULL));
    assert_true(tell(fixture, NULL));
    g_autoptr(GPtrArray) mails = news_fixture_mails(fixture);
    assert_int_equal(mails->len, 1);
}

static gboolean
fail_to_record(const DeliveryContext *context, gpointer data, GError **error)
{
    (void)context;
    (void)data;
    (void)error;
    return FALSE;
}

static void
what_cannot_be_recorded_is_not_told(void **state)
{
    const NewsFixture *fixture = *state;
    news_fixture_add_ticket(fixture, NUMBER);
    assert_false(tell(fixture, fail_to_record));
    g_autoptr(GPtrArray) mails = news_fixture_mails(fixture);
    assert_int_equal(mails->len, 0);
    g_autofree char *now = news_fixture_state(fixture, NUMBER);
    assert_string_equal(now, "unseen");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        news_fixture_test(the_requester_gets_it_in_the_thread_and_language_of_the_ticket),
        news_fixture_test(participants_get_their_own_with_their_own_references),
        news_fixture_test(what_people_were_told_is_known_to_the_ticket_and_its_thread),
        news_fixture_test(news_goes_where_the_confirmation_went_once_and_is_signed_for_nobody_else),
        news_fixture_test(a_spent_budget_is_silent_and_the_change_is_recorded),
        news_fixture_test(what_cannot_be_recorded_is_not_told),
    };
    return cmocka_run_group_tests_name("news_mail", tests, NULL, NULL);
}

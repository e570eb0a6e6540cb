/* What is remembered of the texts on a ticket. */
#include "tests/unit/journal_fixture.h"

#include <string.h>

#include "gateway/delivery/ticket_memory.h"
#include "gateway/journal/journal_passage.h"

#define QUESTION "What is the serial number of the printer on your floor?"

static gboolean
is_known(const DeliveryContext *context, const char *number, const char *text)
{
    const PassageKeys keys = ticket_memory_keys(context->keys);
    g_autoptr(KnownText) known = ticket_memory_recall(context, &keys, number, NULL);
    assert_non_null(known);
    g_autoptr(KnownWords) words = known_text_match(known, text, strlen(text), NULL);
    for (guint i = 0; i < words->length; i++)
        if (!words->words[i])
            return FALSE;
    return TRUE;
}

static gboolean
is_other(const DeliveryContext *context, const char *number, const char *subject)
{
    const PassageKeys keys = ticket_memory_keys(context->keys);
    g_autoptr(KnownText) known = ticket_memory_recall(context, &keys, number, NULL);
    return ticket_memory_is_other_subject(known, subject);
}

static void
a_ticket_knows_its_own_texts_and_subjects(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.journal = journal};
    const TicketMemoryText text = {"INC1", "a", "Printer dead", QUESTION, NULL};
    assert_false(is_other(&context, "INC1", "Printer dead"));
    assert_false(is_other(&context, "INC1", "Scanner"));
    assert_true(ticket_memory_note(&context, &text, NULL, NULL));
    assert_true(is_known(&context, "INC1", "> " QUESTION));
    assert_false(is_known(&context, "INC2", QUESTION));
    assert_false(is_other(&context, "INC1", "printer DEAD"));
    assert_true(is_other(&context, "INC1", "Printer alive"));
    assert_false(is_other(&context, "INC1", ""));
}

static void
what_is_known_takes_no_second_row(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.journal = journal};
    const PassageKeys keys = ticket_memory_keys(NULL);
    const TicketMemoryText text = {"INC1", "a", NULL, QUESTION, NULL},
                           again = {"INC1", "b", NULL, "> " QUESTION, NULL};
    assert_true(ticket_memory_note(&context, &text, NULL, NULL));
    g_autoptr(KnownText) known = ticket_memory_recall(&context, &keys, "INC1", NULL);
    assert_true(ticket_memory_note(&context, &again, known, NULL));
    g_autoptr(GPtrArray) rows = journal_passage_list(journal, "INC1", 10, NULL);
    assert_int_equal(rows->len, 1);
}

/* Whether all words of `text` are known in this form. */
static gboolean
is_held_as_it_is(const DeliveryContext *context, const char *text)
{
    const PassageKeys keys = ticket_memory_keys(context->keys);
    g_autoptr(KnownText) known = ticket_memory_recall(context, &keys, "INC1", NULL);
    g_autoptr(KnownWords) words = known_text_match(known, text, strlen(text), NULL);
    for (guint i = 0; i < words->length; i++)
        if (!words->words[i] || !words->cases[i])
            return FALSE;
    return TRUE;
}

static void
a_ticket_knows_what_its_mails_set_off(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.journal = journal};
    const TicketMemoryText text = {"INC1", "a", NULL, "Do you want it: yes or no? Yours, the desk",
                                   "Do you want it: *yes* or no? Yours, the desk"};
    assert_true(ticket_memory_note(&context, &text, NULL, NULL));
    assert_true(is_held_as_it_is(&context, text.text));
    assert_true(is_held_as_it_is(&context, text.marked));
    assert_false(is_held_as_it_is(&context, "Do you want it: yes or *no?* Yours, the desk"));
    g_autoptr(GPtrArray) rows = journal_passage_list(journal, "INC1", 10, NULL);
    assert_int_equal(rows->len, 2);
    assert_true(g_bytes_get_size(g_ptr_array_index(rows, 0)) <
                g_bytes_get_size(g_ptr_array_index(rows, 1)));
}

static void
a_ticket_knows_its_mails_without_marks(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    const DeliveryContext context = {.journal = journal};
    const PassageKeys keys = ticket_memory_keys(NULL);
    const TicketMemoryText text = {"INC1", "a", NULL,
                                   "Do you want *two* or _three of them_? ~~Yours,~~ the desk",
                                   NULL},
                           again = {"INC1", "b", NULL, text.text, NULL};
    assert_true(ticket_memory_note(&context, &text, NULL, NULL));
    assert_true(is_held_as_it_is(&context, text.text));
    assert_true(is_held_as_it_is(&context, "Do you want _two_ or /three of them/? ~~Yours,~~ the"));
    assert_true(is_held_as_it_is(&context, "Do you want two or three of them? ~~Yours,~~ the"));
    assert_false(is_held_as_it_is(&context, "Do *you* want two or three of them? ~~Yours,~~"));
    assert_false(is_held_as_it_is(&context, "Do you want two or three of them? Yours, the desk"));
    g_autoptr(KnownText) known = ticket_memory_recall(&context, &keys, "INC1", NULL);
    assert_true(ticket_memory_note(&context, &again, known, NULL));
    g_autoptr(GPtrArray) rows = journal_passage_list(journal, "INC1", 10, NULL);
    assert_int_equal(rows->len, 2);
}

static void
a_change_of_key_leaves_the_older_one_readable(void **state)
{
    g_autoptr(Journal) journal = fixture_open(*state);
    SigningKeys old = {.keys = {{1}}, .n_keys = 1}, both = {.keys = {{2}, {1}}, .n_keys = 2},
                later = {.keys = {{3}, {2}}, .n_keys = 2};
    DeliveryContext context = {.journal = journal};
    const TicketMemoryText first = {"INC1", "a", NULL, QUESTION, NULL},
                           second = {"INC2", "b", NULL, QUESTION, NULL};
    assert_true(ticket_memory_note(&context, &first, NULL, NULL)); /* before `ticketgate init` */
    context.keys = &old;
    assert_true(ticket_memory_note(&context, &second, NULL, NULL));
    assert_true(is_known(&context, "INC1", QUESTION));
    assert_true(is_known(&context, "INC2", QUESTION));
    context.keys = &both;
    assert_true(is_known(&context, "INC2", QUESTION));
    context.keys = &later;
    assert_false(is_known(&context, "INC2", QUESTION));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(a_ticket_knows_its_own_texts_and_subjects),
        fixture_test(what_is_known_takes_no_second_row),
        fixture_test(a_ticket_knows_what_its_mails_set_off),
        fixture_test(a_ticket_knows_its_mails_without_marks),
        fixture_test(a_change_of_key_leaves_the_older_one_readable),
    };
    return cmocka_run_group_tests_name("ticket_memory", tests, NULL, NULL);
}

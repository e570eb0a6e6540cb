#include "desk_testing.h"

#include <string.h>

#include "desk_tickets.h"

static gint64
add_ticket(DeskStore *store, const char *reference, gboolean is_unique, GError **error)
{
    g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
    ticket->reference_number = g_strdup(reference);
    ticket->short_description = g_strdup("short");
    ticket->description = g_strdup("long");
    ticket->ci = g_strdup("A");
    ticket->service = g_strdup("s");
    return desk_tickets_insert(store, ticket, is_unique, error) ? ticket->id : 0;
}

static void
move(DeskStore *store, const char *number, const char *to, const char *text)
{
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, number, NULL);
    assert_non_null(ticket);
    assert_true(desk_tickets_move(store, ticket, to, text, NULL));
}

static void
numbers_from_one(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    assert_int_equal(add_ticket(store, "R", FALSE, NULL), 1);
    assert_int_equal(add_ticket(store, "R", FALSE, NULL), 2);
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC0000002", NULL);
    assert_string_equal(ticket->number, "INC0000002");
    assert_string_equal(ticket->state, "New");
    assert_int_equal(strlen(ticket->sys_id), 32);

    g_autoptr(GError) error = NULL;
    assert_int_equal(add_ticket(store, "R", TRUE, &error), 0);
    assert_desk_error(error, DESK_ERROR_BAD_REQUEST, "not unique");
}

static void
knows_one_spelling(void **state)
{
    (void)state;
    static const char *const cases[] = {"",           "INC",         "INC1",       "INC0000002",
                                        "inc0000001", "INC0000001 ", "INC 000001", "INC00000001",
                                        "INC+000001", "INC-0000001", "0000001",    "INC0000001x"};
    g_autoptr(DeskStore) store = open_memory_store();
    add_ticket(store, "R", FALSE, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(desk_tickets_find(store, cases[i], &error));
        assert_desk_error(error, DESK_ERROR_NOT_FOUND, "no such ticket");
    }
}

/* Every action in every state: the state after it, or NULL if it is forbidden. */
static void
allows_by_state(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        const char *comment;
        const char *close;
        const char *reopen;
    } cases[] = {
        {"New", "New", NULL, NULL},         {"In Progress", "In Progress", NULL, NULL},
        {"On Hold", "On Hold", NULL, NULL}, {"Resolved", "Resolved", "Closed", "In Progress"},
        {"Closed", NULL, NULL, NULL},       {"Canceled", NULL, NULL, NULL},
    };
    g_autoptr(DeskStore) store = open_memory_store();
    add_ticket(store, "R", FALSE, NULL);
    for (gsize i = 0; i < 3 * G_N_ELEMENTS(cases); i++) {
        const char *const actions[] = {"Comment", "Close", "Reopen"};
        const char *const after[] = {cases[i / 3].comment, cases[i / 3].close, cases[i / 3].reopen};
        DeskNote note = {.action = g_strdup(actions[i % 3]), .text = NULL};
        g_autofree char *owned = note.action;
        note.text = note.reference_number = owned;
        g_autoptr(GError) error = NULL;
        move(store, "INC0000001", cases[i / 3].before, NULL);
        g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC0000001", &error);
        gboolean is_done = desk_tickets_act(store, ticket, &note, &error);
        assert_int_equal(is_done, after[i % 3] != NULL);
        if (!is_done)
            assert_desk_error(error, DESK_ERROR_PRECONDITION, cases[i / 3].before);
        g_autoptr(DeskTicket) moved = desk_tickets_find(store, "INC0000001", NULL);
        assert_string_equal(moved->state, is_done ? after[i % 3] : cases[i / 3].before);
    }
    g_autoptr(GPtrArray) comments = desk_notes_comments(store, 1, NULL);
    assert_int_equal(comments->len, 6);
}

static void
refuses_other_actions(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    add_ticket(store, "R", FALSE, NULL);
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC0000001", NULL);
    char action[] = "comment";
    DeskNote note = {.action = action, .text = action, .reference_number = action};
    g_autoptr(GError) error = NULL;
    assert_false(desk_tickets_act(store, ticket, &note, &error));
    assert_desk_error(error, DESK_ERROR_BAD_REQUEST, "not Comment, Close or Reopen");
}

static void
moves_to_every_state_with_a_reason(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    for (gsize i = 0; desk_ticket_states[i] != NULL; i++) {
        g_autofree char *number = desk_ticket_number(add_ticket(store, "R", FALSE, NULL), "");
        move(store, number, desk_ticket_states[i], "why");
    }
    g_autoptr(GPtrArray) all = desk_tickets_list(store, NULL);
    assert_int_equal(all->len, 6);
    for (guint i = 0; i < all->len; i++) {
        const DeskTicket *ticket = g_ptr_array_index(all, i);
        gboolean is_solved = i == 3 || i == 4; /* Resolved, Closed */
        assert_string_equal(ticket->state, desk_ticket_states[i]);
        assert_string_equal(is_solved ? ticket->solution : ticket->pending_reason, "why");
    }
}

static void
adds_remarks_in_any_state(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    add_ticket(store, "R", FALSE, NULL);
    move(store, "INC0000001", "Closed", NULL);
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC0000001", NULL);
    assert_true(desk_tickets_remark(store, ticket, "Called them.", NULL, NULL));
    g_autoptr(GPtrArray) comments = desk_notes_comments(store, ticket->id, NULL);
    assert_int_equal(comments->len, 1);
    const DeskNote *note = g_ptr_array_index(comments, 0);
    assert_string_equal(note->action, "Desk");
    assert_string_equal(note->text, "Called them.");
    assert_int_equal(note->request, 0);
}

static void
numbers_each_type_with_letters_of_its_own(void **state)
{
    (void)state;
    static const struct {
        const char *ticket_type;
        const char *number;
    } cases[] = {
        {DESK_TYPE_INCIDENT, "INC#00000001"},
        {DESK_TYPE_REQUEST, "RFI#00000002"},
        {DESK_TYPE_CHANGE, "CHG#00000003"},
        {"", "INC0000004"},
    };
    static const char *const wrong[] = {"INC0000001",   "INC#0000001",  "INC#1",
                                        "RFI#00000001", "INC#00000002", "INC#"};
    g_autoptr(DeskStore) store = open_memory_store();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
        ticket->reference_number = g_strdup("R");
        ticket->ticket_type = g_strdup(cases[i].ticket_type);
        assert_true(desk_tickets_insert(store, ticket, FALSE, NULL));
        assert_string_equal(ticket->number, cases[i].number);
        g_autoptr(DeskTicket) found = desk_tickets_find(store, cases[i].number, NULL);
        assert_int_equal(found->id, ticket->id);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        assert_null(desk_tickets_find(store, wrong[i], NULL));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_from_one),
        cmocka_unit_test(knows_one_spelling),
        cmocka_unit_test(allows_by_state),
        cmocka_unit_test(refuses_other_actions),
        cmocka_unit_test(moves_to_every_state_with_a_reason),
        cmocka_unit_test(adds_remarks_in_any_state),
        cmocka_unit_test(numbers_each_type_with_letters_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

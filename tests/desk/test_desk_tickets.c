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
numbers_from_one(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    assert_int_equal(add_ticket(store, "R", FALSE, NULL), 1);
    assert_int_equal(add_ticket(store, "R", FALSE, NULL), 2);
    g_autofree char *number = desk_ticket_number(2);
    assert_string_equal(number, "INC0000002");
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, number, NULL);
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
        assert_true(desk_tickets_move(store, "INC0000001", cases[i / 3].before, NULL, &error));
        g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC0000001", &error);
        gboolean is_done = desk_tickets_act(store, ticket, &note, &error);
        assert_int_equal(is_done, after[i % 3] != NULL);
        if (!is_done)
            assert_desk_error(error, DESK_ERROR_PRECONDITION, cases[i / 3].before);
        g_autoptr(DeskTicket) moved = desk_tickets_find(store, "INC0000001", NULL);
        assert_string_equal(moved->state, is_done ? after[i % 3] : cases[i / 3].before);
    }
    g_autoptr(GPtrArray) comments = desk_tickets_comments(store, 1, NULL);
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
    g_clear_error(&error);
    assert_false(desk_tickets_move(store, "INC0000009", "Closed", NULL, &error));
    assert_desk_error(error, DESK_ERROR_NOT_FOUND, "INC0000009");
}

static void
moves_to_every_state_with_a_reason(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    for (gsize i = 0; desk_ticket_states[i] != NULL; i++) {
        g_autofree char *number = desk_ticket_number(add_ticket(store, "R", FALSE, NULL));
        assert_true(desk_tickets_move(store, number, desk_ticket_states[i], "why", NULL));
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
    assert_true(desk_tickets_move(store, "INC0000001", "Closed", NULL, NULL));
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC0000001", NULL);
    assert_true(desk_tickets_remark(store, ticket, "Called them.", NULL));
    g_autoptr(GPtrArray) comments = desk_tickets_comments(store, ticket->id, NULL);
    assert_int_equal(comments->len, 1);
    const DeskNote *note = g_ptr_array_index(comments, 0);
    assert_string_equal(note->action, "Desk");
    assert_string_equal(note->text, "Called them.");
    assert_int_equal(note->request, 0);
}

static void
keeps_attachments_with_their_ticket(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    char name[] = "a.bin";
    DeskNote note = {.text = name, .request = 7};
    g_autoptr(GBytes) bytes = g_bytes_new_static("\0\1\2", 3);
    g_autoptr(GBytes) none = g_bytes_new_static("", 0);
    assert_true(desk_tickets_attach(store, &note, 1, bytes, NULL));
    assert_true(desk_tickets_attach(store, &note, 1, none, NULL));
    g_autoptr(GPtrArray) list = desk_tickets_attachments(store, 1, NULL);
    assert_int_equal(list->len, 2);
    const DeskNote *first = g_ptr_array_index(list, 0);
    assert_int_equal(first->size, 3);
    assert_int_equal(first->request, 7);

    g_autofree char *kept_name = NULL;
    g_autoptr(GBytes) kept = desk_tickets_content(store, 1, first->id, &kept_name, NULL);
    assert_true(g_bytes_equal(kept, bytes));
    assert_string_equal(kept_name, name);
    g_autoptr(GError) error = NULL;
    assert_null(desk_tickets_content(store, 2, first->id, NULL, &error));
    assert_desk_error(error, DESK_ERROR_NOT_FOUND, "no such attachment");
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
        cmocka_unit_test(keeps_attachments_with_their_ticket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

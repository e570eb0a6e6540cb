#include "desk_testing.h"

#include "desk_form.h"
#include "desk_tickets.h"

static DeskStore *
make_store(void)
{
    DeskStore *store = open_memory_store();
    g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
    ticket->reference_number = g_strdup("R");
    ticket->short_description = g_strdup("short");
    ticket->description = g_strdup("long");
    ticket->ci = g_strdup("A");
    ticket->service = g_strdup("S");
    assert_true(desk_tickets_insert(store, ticket, FALSE, NULL));
    return store;
}

static DeskAnswer *
run(DeskStore *store, const char *number, const char *fields)
{
    g_autofree char *path = g_strconcat("/ticket/", number, NULL);
    g_autoptr(GBytes) body = g_bytes_new(fields, strlen(fields));
    DeskFormRequest request = {.path = path,
                               .form_token = "right",
                               .media_type = "application/x-www-form-urlencoded",
                               .body = body};
    return desk_form_run(store, &request);
}

static void
changes_the_state_and_adds_the_comment(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = make_store();
    g_autoptr(DeskAnswer) answer =
        run(store, "INC0000001",
            "token=right&state=On+Hold&comment=Which+room%3F%0D%0AAnd+when%3F%0D%0A");
    assert_int_equal(answer->status, 303);
    assert_string_equal(answer->location, "/ticket/INC0000001");
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC0000001", NULL);
    assert_string_equal(ticket->state, "On Hold");
    assert_string_equal(ticket->pending_reason, "Which room?\nAnd when?");
    g_autoptr(GPtrArray) comments = desk_notes_comments(store, ticket->id, NULL);
    assert_int_equal(comments->len, 1);
    assert_string_equal(((DeskNote *)g_ptr_array_index(comments, 0))->text,
                        "Which room?\nAnd when?");
}

static void
does_one_of_the_two(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = make_store();
    g_autoptr(DeskAnswer) comment = run(store, "INC0000001", "token=right&state=New&comment=x");
    g_autoptr(DeskAnswer) move = run(store, "INC0000001", "token=right&state=Resolved&comment=");
    assert_int_equal(comment->status, 303);
    assert_int_equal(move->status, 303);
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC0000001", NULL);
    g_autoptr(GPtrArray) comments = desk_notes_comments(store, ticket->id, NULL);
    assert_string_equal(ticket->state, "Resolved");
    assert_int_equal(comments->len, 1);
}

static void
refuses_and_changes_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *number;
        const char *fields;
        guint status;
    } cases[] = {
        {"INC0000001", "state=Closed&comment=x", 403},
        {"INC0000001", "token=&state=Closed", 403},
        {"INC0000001", "token=wrong&state=Closed", 403},
        {"INC0000001", "token=rightt&state=Closed", 403},
        {"INC0000001", "", 403},
        {"INC0000001", "token=right", 400},
        {"INC0000001", "token=right&state=New&comment=+%0D%0A", 400},
        {"INC0000001", "token=right&state=Lost&comment=x", 400},
        {"INC0000002", "token=right&state=Closed&comment=x", 404},
        {"", "token=right&state=Closed&comment=x", 404},
        {"INC0000001/file/1", "token=right&state=Closed&comment=x", 404},
    };
    g_autoptr(DeskStore) store = make_store();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(DeskAnswer) answer = run(store, cases[i].number, cases[i].fields);
        if (answer->status != cases[i].status)
            fail_msg("%s: %u", cases[i].fields, answer->status);
    }
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC0000001", NULL);
    g_autoptr(GPtrArray) comments = desk_notes_comments(store, ticket->id, NULL);
    assert_string_equal(ticket->state, "New");
    assert_int_equal(comments->len, 0);
}

static void
takes_forms_and_nothing_else(void **state)
{
    (void)state;
    static const char fields[] = "token=right&state=Closed";
    g_autoptr(DeskStore) store = make_store();
    g_autoptr(GBytes) body = g_bytes_new_static(fields, sizeof(fields) - 1);
    DeskFormRequest request = {.path = "/ticket/INC0000001",
                               .form_token = "right",
                               .media_type = "text/plain",
                               .body = body};
    g_autoptr(DeskAnswer) plain = desk_form_run(store, &request);
    request.media_type = NULL;
    g_autoptr(DeskAnswer) none = desk_form_run(store, &request);
    assert_int_equal(plain->status, 400);
    assert_int_equal(none->status, 400);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_the_state_and_adds_the_comment),
        cmocka_unit_test(does_one_of_the_two),
        cmocka_unit_test(refuses_and_changes_nothing),
        cmocka_unit_test(takes_forms_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

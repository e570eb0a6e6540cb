#include "desk_testing.h"

#include "desk_tickets.h"
#include "desk_view.h"

static void
add_ticket(DeskStore *store, const char *short_description, const char *description)
{
    g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
    ticket->reference_number = g_strdup("tg-reference");
    ticket->short_description = g_strdup(short_description);
    ticket->description = g_strdup(description);
    ticket->ci = g_strdup("OFFICE");
    ticket->service = g_strdup("Office");
    assert_true(desk_tickets_insert(store, ticket, FALSE, NULL));
}

/* query: `q=a&state=b`. Returns: (transfer full): the numbers of the page's tickets, as `3 1`. */
static char *
read_numbers(DeskStore *store, const char *query, DeskView **ret_view)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) fields =
        g_uri_parse_params(query, -1, "&", G_URI_PARAMS_WWW_FORM, &error);
    assert_null(error);
    g_autoptr(DeskView) view = desk_view_new(fields);
    g_autoptr(GPtrArray) tickets = desk_view_read(view, store, &error);
    assert_null(error);
    GString *numbers = g_string_new("");
    for (guint i = 0; i < tickets->len; i++)
        g_string_append_printf(numbers, "%s%d", i > 0 ? " " : "",
                               (int)((DeskTicket *)g_ptr_array_index(tickets, i))->id);
    if (ret_view != NULL)
        *ret_view = g_steal_pointer(&view);
    return g_string_free(numbers, FALSE);
}

static DeskStore *
make_store(void)
{
    DeskStore *store = open_memory_store();
    add_ticket(store, "Printer 50% slow", "From: Ada <ada@customer.example>\n\nIt is slow.");
    add_ticket(store, "printer_smokes", "Red light");
    add_ticket(store, "Network down", "nothing works");
    add_ticket(store, "No mail", "a blue PRINTER stands here, too");
    char action[] = "Comment";
    char text[] = "the needle in the comment";
    g_autoptr(DeskTicket) ticket = desk_tickets_find(store, "INC0000003", NULL);
    DeskNote note = {.action = action, .text = text, .reference_number = text};
    g_usleep(2000); /* a later millisecond */
    assert_true(desk_tickets_act(store, ticket, &note, NULL));
    g_usleep(2000);
    g_autoptr(DeskTicket) first = desk_tickets_find(store, "INC0000001", NULL);
    assert_true(desk_tickets_move(store, first, "Closed", NULL, NULL));
    return store;
}

static void
finds_filters_and_sorts(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        const char *numbers;
    } cases[] = {
        {"", "1 3 4 2"}, /* last changed first */
        {"sort=unchanged", "2 4 3 1"},
        {"sort=newest", "4 3 2 1"},
        {"sort=oldest", "1 2 3 4"},
        {"sort=oldest&state=open", "2 3 4"},
        {"sort=oldest&state=New", "2 3 4"},
        {"state=Closed", "1"},
        {"state=On+Hold", ""},
        {"sort=oldest&q=printer", "1 2 4"},
        {"sort=oldest&q=printer&state=open", "2 4"},
        {"q=+ADA%40customer.example+", "1"},
        {"q=needle", "3"},
        {"q=INC0000004", "4"},
        {"q=50%25", "1"}, /* % and _ are not wildcards */
        {"q=r_s", "2"},
        {"q=P_inter", ""},
        {"q=P%25r", ""},
        {"sort=oldest&q=tg-reference", "1 2 3 4"},
        {"q=%5C", ""},
        {"q=%27%3B--", ""},
        {"sort=nonsense&state=nonsense", "1 3 4 2"},
        {"page=9", "1 3 4 2"}, /* the last page */
        {"page=-1", "1 3 4 2"},
        {"page=x", "1 3 4 2"},
    };
    g_autoptr(DeskStore) store = make_store();
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *numbers = read_numbers(store, cases[i].query, NULL);
        if (strcmp(numbers, cases[i].numbers) != 0)
            fail_msg("%s: %s, not %s", cases[i].query, numbers, cases[i].numbers);
    }
}

static void
finds_numbers_with_a_hash(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        const char *numbers;
    } cases[] = {{"q=INC%23", "1"},
                 {"q=RFI%2300000002", "2"},
                 {"q=CHG%23", "3"},
                 {"q=%230000000", "3 2 1"},
                 {"q=INC0", ""}};
    static const char *const types[] = {DESK_TYPE_INCIDENT, DESK_TYPE_REQUEST, DESK_TYPE_CHANGE};
    g_autoptr(DeskStore) store = open_memory_store();
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++) {
        g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
        ticket->ticket_type = g_strdup(types[i]);
        assert_true(desk_tickets_insert(store, ticket, FALSE, NULL));
    }
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *query = g_strconcat(cases[i].query, "&sort=newest", NULL);
        g_autofree char *numbers = read_numbers(store, query, NULL);
        assert_string_equal(numbers, cases[i].numbers);
    }
}

static void
shows_every_ticket_on_one_page(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    for (guint i = 0; i < 2 * DESK_VIEW_PAGE_SIZE + 1; i++)
        add_ticket(store, "same", "same");
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int page = 1; page <= 3; page++) {
        g_autofree char *query = g_strdup_printf("page=%d", page);
        g_autoptr(DeskView) view = NULL;
        g_autofree char *numbers = read_numbers(store, query, &view);
        g_auto(GStrv) parts = g_strsplit(numbers, " ", -1);
        assert_int_equal(g_strv_length(parts), page < 3 ? DESK_VIEW_PAGE_SIZE : 1);
        assert_int_equal(view->pages, 3);
        assert_int_equal(view->page, page);
        for (char **part = parts; *part != NULL; part++)
            assert_true(g_hash_table_add(seen, g_strdup(*part)));
    }
    assert_int_equal(g_hash_table_size(seen), 2 * DESK_VIEW_PAGE_SIZE + 1);
}

static void
keeps_the_view_in_its_addresses(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = make_store();
    g_autoptr(DeskView) view = NULL;
    g_autofree char *numbers =
        read_numbers(store, "q=a%26b+%22c%22&state=On+Hold&sort=oldest", &view);
    g_autofree char *second = desk_view_address(view, 2);
    assert_string_equal(second, "/?q=a%26b%20%22c%22&state=On%20Hold&sort=oldest&page=2");
    g_autoptr(DeskView) plain = desk_view_new(NULL);
    g_autofree char *first = desk_view_address(plain, 1);
    assert_string_equal(first, "/");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_filters_and_sorts),
        cmocka_unit_test(finds_numbers_with_a_hash),
        cmocka_unit_test(shows_every_ticket_on_one_page),
        cmocka_unit_test(keeps_the_view_in_its_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

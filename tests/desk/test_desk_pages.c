#include "desk_testing.h"

#include <string.h>

#include "desk_pages.h"
#include "desk_tickets.h"

#define EVIL "</pre><script>alert('\"&')</script>"

static DeskStore *
make_evil_store(void)
{
    DeskStore *store = open_memory_store();
    g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
    ticket->reference_number = g_strdup(EVIL);
    ticket->short_description = g_strdup(EVIL);
    ticket->description = g_strdup(EVIL);
    ticket->ci = g_strdup(EVIL);
    ticket->service = g_strdup(EVIL);
    assert_true(desk_tickets_insert(store, ticket, FALSE, NULL));
    char action[] = "Comment";
    char text[] = EVIL;
    DeskNote note = {.action = action, .text = text, .reference_number = text};
    assert_true(desk_tickets_act(store, ticket, &note, NULL));
    char name[] = "a\"/\\\r\nX: y\xe2\x80\xae<b>.txt";
    note.text = name;
    g_autoptr(GBytes) content = g_bytes_new_static("<script>", 8);
    assert_true(desk_notes_attach(store, ticket->id, &note, content, NULL));
    return store;
}

static char *
text_of(const DeskAnswer *answer)
{
    gsize size = 0;
    const char *text = g_bytes_get_data(answer->body, &size);
    return g_strndup(text, size);
}

static DeskAnswer *
run(DeskStore *store, const char *path)
{
    DeskPageRequest request = {.path = path, .form_token = "secret"};
    return desk_pages_run(store, &request);
}

static void
escapes_what_came_in(void **state)
{
    (void)state;
    static const char *const paths[] = {"/", "/ticket/INC0000001", "/ticket/<script>",
                                        "/ticket/INC0000001/<script>"};
    g_autoptr(DeskStore) store = make_evil_store();
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(DeskAnswer) answer = run(store, paths[i]);
        g_autofree char *text = text_of(answer);
        assert_string_equal(answer->content_type, "text/html; charset=utf-8");
        assert_null(strstr(text, "<script"));
        assert_null(strstr(text, "<b>"));
        assert_int_equal(answer->status, i < 2 ? 200 : 404);
    }
    g_autoptr(DeskAnswer) answer = run(store, "/ticket/INC0000001");
    g_autofree char *text = text_of(answer);
    assert_non_null(strstr(text, "&lt;/pre&gt;&lt;script&gt;alert(&apos;&quot;&amp;&apos;)"));
}

static void
offers_files_only_as_downloads(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = make_evil_store();
    g_autoptr(DeskAnswer) answer = run(store, "/ticket/INC0000001/file/1");
    assert_int_equal(answer->status, 200);
    assert_string_equal(answer->content_type, "application/octet-stream");
    assert_true(g_str_has_prefix(answer->disposition, "attachment; filename"));
    assert_null(strpbrk(answer->disposition, "\r\n<>/\\"));
    assert_null(strstr(answer->disposition, "\xe2\x80\xae"));
    assert_int_equal(g_bytes_get_size(answer->body), 8);
}

static void
finds_nothing_else(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "/ticket/",
        "/ticket/INC0000002",
        "/ticket/INC0000001/",
        "/ticket/INC0000001/file",
        "/ticket/INC0000001/file/",
        "/ticket/INC0000001/file/2",
        "/ticket/INC0000001/file/1/x",
        "/ticket/INC0000001/file/-1",
        "/ticket/INC0000001/file/99999999999999999999",
    };
    g_autoptr(DeskStore) store = make_evil_store();
    for (gsize i = 0; i < G_N_ELEMENTS(paths); i++) {
        assert_true(desk_pages_has(paths[i]));
        g_autoptr(DeskAnswer) answer = run(store, paths[i]);
        if (answer->status != 404)
            fail_msg("%s: %u", paths[i], answer->status);
    }
    assert_false(desk_pages_has("/tickets"));
    assert_false(desk_pages_has("/network/kpn/incident/NewIncident"));
}

static void
puts_files_below_what_brought_them(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    g_autoptr(DeskTicket) ticket = g_new0(DeskTicket, 1);
    ticket->reference_number = g_strdup("R");
    ticket->short_description = g_strdup("short");
    ticket->description = g_strdup("From: Ada <ada@customer.example>\n\nlong");
    ticket->ci = g_strdup("A");
    ticket->service = g_strdup("S");
    ticket->request = 1;
    assert_true(desk_tickets_insert(store, ticket, FALSE, NULL));
    g_autoptr(GBytes) content = g_bytes_new_static("x", 1);
    for (gint64 request = 3; request > 0; request--) {
        g_autofree char *name = g_strdup_printf("file-%d.txt", (int)request);
        g_autofree char *text = g_strdup_printf("words %d", (int)request);
        char action[] = "Comment";
        DeskNote file = {.text = name, .request = request};
        DeskNote note = {
            .action = action, .text = text, .reference_number = text, .request = request};
        assert_true(desk_notes_attach(store, ticket->id, &file, content, NULL));
        assert_true(request == 1 || desk_tickets_act(store, ticket, &note, NULL));
    }
    g_autoptr(DeskAnswer) answer = run(store, "/ticket/INC0000001");
    g_autofree char *text = text_of(answer);
    static const char *const order[] = {
        "<dt>Requester</dt><dd dir=\"auto\">Ada &lt;ada@customer.example&gt;</dd>",
        "long</pre>",
        "file-1.txt",
        "Comments <small>2</small>",
        "words 3</pre>",
        "file-3.txt",
        "words 2</pre>",
        "file-2.txt",
        "name=\"token\" value=\"secret\""};
    const char *at = text;
    for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
        at = strstr(at, order[i]);
        if (at == NULL)
            fail_msg("'%s' is not where it should be", order[i]);
        if (strstr(at + 1, order[i]) != NULL)
            fail_msg("'%s' is there twice", order[i]);
    }
}

static void
ships_its_style(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    g_autoptr(DeskAnswer) style = run(store, "/style.css");
    assert_string_equal(style->content_type, "text/css; charset=utf-8");
    g_autofree char *text = text_of(style);
    assert_non_null(strstr(text, "prefers-color-scheme: dark"));
    assert_null(strstr(text, "url("));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_what_came_in),
        cmocka_unit_test(offers_files_only_as_downloads),
        cmocka_unit_test(finds_nothing_else),
        cmocka_unit_test(puts_files_below_what_brought_them),
        cmocka_unit_test(ships_its_style),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

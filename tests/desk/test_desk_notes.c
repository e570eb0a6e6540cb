#include "desk_testing.h"

#include "desk_notes.h"

static void
keeps_attachments_with_their_ticket(void **state)
{
    (void)state;
    g_autoptr(DeskStore) store = open_memory_store();
    char name[] = "a.bin";
    char type[] = "text/plain";
    DeskNote note = {.text = name, .content_type = type, .request = 7};
    g_autoptr(GBytes) bytes = g_bytes_new_static("\0\1\2", 3);
    g_autoptr(GBytes) none = g_bytes_new_static("", 0);
    assert_true(desk_notes_attach(store, 1, &note, bytes, NULL));
    assert_true(desk_notes_attach(store, 1, &note, none, NULL));
    g_autoptr(GPtrArray) list = desk_notes_attachments(store, 1, NULL);
    assert_int_equal(list->len, 2);
    const DeskNote *first = g_ptr_array_index(list, 0);
    assert_int_equal(first->size, 3);
    assert_int_equal(first->request, 7);

    g_autoptr(DeskNote) found = NULL;
    g_autoptr(GBytes) by_sys_id = desk_notes_find(store, first->sys_id, &found, NULL);
    assert_true(g_bytes_equal(by_sys_id, bytes));
    assert_string_equal(found->content_type, type);
    assert_null(desk_notes_find(store, "", &found, NULL));

    g_autofree char *kept_name = NULL;
    g_autoptr(GBytes) kept = desk_notes_content(store, 1, first->id, &kept_name, NULL);
    assert_true(g_bytes_equal(kept, bytes));
    assert_string_equal(kept_name, name);
    g_autoptr(GError) error = NULL;
    assert_null(desk_notes_content(store, 2, first->id, NULL, &error));
    assert_desk_error(error, DESK_ERROR_NOT_FOUND, "no such attachment");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_attachments_with_their_ticket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

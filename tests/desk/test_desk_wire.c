#include "desk_testing.h"

#include <string.h>

#include "desk_wire.h"

static void
formats_an_answer(void **state)
{
    (void)state;
    g_autoptr(DeskAnswer) answer = desk_answer_new(503, "text/plain", g_strdup("no"));
    answer->retry_after = g_strdup("2");
    g_autoptr(GBytes) bytes = desk_wire_format(answer);
    static const char want[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\n"
                               "Retry-After: 2\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
    assert_int_equal(g_bytes_get_size(bytes), sizeof(want) - 1);
    assert_memory_equal(g_bytes_get_data(bytes, NULL), want, sizeof(want) - 1);
}

static void
sends_all_pieces_and_closes(void **state)
{
    (void)state;
    g_autoptr(GBytes) data = g_bytes_new_static("drip drop", 9);
    for (gsize piece = 0; piece < 12; piece++) {
        g_autoptr(GInputStream) in = g_memory_input_stream_new();
        g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable();
        g_autoptr(GIOStream) connection = g_simple_io_stream_new(in, out);
        desk_wire_send(connection, data, piece, 0);
        while (!g_io_stream_is_closed(connection))
            g_main_context_iteration(NULL, TRUE);
        g_autoptr(GBytes) sent = g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(out));
        assert_true(g_bytes_equal(sent, data));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_an_answer),
        cmocka_unit_test(sends_all_pieces_and_closes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_request_body.c - json-glib reads the JSON as it was meant, however small the reads are. */
#include "gateway/ticket_system/request_body.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-glib/json-glib.h>

#include <cmocka.h>

static int
open_file_with(const char *content)
{
    FILE *file = tmpfile();
    int fd = 0;

    assert_non_null(file);
    fd = dup(fileno(file));
    assert_int_equal(write(fd, content, strlen(content)), (gssize)strlen(content));
    (void)fclose(file);
    return fd;
}

static char *
read_all(RequestBody *body, gsize step)
{
    GString *all = g_string_new(NULL);
    g_autofree char *buffer = g_malloc(step);
    gssize count = 0;

    request_body_rewind(body);
    while ((count = request_body_read(body, buffer, step)) > 0)
        g_string_append_len(all, buffer, count);
    assert_int_equal(count, 0);
    assert_int_equal(all->len, request_body_length(body));
    return g_string_free(all, FALSE);
}

static JsonObject *
parse_object(JsonParser *parser, const char *json)
{
    assert_true(json_parser_load_from_data(parser, json, -1, NULL));
    assert_true(JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser)));
    return json_node_get_object(json_parser_get_root(parser));
}

static void
add_file(RequestBody *body, const char *name, int fd, guint64 offset, guint64 length)
{
    const AttachmentContent content = {fd, offset, length, length};

    request_body_add_file(body, &(const RequestFile){name, NULL}, &content);
}

static void
members_and_attachments_make_this_exact_json(void **state)
{
    g_autoptr(RequestBody) body = request_body_new();
    g_autoptr(GBytes) bytes = g_bytes_new("hello", 5);
    g_autofree char *json = NULL;
    int fd = open_file_with("xxQUJDxx");

    (void)state;
    request_body_add_member(body, "action", "Comment");
    request_body_add_member(body, "ticket_number", "INC1");
    request_body_add_member(body, "description", NULL);
    request_body_add_member(body, "comment", "a\"b");
    add_file(body, "a.txt", fd, 2, 4);
    request_body_add_bytes(body, &(const RequestFile){"b.txt", NULL}, bytes);
    json = read_all(body, 4096);
    assert_string_equal(json,
                        "{\"action\":\"Comment\",\"ticket_number\":\"INC1\",\"comment\":\"a\\\"b\","
                        "\"attachments\":[{\"name\":\"a.txt\",\"content\":\"QUJD\"},"
                        "{\"name\":\"b.txt\",\"content\":\"aGVsbG8=\"}]}");
    close(fd);
}

static void
an_empty_body_and_empty_attachments_are_valid_json(void **state)
{
    g_autoptr(RequestBody) body = request_body_new();
    g_autoptr(RequestBody) second = request_body_new();
    g_autoptr(GBytes) empty = g_bytes_new(NULL, 0);
    g_autofree char *json = read_all(body, 10);
    g_autofree char *with_empty = NULL;

    (void)state;
    assert_string_equal(json, "{}");
    request_body_add_bytes(second, &(const RequestFile){"", NULL}, empty);
    add_file(second, "e", 0, 0, 0);
    with_empty = read_all(second, 10);
    assert_string_equal(with_empty, "{\"attachments\":[{\"name\":\"\",\"content\":\"\"},"
                                    "{\"name\":\"e\",\"content\":\"\"}]}");
}

/* Every character below 0x80, and some above, decoded by another implementation. */
static void
strings_survive_a_round_trip_through_another_reader(void **state)
{
    g_autoptr(GString) odd = g_string_new("caf\xc3\xa9 \xe2\x80\xa8 \xf0\x9f\x98\x80 \\u0041 </");
    const char *const names[] = {
        "reference_number", "short_description", "description", "ci",
        "service",          "comment",           "action",      "ticket_number"};
    g_autoptr(RequestBody) body = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    g_autofree char *json = NULL;
    JsonObject *object = NULL;

    (void)state;
    for (int c = 1; c < 0x80; c++)
        g_string_append_c(odd, (char)c);
    body = request_body_new();
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        request_body_add_member(body, names[i], odd->str);
    json = read_all(body, 7);
    object = parse_object(parser, json);
    assert_int_equal(json_object_get_size(object), G_N_ELEMENTS(names));
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        assert_string_equal(json_object_get_string_member(object, names[i]), odd->str);
    for (const char *p = json; *p != '\0'; p++)
        assert_true((guchar)*p >= 0x20);
}

static void
a_read_of_any_size_gives_the_same_body(void **state)
{
    g_autoptr(RequestBody) body = request_body_new();
    g_autoptr(GBytes) bytes = g_bytes_new("\0\1\2\3", 4);
    g_autofree char *whole = NULL;
    int fd = open_file_with("QUJDREVGR0hJ");

    (void)state;
    request_body_add_member(body, "description", "line\nline");
    add_file(body, "\xc3\xa9\"", fd, 0, 12);
    request_body_add_bytes(body, &(const RequestFile){"z", NULL}, bytes);
    add_file(body, "again", fd, 4, 4);
    whole = read_all(body, 100000);
    for (gsize step = 1; step < strlen(whole) + 2; step++) {
        g_autofree char *cut = read_all(body, step);

        assert_string_equal(cut, whole);
    }
    close(fd);
}

static void
content_of_every_length_is_encoded(void **state)
{
    g_autofree char *data = g_strnfill(64, '\xfe');

    (void)state;
    for (gsize size = 0; size <= 64; size++) {
        g_autoptr(RequestBody) body = request_body_new();
        g_autoptr(GBytes) bytes = g_bytes_new(data, size);
        g_autofree char *encoded = size > 0 ? g_base64_encode((guchar *)data, size) : g_strdup("");
        g_autofree char *expected =
            g_strdup_printf("{\"attachments\":[{\"name\":\"n\",\"content\":\"%s\"}]}", encoded);
        g_autofree char *json = NULL;

        request_body_add_bytes(body, &(const RequestFile){"n", NULL}, bytes);
        json = read_all(body, 1000);
        assert_string_equal(json, expected);
    }
}

/* In the form that it has in a message; and once more, because requests are repeated. */
static void
line_breaks_of_base64_are_left_out(void **state)
{
    const char *expected = "{\"attachments\":[{\"name\":\"n\",\"content\":\"QUJDREVG\"}]}";
    int fd = open_file_with("--\r\nQUJD\r\nREVG\r\n\r\n--");
    const AttachmentContent content = {.fd = fd, .offset = 4, .stored_length = 14, .length = 8};

    (void)state;
    for (gsize step = 1; step < 60; step++) {
        g_autoptr(RequestBody) body = request_body_new();
        request_body_add_file(body, &(const RequestFile){"n", NULL}, &content);
        g_autofree char *json = read_all(body, step);
        assert_string_equal(json, expected);
        request_body_rewind(body);
        g_autofree char *again = read_all(body, step);
        assert_string_equal(again, expected);
    }
    close(fd);
}

/* Otherwise an attacker in the parser could write anything into the request. */
static void
only_base64_of_a_file_is_sent(void **state)
{
    g_autoptr(RequestBody) body = request_body_new();
    char buffer[1000];
    int fd = open_file_with("\"}],\"a\":\"b");

    (void)state;
    add_file(body, "n", fd, 0, 12);
    assert_int_equal(request_body_read(body, buffer, sizeof buffer), -1);
    assert_int_equal(errno, EBADMSG);
    close(fd);
}

static void
a_short_or_closed_file_is_an_error(void **state)
{
    g_autoptr(RequestBody) cut = request_body_new();
    g_autoptr(RequestBody) closed = request_body_new();
    char buffer[1000];
    int fd = open_file_with("QUJD");

    (void)state;
    add_file(cut, "n", fd, 0, 8);
    assert_int_equal(request_body_read(cut, buffer, sizeof buffer), -1);
    assert_int_equal(errno, EIO);
    add_file(closed, "n", fd, 0, 4);
    close(fd);
    assert_int_equal(request_body_read(closed, buffer, sizeof buffer), -1);
    assert_int_equal(errno, EBADF);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_and_attachments_make_this_exact_json),
        cmocka_unit_test(an_empty_body_and_empty_attachments_are_valid_json),
        cmocka_unit_test(strings_survive_a_round_trip_through_another_reader),
        cmocka_unit_test(a_read_of_any_size_gives_the_same_body),
        cmocka_unit_test(content_of_every_length_is_encoded),
        cmocka_unit_test(line_breaks_of_base64_are_left_out),
        cmocka_unit_test(only_base64_of_a_file_is_sent),
        cmocka_unit_test(a_short_or_closed_file_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

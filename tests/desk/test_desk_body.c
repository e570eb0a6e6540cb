#include "desk_testing.h"

#include <string.h>

#include "desk_body.h"

static const char *const values[] = {"x", "y z", NULL};
static const DeskMember members[] = {{.name = "full"},
                                     {.name = "maybe", .may_be_empty = TRUE},
                                     {.name = "one", .is_optional = TRUE, .values = values},
                                     {.name = NULL}};
static const DeskRules rules = {.members = members, .max_attachments = 10000000};
static const DeskRules closed = {
    .members = members, .max_attachments = 10000000, .is_closed = TRUE, .has_content_type = TRUE};

static DeskBody *
read_text(const char *text, GError **error)
{
    g_autoptr(GBytes) data = g_bytes_new_static(text, strlen(text));
    return desk_body_read(data, &rules, error);
}

static void
reads_members_and_attachments(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskBody) body =
        read_text("{\"full\":\"x\",\"maybe\":\"\",\"more\":1,\"attachments\":["
                  "{\"name\":\"a\",\"content\":\"Zm9v\"},{\"name\":\"b\",\"content\":\"\"}]}",
                  &error);
    assert_non_null(body);
    assert_string_equal(desk_body_text(body, "full"), "x");
    assert_string_equal(desk_body_text(body, "maybe"), "");
    assert_int_equal(body->attachments->len, 2);
    const DeskAttachment *first = g_ptr_array_index(body->attachments, 0);
    assert_string_equal(first->name, "a");
    assert_int_equal(g_bytes_get_size(first->content), 3);
}

static void
says_which_member_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *words;
    } cases[] = {
        {"[]", "not a JSON object"},
        {"{\"maybe\":\"\"}", "full is missing"},
        {"{\"full\":\"x\"}", "maybe is missing"},
        {"{\"full\":\"\",\"maybe\":\"\"}", "full is empty"},
        {"{\"full\":1,\"maybe\":\"\"}", "full is not a string"},
        {"{\"full\":null,\"maybe\":\"\"}", "full is not a string"},
        {"{\"full\":{},\"maybe\":\"\"}", "full is not a string"},
        {"{\"full\":\"x\",\"maybe\":[]}", "maybe is not a string"},
        {"{\"full\":\"x\",\"maybe\":\"\",\"one\":\"z\"}", "one is none of x, y z: z"},
        {"{\"full\":\"x\",\"maybe\":\"\",\"one\":\"\"}", "one is empty"},
        {"{\"full\":\"x\",\"maybe\":\"\",\"attachments\":{}}", "attachments is not an array"},
        {"{\"full\":\"x\",\"maybe\":\"\",\"attachments\":null}", "attachments is not an array"},
        {"{\"full\":\"x\",\"maybe\":\"\",\"attachments\":[1]}", "attachments[0] is not an object"},
        {"{\"full\":\"x\",\"maybe\":\"\",\"attachments\":[{\"content\":\"\"}]}",
         "attachments[0].name is missing"},
        {"{\"full\":\"x\",\"maybe\":\"\",\"attachments\":[{\"name\":\"\",\"content\":\"\"}]}",
         "attachments[0].name is empty"},
        {"{\"full\":\"x\",\"maybe\":\"\",\"attachments\":[{\"name\":\"a\"}]}",
         "attachments[0].content is missing"},
        {"{\"full\":\"x\",\"maybe\":\"\",\"attachments\":[{\"name\":\"a\",\"content\":7}]}",
         "attachments[0].content is not a string"},
        {"{\"full\":\"x\",\"maybe\":\"\",\"attachments\":[{\"name\":\"a\",\"content\":\"Zm9v\"},"
         "{\"name\":\"a\",\"content\":\"Zm9v\\nZm9v\"}]}",
         "attachments[1].content is not Base64"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(read_text(cases[i].text, &error));
        assert_desk_error(error, DESK_ERROR_BAD_REQUEST, cases[i].words);
    }
}

#define CLOSED(more) "{\"full\":\"x\",\"maybe\":\"\"" more "}"
#define TYPED(type) ",\"attachments\":[{\"name\":\"a\",\"content\":\"\"" type "}]"

static void
refuses_what_it_does_not_know_where_it_is_closed(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *words; /* NULL: it is good */
    } cases[] = {
        {CLOSED(""), NULL},
        {CLOSED(",\"one\":\"y z\""), NULL},
        {CLOSED(TYPED(",\"content_type\":\"text/plain; charset=utf-8\"")), NULL},
        {CLOSED(TYPED(",\"content_type\":\"application/vnd.a-b+xml\"")), NULL},
        {CLOSED(",\"more\":\"\""), "more is not a member"},
        {CLOSED(TYPED("")), "attachments[0].content_type is missing"},
        {CLOSED(TYPED(",\"content_type\":\"\"")), "attachments[0].content_type is empty"},
        {CLOSED(TYPED(",\"content_type\":\"text\"")), "is not a media type"},
        {CLOSED(TYPED(",\"content_type\":\"text/\"")), "is not a media type"},
        {CLOSED(TYPED(",\"content_type\":\"/plain\"")), "is not a media type"},
        {CLOSED(TYPED(",\"content_type\":\"te xt/plain\"")), "is not a media type"},
        {CLOSED(TYPED(",\"content_type\":\"text/pl/ain\"")), "is not a media type"},
        {CLOSED(TYPED(",\"content_type\":\"a/b\",\"size\":\"1\"")),
         "attachments[0].size is not a member"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) data = g_bytes_new_static(cases[i].text, strlen(cases[i].text));
        g_autoptr(DeskBody) body = desk_body_read(data, &closed, &error);
        if (cases[i].words != NULL)
            assert_desk_error(error, DESK_ERROR_BAD_REQUEST, cases[i].words);
        else if (body == NULL)
            fail_msg("%s: %s", cases[i].text, error->message);
    }
}

/* Two attachments that have so many encoded bytes together. */
static char *
make_sized(gsize total)
{
    g_autofree char *first = g_strnfill(4000, 'A');
    g_autofree char *second = g_strnfill(total - 4000, 'A');
    return g_strdup_printf(
        "{\"full\":\"x\",\"maybe\":\"\",\"attachments\":["
        "{\"name\":\"a\",\"content\":\"%s\"},{\"name\":\"b\",\"content\":\"%s\"}]}",
        first, second);
}

static void
counts_encoded_bytes_of_all(void **state)
{
    (void)state;
    g_autoptr(GError) error = NULL;
    g_autofree char *most = make_sized(rules.max_attachments);
    g_autoptr(DeskBody) body = read_text(most, &error);
    assert_non_null(body);
    g_autofree char *more = make_sized(rules.max_attachments + 4);
    assert_null(read_text(more, &error));
    assert_desk_error(error, DESK_ERROR_BAD_REQUEST, "larger than 10000000 encoded bytes");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_members_and_attachments),
        cmocka_unit_test(says_which_member_is_wrong),
        cmocka_unit_test(refuses_what_it_does_not_know_where_it_is_closed),
        cmocka_unit_test(counts_encoded_bytes_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

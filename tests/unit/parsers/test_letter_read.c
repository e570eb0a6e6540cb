/* test_letter_read.c - untrusted Letters: each check, and a Letter cut at every octet. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/letter_json.h"

#define REQUIRED                                                                                   \
    "\"class\":\"human\",\"class_strength\":\"doubt\",\"class_doubt\":\"list\","                   \
    "\"subject\":\"s\",\"thread_topic\":\"\",\"class_reason\":\"\",\"text\":"                      \
    "\"t\","                                                                                       \
    "\"reply_text\":\"\""
#define SEGMENT(kind, sureness, sign, length)                                                      \
    "{\"kind\":\"" kind "\",\"sureness\":\"" sureness "\"," sign "\"length\":" #length "}"
#define ALL_NEW "\"segments\":[" SEGMENT("new", "certain", "", 1) "]"
#define SIGN "\"sign\":\"s\","
#define WITH(member) "{" REQUIRED "," ALL_NEW "," member "}"
#define ATTACHMENT(name, offset, length, size)                                                     \
    "{\"name\":\"" name                                                                            \
    "\",\"content_type\":\"a/b\",\"role\":\"part\",\"is_inline\":false,\"offset\":" #offset        \
    ",\"length\":" #length ",\"size\":" #size "}"
#define TYPED(type, role, length)                                                                  \
    "{\"name\":\"a\",\"content_type\":\"" type "\",\"role\":" role                                 \
    ",\"is_inline\":false,\"offset\":0,\"length\":" length ",\"size\":1}"
#define RETURNED(action, status, diagnostic)                                                       \
    "{\"address\":\"a@b\",\"original_address\":\"c@d\",\"action\":\"" action                       \
    "\",\"status\":\"" status "\",\"diagnostic\":\"" diagnostic "\"}"
/* In the message, which has 20 octets in these tests; the attachments file has 12. */
#define LEFT(name, offset, stored, length, size)                                                   \
    "{\"name\":\"" name                                                                            \
    "\",\"content_type\":\"a/b\",\"role\":\"part\",\"is_inline\":false,\"offset\":" #offset        \
    ",\"length\":" #length ",\"size\":" #size ",\"stored_length\":" #stored "}"

static const char *const good[] = {
    "{" REQUIRED "," ALL_NEW "}",
    WITH("\"date_s\":5"),
    WITH("\"notes\":[\"a\",\"b\"]"),
    WITH("\"from\":[{\"address\":\"a@b\"},{\"name\":\"x\",\"address\":\"a@b\"}]"),
    WITH("\"is_reply\":true"),
    WITH("\"report\":{\"status\":\"5.0.0\"}"),
    WITH("\"report\":{\"recipients\":[]}"),
    WITH("\"report\":{\"recipients\":[{\"address\":\"a@b\"}," RETURNED("failed", "5.1.1",
                                                                       "no") "]}"),
    WITH("\"report\":{\"recipients\":[" RETURNED("expanded", "2.100.999", "") "]}"),
    WITH("\"attachments\":[" ATTACHMENT("a", 0, 8, 5) "," ATTACHMENT("b", 8, 4, 1) "]"),
    WITH("\"attachments\":[" ATTACHMENT("a", 12, 0, 0) "]"),
    WITH("\"attachments\":[" TYPED("a/b", "\"quoted\"", "4") "]"),
    WITH("\"attachments\":[" LEFT("a", 0, 10, 8, 5) "," LEFT("b", 10, 10, 4, 1) "]"),
    WITH("\"attachments\":[" LEFT("a", 0, 8, 8, 5) "," ATTACHMENT("b", 0, 8, 5) "]"),
    "{ " REQUIRED " , " ALL_NEW ", \"message_id\" : \"x\\u00e9\\n\" }\n",
};

static const char *const bad[] = {
    "",
    "[]",
    "null",
    "{}",
    "{" REQUIRED,
    "{" REQUIRED "} {}",
    "{\"class\":\"human\"}",
    "/* c */ {" REQUIRED "}",
    "\xff",
    WITH("\"unknown\":1"),
    WITH("\"class\":\"alien\""),
    WITH("\"class_strength\":\"sure\""),
    WITH("\"class_doubt\":\"words\""),
    WITH("\"text\":5"),
    WITH("\"text\":\"a\\u0007b\""),
    WITH("\"date_s\":\"5\""),
    WITH("\"date_s\":5.5"),
    WITH("\"notes\":\"a\""),
    WITH("\"notes\":[5]"),
    WITH("\"from\":[\"a@b\"]"),
    WITH("\"from\":[{\"name\":\"x\"}]"),
    WITH("\"from\":[{\"address\":\"a\",\"other\":\"b\"}]"),
    WITH("\"is_reply\":1"),
    WITH("\"report\":[]"),
    WITH("\"report\":{\"status\":5}"),
    WITH("\"report\":{\"recipients\":{}}"),
    WITH("\"report\":{\"recipients\":[\"a@b\"]}"),
    WITH("\"report\":{\"recipients\":[{\"status\":\"5.1.1\"}]}"),
    WITH("\"report\":{\"recipients\":[{\"address\":\"a@b\",\"other\":\"c\"}]}"),
    WITH("\"report\":{\"recipients\":[" RETURNED("Failed", "5.1.1", "no") "]}"),
    WITH("\"report\":{\"recipients\":[" RETURNED("", "5.1.1", "no") "]}"),
    WITH("\"report\":{\"recipients\":[" RETURNED("failed", "", "no") "]}"),
    WITH("\"report\":{\"recipients\":[" RETURNED("failed", "5.1", "no") "]}"),
    WITH("\"report\":{\"recipients\":[" RETURNED("failed", "5.1.", "no") "]}"),
    WITH("\"report\":{\"recipients\":[" RETURNED("failed", "5.1.1.1", "no") "]}"),
    WITH("\"report\":{\"recipients\":[" RETURNED("failed", "5.1.1000", "no") "]}"),
    WITH("\"report\":{\"recipients\":[" RETURNED("failed", "3.1.1", "no") "]}"),
    WITH("\"report\":{\"recipients\":[" RETURNED("failed", "5.1.1", "two\\nlines") "]}"),
    WITH("\"attachments\":{}"),
    WITH("\"attachments\":[{}]"),
    WITH("\"attachments\":[" ATTACHMENT("a", 0, 8, 5) "," ATTACHMENT("a", 8, 4, 1) "]"),
    WITH("\"attachments\":[" ATTACHMENT("a", 0, 8, 5) "," ATTACHMENT("b", 4, 8, 5) "]"),
    WITH("\"attachments\":[" ATTACHMENT("a", 8, 8, 5) "]"),
    WITH("\"attachments\":[" ATTACHMENT("a", -1, 4, 1) "]"),
    WITH("\"attachments\":[" LEFT("a", 0, 21, 8, 5) "]"),
    WITH("\"attachments\":[" LEFT("a", 13, 8, 8, 5) "]"),
    WITH("\"attachments\":[" LEFT("a", 0, 7, 8, 5) "]"),
    WITH("\"attachments\":[" LEFT("a", 0, -8, 8, 5) "]"),
    WITH("\"attachments\":[" LEFT("a", 0, 10, 8, 5) "," LEFT("b", 9, 10, 4, 1) "]"),
    WITH("\"attachments\":[" ATTACHMENT("a", 0, 4, 9) "]"),
    WITH("\"attachments\":[" ATTACHMENT("a/b", 0, 4, 1) "]"),
    WITH("\"attachments\":[" ATTACHMENT("", 0, 4, 1) "]"),
    WITH("\"notes\":[[[[\"deep\"]]]]"),
    WITH("\"from\":{}"),
    WITH("\"from\":[{\"address\":5}]"),
    WITH("\"attachments\":[5]"),
    WITH("\"attachments\":[" TYPED("ab", "\"part\"", "4") "]"),
    WITH("\"attachments\":[" TYPED("a/b\\nc", "\"part\"", "4") "]"),
    WITH("\"attachments\":[" TYPED("a/b; c", "\"part\"", "4") "]"),
    WITH("\"attachments\":[" TYPED("a/b", "\"alien\"", "4") "]"),
    WITH("\"attachments\":[" TYPED("a/b", "5", "4") "]"),
    WITH("\"attachments\":[" TYPED("a/b", "\"part\"", "\"4\"") "]"),
    WITH("\"attachments\":[" TYPED("a/b", "\"part\"", "4.5") "]"),
    "{\"class\":5}",
};

static const char *const good_segments[] = {
    "[" SEGMENT("new", "certain", "", 3) "]",
    "[" SEGMENT("new", "certain", "", 1) "," SEGMENT("quotation", "guess", SIGN, 2) "]",
    "[" SEGMENT("marker", "likely", SIGN, 1) "," SEGMENT("disclaimer", "guess", SIGN, 2) "]",
};

static const char *const bad_segments[] = {
    "5",
    "{}",
    "[5]",
    "[]",
    "[" SEGMENT("new", "certain", "", 1) "]",
    "[" SEGMENT("new", "certain", "", 4) "]",
    "[" SEGMENT("new", "certain", "", 2) "," SEGMENT("new", "certain", "", 1) "]",
    "[" SEGMENT("new", "certain", "", 3) "," SEGMENT("new", "certain", "", 0) "]",
    "[" SEGMENT("new", "certain", "", -3) "]",
    "[" SEGMENT("new", "certain", "", "3") "]",
    "[" SEGMENT("new", "certain", SIGN, 3) "]",
    "[" SEGMENT("quotation", "certain", "", 3) "]",
    "[" SEGMENT("quotation", "maybe", SIGN, 3) "]",
    "[" SEGMENT("quote", "certain", SIGN, 3) "]",
    "[" SEGMENT("quotation", "certain", "\"sign\":5,", 3) "]",
    "[" SEGMENT("quotation", "certain", "\"sgn\":\"\"," SIGN, 3) "]",
    "[{\"sureness\":\"certain\",\"length\":3}]",
    "[{\"kind\":\"new\",\"length\":3}]",
    "[{\"kind\":\"new\",\"sureness\":\"certain\"}]",
};

static Letter *
read_text(const char *text, GError **error)
{
    g_autoptr(GBytes) json = g_bytes_new(text, strlen(text));

    return letter_read(json, 20, 12, error);
}

static void
a_well_formed_letter_is_read(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Letter) letter = read_text(good[i], &error);
        assert_null(error);
        assert_string_equal(letter->text, "t");
    }
}

static void
a_malformed_letter_is_refused(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Letter) letter = read_text(bad[i], &error);
        assert_null(letter);
        assert_int_equal(error->domain, LETTER_ERROR);
    }
}

/* A Letter with the text "t\xc3\xa4" and these segments. */
static Letter *
read_segments(const char *segments, GError **error)
{
    g_autofree char *text = g_strconcat(
        "{\"class\":\"human\",\"class_strength\":\"nothing\",\"class_doubt\":\"machine\","
        "\"subject\":\"s\",\"thread_topic\":\"\",\"class_reason\":"
        "\"\",\"text\":\"t\xc3\xa4\",\"reply_text\":\"\",\"segments\":",
        segments, "}", NULL);

    return read_text(text, error);
}

static void
segments_have_to_be_the_text_cut_between_characters(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(good_segments); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Letter) letter = read_segments(good_segments[i], &error);
        assert_null(error);
        assert_int_equal(letter->segments->len, i == 0 ? 1 : 2);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(bad_segments); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Letter) letter = read_segments(bad_segments[i], &error);
        if (letter != NULL)
            print_message("# %s\n", bad_segments[i]);
        assert_null(letter);
        assert_true(g_error_matches(error, LETTER_ERROR, LETTER_ERROR_INVALID));
    }
}

static void
more_segments_than_a_letter_has_are_refused(void **state)
{
    g_autoptr(GString) segments = g_string_new("[");

    (void)state;
    for (guint i = 0; i < LETTER_MAX_SEGMENTS; i++)
        g_string_append(segments, SEGMENT("new", "certain", "", 1) ",");
    g_string_append(segments, SEGMENT("new", "certain", "", 1) "]");
    g_autoptr(GError) error = NULL;
    g_autoptr(Letter) letter = read_segments(segments->str, &error);
    assert_null(letter);
    assert_string_equal(error->message, "segments: too many");
}

static void
a_letter_too_large_or_too_deep_is_refused(void **state)
{
    g_autoptr(GError) error = NULL, deep_error = NULL;
    g_autofree char *large = g_malloc(LETTER_MAX_JSON_BYTES + 1);
    g_autofree char *brackets = g_strnfill(100000, '[');
    g_autoptr(GBytes) bytes = NULL;

    (void)state;
    memset(large, ' ', LETTER_MAX_JSON_BYTES + 1);
    bytes = g_bytes_new(large, LETTER_MAX_JSON_BYTES + 1);
    assert_null(letter_read(bytes, 0, 0, &error));
    assert_true(g_error_matches(error, LETTER_ERROR, LETTER_ERROR_TOO_LARGE));
    assert_null(read_text(brackets, &deep_error));
    assert_true(g_error_matches(deep_error, LETTER_ERROR, LETTER_ERROR_TOO_LARGE));
}

static void
a_letter_cut_anywhere_is_refused(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        const char *end = strrchr(good[i], '}');
        for (const char *cut = good[i]; cut < end; cut++) {
            g_autofree char *text = g_strndup(good[i], (gsize)(cut - good[i]));
            g_autoptr(Letter) letter = read_text(text, NULL);
            assert_null(letter);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_well_formed_letter_is_read),
        cmocka_unit_test(a_malformed_letter_is_refused),
        cmocka_unit_test(segments_have_to_be_the_text_cut_between_characters),
        cmocka_unit_test(more_segments_than_a_letter_has_are_refused),
        cmocka_unit_test(a_letter_too_large_or_too_deep_is_refused),
        cmocka_unit_test(a_letter_cut_anywhere_is_refused),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

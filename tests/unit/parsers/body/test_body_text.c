/* test_body_text.c - how texts are read and joined. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/body/body_text.h"

typedef struct {
    FixtureRun *fixture;
    Body body;
} Reader;

static void
reader_init(Reader *reader)
{
    reader->fixture = fixture_run_new();
    reader->body = (Body){.run = &reader->fixture->run,
                          .text = g_string_new(NULL),
                          .quotes = g_array_new(FALSE, FALSE, sizeof(QuotedRange)),
                          .explained = g_hash_table_new(g_direct_hash, g_direct_equal),
                          .kept_html = g_hash_table_new(g_direct_hash, g_direct_equal),
                          .events = g_string_new(NULL)};
}

static void
reader_clear(Reader *reader)
{
    g_string_free(reader->body.text, TRUE);
    g_array_unref(reader->body.quotes);
    g_hash_table_unref(reader->body.explained);
    g_hash_table_unref(reader->body.kept_html);
    g_string_free(reader->body.events, TRUE);
    fixture_run_free(reader->fixture);
}

static void
texts_of_parts_are_joined_by_a_blank_line(void **state)
{
    Reader reader;

    (void)state;
    reader_init(&reader);
    body_text_add(&reader.body, "a");
    body_text_add(&reader.body, "b\n");
    body_text_add(&reader.body, "c");
    body_text_add(&reader.body, " ");
    assert_string_equal(reader.body.text->str, "a\n\nb\n\nc ");
    reader_clear(&reader);
}

static void
flowed_and_enriched_texts_become_plain(void **state)
{
    static const char *const cases[][2] = {
        {"text/plain\n\na \nb\n", "a \nb\n"},
        {"text/plain; format=flowed\n\na \nb\n", "a b\n"},
        {"text/plain; format=Flowed; delsp=YES\n\na \nb\n", "ab\n"},
        {"text/enriched\n\n<bold>a</bold>\nb\n", "a b "},
    };
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *mail = g_strconcat("Content-Type: ", cases[i][0], NULL);
        g_autoptr(GMimeMessage) message = fixture_message(mail);
        Reader reader;
        reader_init(&reader);
        body_text_add_plain(&reader.body, GMIME_PART(g_mime_message_get_mime_part(message)));
        assert_string_equal(reader.body.text->str, cases[i][1]);
        reader_clear(&reader);
    }
}

static void
html_becomes_text_with_its_quotation_apart(void **state)
{
    g_autoptr(GMimeMessage) message =
        fixture_message("Content-Type: text/html\n\nnew<div class=gmail_quote>old</div>\n");
    GMimePart *part = GMIME_PART(g_mime_message_get_mime_part(message));
    Reader reader;

    (void)state;
    reader_init(&reader);
    body_text_add(&reader.body, "a");
    body_text_add_html(&reader.body, part);
    assert_string_equal(reader.body.text->str, "a\n\nnew\nold\n");
    assert_true(reader.body.is_html);
    assert_int_equal(reader.body.quotes->len, 1);
    const QuotedRange *range = &g_array_index(reader.body.quotes, QuotedRange, 0);
    assert_int_equal(range->begin, 7);
    assert_int_equal(range->end, 10);
    g_autoptr(HtmlText) html = body_text_look_at_html(&reader.body, part);
    assert_string_equal(html->text, "new\nold\n");
    assert_string_equal(reader.body.text->str, "a\n\nnew\nold\n");
    reader_clear(&reader);
}

static void
bytes_are_decoded_by_the_given_charset(void **state)
{
    g_autoptr(GString) html = g_string_new("<p>\xe9</p>");
    g_autoptr(GString) plain = g_string_new("\xe9");
    Reader reader;

    (void)state;
    reader_init(&reader);
    body_text_add_octets(&reader.body, html, TRUE, "cp1252");
    body_text_add_octets(&reader.body, plain, FALSE, NULL);
    assert_string_equal(reader.body.text->str, "\xc3\xa9\n\n\xc3\xa9");
    reader_clear(&reader);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_parts_are_joined_by_a_blank_line),
        cmocka_unit_test(flowed_and_enriched_texts_become_plain),
        cmocka_unit_test(html_becomes_text_with_its_quotation_apart),
        cmocka_unit_test(bytes_are_decoded_by_the_given_charset),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

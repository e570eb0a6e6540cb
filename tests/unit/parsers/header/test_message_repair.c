/* test_message_repair.c - headers and lines of broken messages; messages cut anywhere. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/header/message_repair.h"

typedef struct {
    const char *raw;
    const char *mended; /* NULL: unchanged */
} Case;

static const Case cases[] = {
    {"From: a\nTo: b\n\ntext\n", NULL},
    {"From: a\r\nTo: b\r\n\r\ntext\r\n", NULL},
    {"From a Mon\nFrom: a\n\nx: y\nnot a field\n", NULL},
    {">From a Mon\nFrom: a\n\nx\n", NULL},
    {"From: a\nTo : b\n\nx\n", NULL},
    {"From: a\n folded\n\nx\n", NULL},
    {"From: a\n \nTo: b\n\nx\n", NULL},
    {"From: a\n \n\nx\n", NULL},
    {"", NULL},
    {"\n", NULL},
    {"no line end", "\nno line end"},
    {"From: a\nno line end", "From: a\n\nno line end"},
    {"From: a\nTo: no line end", NULL},
    {"    \nFrom: a\n\nx\n", "From: a\n\nx\n"},
    {"\n\t\r\nFrom: a\r\n\r\nx\r\n", "From: a\r\n\r\nx\r\n"},
    {"\nX-One: a\nOther: b\n\nx\n", "X-One: a\nOther: b\n\nx\n"},
    {"From a Mon\n \nFrom: a\n\nx\n", "From a Mon\nFrom: a\n\nx\n"},
    {" \nFrom a Mon\nFrom: a\n\nx\n", "From a Mon\nFrom: a\n\nx\n"},
    {" \nIt says: no header.\n\nx\n", "\nIt says: no header.\n\nx\n"},
    {"From : a\nTo: b\n\nx\n", NULL},
    {"From: a\n \n--b\nContent-Type: a/b\n\nx\n", "From: a\n\n--b\nContent-Type: a/b\n\nx\n"},
    {"From: a\n \nNote: text\n\nx\n", "From: a\n\nNote: text\n\nx\n"},
    {"From: a\nTo: b\nsee below\nFrom: c\nTo: d\n\nx\n",
     "From: a\nTo: b\n\nsee below\nFrom: c\nTo: d\n\nx\n"},
    {"From: a\rTo: b\r\rtext\r", "From: a\nTo: b\n\ntext\n"},
    {"\r", NULL},
    {"From: a\ntext here\nmore\n", "From: a\n\ntext here\nmore\n"},
    {"text here\nmore\n", "\ntext here\nmore\n"},
    {" text here\n\nmore\n", "\n text here\n\nmore\n"},
    {"From: a\n \ntext\n\nx\n", "From: a\n\ntext\n\nx\n"},
    {"From: a\n\t \ntext\nSubject: s\n\nx\n", "From: a\n\t \n\ttext\nSubject: s\n\nx\n"},
    {"Subject: a\nb\nFrom: c\n\nx\n", "Subject: a\n\tb\nFrom: c\n\nx\n"},
    {"rubbish\nFrom: c\n\nx\n", "From: c\n\nx\n"},
    {"Content-Type: a/b;\nboundary=x\n\nx\n", "Content-Type: a/b;\n\tboundary=x\n\nx\n"},
    {"From: a\n: no name\n\nx\n", "From: a\n\n: no name\n\nx\n"},
    {"From: a\ntext\r\rmore\n", "From: a\n\ntext\r\rmore\n"},
};

static char *
stream_text(GMimeStream *stream)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char piece[7];
    gssize n = 0;

    g_mime_stream_reset(stream);
    while ((n = g_mime_stream_read(stream, piece, sizeof piece)) > 0)
        g_string_append_len(text, piece, n);
    return g_strndup(text->str, text->len);
}

static void
a_broken_beginning_is_mended(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GMimeStream) raw =
            g_mime_stream_mem_new_with_buffer(cases[i].raw, strlen(cases[i].raw));
        g_autofree char *note = NULL;
        char line_end = 0;
        g_autoptr(GMimeStream) stream = message_repair_open(raw, &note, &line_end);
        g_autofree char *text = stream_text(stream);
        assert_string_equal(text, cases[i].mended != NULL ? cases[i].mended : cases[i].raw);
        assert_int_equal(note != NULL, cases[i].mended != NULL);
        gboolean is_cr = strchr(cases[i].raw, '\n') == NULL && strchr(cases[i].raw, '\r') != NULL &&
                         cases[i].mended != NULL;
        assert_int_equal(line_end, is_cr ? '\r' : '\n');
        if (cases[i].mended == NULL)
            assert_ptr_equal(stream, raw);
    }
}

static void
a_message_cut_anywhere_keeps_its_content(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize length = 0; length < strlen(cases[i].raw); length++) {
            g_autoptr(GMimeStream) raw = g_mime_stream_mem_new_with_buffer(cases[i].raw, length);
            g_autofree char *note = NULL;
            char line_end = 0;
            g_autoptr(GMimeStream) stream = message_repair_open(raw, &note, &line_end);
            g_autofree char *text = stream_text(stream);
            assert_true(strlen(text) + 20 >= length);
        }
    }
}

/* A header that is longer than the part that is read stays unchanged. */
static void
a_header_that_is_too_long_stays_as_it_is(void **state)
{
    g_autofree char *value = g_strnfill(70000, 'x');
    g_autofree char *text = g_strdup_printf("X: %s\nnot a field\n", value);
    g_autoptr(GMimeStream) raw = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    g_autofree char *note = NULL;
    char line_end = 0;
    g_autoptr(GMimeStream) stream = message_repair_open(raw, &note, &line_end);

    (void)state;
    assert_ptr_equal(stream, raw);
}

/* If lines end in CR at first, and in CR LF much later, they cannot be turned back. */
static void
mixed_line_ends_are_not_turned_back(void **state)
{
    g_autofree char *value = g_strnfill(70000, 'x');
    g_autofree char *text = g_strdup_printf("X-Y: y\r\r%s\rend\r\nlast\r", value);
    g_autofree char *want = g_strdup_printf("X-Y: y\n\n%s\nend\r\nlast\n", value);
    g_autoptr(GMimeStream) raw = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    g_autofree char *note = NULL;
    char line_end = 0;
    g_autoptr(GMimeStream) stream = message_repair_open(raw, &note, &line_end);

    (void)state;
    g_autofree char *mended = stream_text(stream);
    assert_string_equal(mended, want);
    assert_int_equal(line_end, '\n');
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_broken_beginning_is_mended),
        cmocka_unit_test(a_message_cut_anywhere_keeps_its_content),
        cmocka_unit_test(a_header_that_is_too_long_stays_as_it_is),
        cmocka_unit_test(mixed_line_ends_are_not_turned_back),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}

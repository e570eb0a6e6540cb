/* test_structure.c - boundaries and headers of whole messages, repaired and counted. */
#include "tests/unit/parsers_fixture.h"

#include "parsers/header/structure.h"

typedef struct {
    const char *raw;
    const char *mended; /* NULL: unchanged */
    guint64 n_content;
    guint64 n_outside;
} Case;

#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"

static const Case cases[] = {
    {"", NULL, 0, 0},
    {"Subject: x\n\ntext\n", NULL, 5, 0},
    {"Subject : x\n\ntext\n", "Subject: x\n\ntext\n", 5, 0},
    {MIXED "--b\n\ntext\n--b\n\nmore\n--b--\n", NULL, 10, 0},
    {MIXED "pro logue\n--b\n\ntext\n--b--\nepi\n", NULL, 5, 11},
    {MIXED "--b\nthe text\n--b--", MIXED "--b\n\nthe text\n--b--", 9, 0},
    {MIXED "--b\nContent-Type: text/plain\nthe text\n\n--b\nContent-ID: x\n\nmore\n--b--",
     MIXED "--b\nContent-Type: text/plain\n\nthe text\n\n--b\nContent-ID: x\n\nmore\n--b--", 15, 0},
    {MIXED "--b\nContent-Type: multipart/alternative;\nboundary=c\n\n--c\nthe text\n--c--\n--b--",
     MIXED
     "--b\nContent-Type: multipart/alternative;\n\tboundary=c\n\n--c\n\nthe text\n--c--\n--b--",
     9, 0},
    {MIXED "no parts come\n", NULL, 14, 0},
    {"Content-Type: text/plain\n" MIXED "--b\n\ntext\n--b--",
     "X-Other-Content-Type: text/plain\n" MIXED "--b\n\ntext\n--b--", 5, 0},
    {"Content-Type: text/plain\n" MIXED "the text\n",
     "Content-Type: text/plain\nX-Other-" MIXED "the text\n", 9, 0},
    {MIXED "--b\nContent-Type: message/rfc822\n\nnot a mail\n--b\n\nx\n--b--",
     MIXED "--b\nContent-Type: " STRUCTURE_RAW_MESSAGE "\n\nnot a mail\n--b\n\nx\n--b--", 13, 0},
    {MIXED "--b\nContent-Type: message/rfc822\n\nSubject: x\n--b\n\ny\n--b--",
     MIXED "--b\nContent-Type: message/rfc822\n\nSubject: x\n\n--b\n\ny\n--b--", 13, 0},
    {MIXED "--b\nContent-Type: message/rfc822\n\nSubject: x\n--b--", NULL, 11, 0},
    {"Content-Transfer-Encoding: base64\nContent-Transfer-Encoding: 7bit\n\neA==\n",
     "Content-Transfer-Encoding: base64\nX-Other-Content-Transfer-Encoding: 7bit\n\neA==\n", 5, 0},
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

static Structure *
read_text(const char *text, gsize length)
{
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(text, length);
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(StructureRange));

    return structure_read(stream, none);
}

/* With a line end after the last line. */
static char *
with_crlf(const char *text)
{
    g_autoptr(GString) crlf = g_string_new(text);

    if (!g_str_has_suffix(text, "\n"))
        g_string_append_c(crlf, '\n');
    g_string_replace(crlf, "\n", "\r\n", 0);
    return g_strdup(crlf->str);
}

static void
parts_are_mended_and_counted(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Structure) structure = read_text(cases[i].raw, strlen(cases[i].raw));
        assert_int_equal(structure->mended != NULL, cases[i].mended != NULL);
        assert_int_equal(structure->n_content_bytes, cases[i].n_content);
        assert_int_equal(structure->n_outside_bytes, cases[i].n_outside);
        if (cases[i].mended == NULL)
            continue;
        g_autofree char *text = stream_text(structure->mended);
        assert_string_equal(text, cases[i].mended);
    }
}

static void
crlf_is_mended_in_the_same_places(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *raw = with_crlf(cases[i].raw);
        g_autoptr(Structure) structure = read_text(raw, strlen(raw));
        assert_int_equal(structure->mended != NULL, cases[i].mended != NULL);
        if (cases[i].mended == NULL)
            continue;
        g_autofree char *text = stream_text(structure->mended);
        g_autoptr(GString) lines = g_string_new(text);
        g_string_replace(lines, "\r\n", "\n", 0);
        assert_true(g_str_has_prefix(lines->str, cases[i].mended));
    }
}

static void
a_last_boundary_without_line_end_gets_one_in_crlf(void **state)
{
    static const char crlf[] =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--";
    g_autoptr(Structure) structure = read_text(crlf, strlen(crlf));

    (void)state;
    assert_non_null(structure->mended);
    g_autofree char *text = stream_text(structure->mended);
    assert_true(g_str_has_suffix(text, "x\r\n--b--\r\n"));
}

static void
what_is_mended_needs_no_mending(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (cases[i].mended == NULL)
            continue;
        g_autoptr(Structure) structure = read_text(cases[i].mended, strlen(cases[i].mended));
        assert_null(structure->mended);
    }
}

static void
a_message_cut_anywhere_is_counted(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        for (gsize n = 0; n < strlen(cases[i].raw); n++) {
            g_autoptr(Structure) structure = read_text(cases[i].raw, n);
            assert_true(structure->n_content_bytes + structure->n_outside_bytes <= n);
        }
    }
}

/* Boundaries are found wherever the window into the message ends. */
static void
boundaries_are_found_beyond_the_window(void **state)
{
    (void)state;
    for (gsize n = 65400; n < 65600; n++) {
        g_autofree char *filler = g_strnfill(n, '-');
        g_autofree char *text = g_strdup_printf(MIXED "--b\n\n%s\n--b\nthe text\n--b--\n", filler);
        g_autoptr(Structure) structure = read_text(text, strlen(text));
        assert_int_equal(structure->n_content_bytes, n + strlen("\nthe text\n"));
        assert_non_null(structure->mended);
    }
}

static void
a_known_content_is_passed_over(void **state)
{
    static const char text[] = MIXED "--b\n\n--b\n\nx\n--b--\n";
    g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(StructureRange));
    const StructureRange range = {.begin = strlen(MIXED) + 5,
                                  .end = (gint64)strlen(text) - (gint64)strlen("\n--b--\n")};

    (void)state;
    g_array_append_val(known, range);
    g_autoptr(Structure) structure = structure_read(stream, known);
    assert_int_equal(structure->n_content_bytes, range.end - range.begin + 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_mended_and_counted),
        cmocka_unit_test(crlf_is_mended_in_the_same_places),
        cmocka_unit_test(a_last_boundary_without_line_end_gets_one_in_crlf),
        cmocka_unit_test(what_is_mended_needs_no_mending),
        cmocka_unit_test(a_message_cut_anywhere_is_counted),
        cmocka_unit_test(boundaries_are_found_beyond_the_window),
        cmocka_unit_test(a_known_content_is_passed_over),
    };
    return cmocka_run_group_tests(tests, fixture_setup, NULL);
}
